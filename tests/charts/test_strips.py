"""Rows of pictures: each in its place, with what stands under it."""

import json

import pytest
import vl_convert

from core.charts import strips
from tests.charts import scene

ROWS = {"a": ["p", "q"], "b": ["r", "s"]}


def test_strips_place_every_picture():
    chart = strips.strips(ROWS, ["one", "two"], picked=1, selection="pick")
    assert {"row": "b", "column": 1, "picture": "s"} in scene.rows(chart, strips.PICTURES)
    assert [each["name"] for each in scene.whole(chart)["params"] if "select" in each] == ["pick"]
    (pictures,) = scene.marks(chart, "image")
    assert {(item["x"], item["url"]) for item in pictures.items if item["y"] < 100} == {
        (pictures.items[0]["x"], "p"), (pictures.items[1]["x"], "q"),
    }  # fmt: skip
    (frame,) = scene.marks(chart, "symbol")
    assert {item["x"] for item in frame.items} == {pictures.items[1]["x"] + pictures.items[1]["width"] / 2}


@pytest.mark.parametrize("captions", [["one", "it's"], ["a \\ b", '"']])
def test_captions_stand_under_their_columns_as_they_are_and_can_be_exchanged(captions):
    first = strips.strips(ROWS, ["before", "that"])
    for chart in (strips.strips(ROWS, captions), first.with_value(strips.CAPTIONS, captions)):
        drawn = json.dumps(vl_convert.vegalite_to_scenegraph(scene.whole(chart), vl_version=scene.VEGA_LITE))
        assert all(f'"text": {json.dumps(each)}' in drawn for each in captions)
        assert '"text": "before"' not in drawn


def test_strips_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match=r"\[1, 2\] pictures"):
        strips.strips({"a": ["p", "q"], "b": ["r"]})
