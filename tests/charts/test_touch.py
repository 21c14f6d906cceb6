"""What a chart says of the thing under a mouse or a finger, and that a page can be scrolled over it."""

import altair as alt
import pandas as pd

from core.charts import palette, touch
from core.charts.chart import finished
from tests.charts import scene


def read(**options):
    table = pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 2.0], "name": ["a", "b"], "seen": ["p", "q"]})
    places = alt.Chart(table).encode(x="x:Q", y="y:Q")
    return finished(palette.canvas(*touch.reading(places, ["name"], "datum.name + ': ' + datum.y", **options)))


def test_nothing_is_said_until_something_is_touched():
    assert [layer.items for layer in scene.marks(read(picture="seen"), "text")] == [[]]
    assert [layer.items for layer in scene.marks(read(picture="seen"), "image")] == [[]]


def test_what_is_touched_is_ringed_and_said_and_its_picture_drawn():
    chart = scene.looked_at(read(picture="seen"), "datum.name == 'b'")
    assert [item["text"] for layer in scene.marks(chart, "text") for item in layer.items] == ["b: 2"]
    assert [item["url"] for layer in scene.marks(chart, "image") for item in layer.items] == ["q"]
    assert len(scene.marks(chart, "symbol")[1].items) == 1


def test_touches_are_left_to_the_browser():
    assert {"touchstart", "touchend"} < set(read().spec["config"]["events"]["defaults"]["allow"])
