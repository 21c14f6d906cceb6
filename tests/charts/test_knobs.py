"""What codes know, drawn: strong cells are written out, curves never go below nothing."""

import numpy as np

from core.charts import knobs
from tests.charts import scene


def test_strong_cells_are_written_out_and_weak_ones_are_not():
    found = np.array([[0.98, -0.2, 0.1], [0.3, -0.81, 0.49]])
    chart = knobs.knob_table(found, ["smile", "hair"], ["1", "2", "3"], "#c2549d")
    words, _ = scene.marks(chart, "text")
    assert [item["text"] for item in words.items] == ["0.98", "0.81"]
    under_a_finger = scene.looked_at(chart, "datum.knob == 'hair' && datum.value == 2")
    said = [item["text"] for item in scene.marks(under_a_finger, "text")[1].items]
    assert said == ["hair and number 2: correlation −0.81"]
    (cells,) = scene.marks(chart, "rect")
    assert len(cells.items) == found.size


def test_what_is_worse_than_nothing_is_drawn_as_nothing_and_the_range_stands_around_the_middle():
    smile = [[-0.3], [0.5, 0.2, 0.9], [1.0]]
    chart = knobs.kept_curves({"smile": smile, "hair": [[0.2], [0.4], [0.9]]}, (1, 4, 16), 4)
    places = [item["y"] for layer in scene.marks(chart, "symbol") for item in layer.items]
    assert max(places) == 340
    assert min(places) == 0
    assert 170 in places
    _, ranges = scene.marks(chart, "rule")  # the first is the mark of the current size
    assert {(item["y"], round(item["y2"])) for item in ranges.items if item["y"] != item["y2"]} == {(272, 34)}
    under_a_finger = scene.looked_at(chart, "datum.knob == 'smile' && datum.size == 4")
    said = [item["text"] for layer in scene.marks(under_a_finger, "text") for item in layer.items]
    assert "smile, 4 numbers: 50% kept (20% to 90%)" in said
