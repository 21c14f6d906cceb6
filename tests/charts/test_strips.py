"""Rows of pictures: each in its place, with what stands under it."""

import json

import pytest
import vl_convert

from core.charts import strips
from core.charts.chart import Chart
from tests.charts import scene

ROWS = {"a": ["p", "q"], "b": ["r", "s"]}


def test_strips_place_every_picture():
    chart = strips.strips(ROWS, ["one", "two"], picked=1)
    row = {"row": "b", "line": 1, "column": 1, "picture": "s", "words": "b two"}
    assert row in scene.rows(chart, strips.PICTURES)
    pictures, large = scene.marks(chart, "image")
    assert large.items == []  # until something is under a mouse or a finger
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


def test_what_is_looked_at_is_large_inside_the_chart_and_said():
    chart = strips.strips(ROWS, words={"a": ["first", "second"], "b": ["third", "a 7, error 2.1"]})
    chart = scene.looked_at(chart, "datum.column == 1 && datum.line == 1")
    large = scene.marks(chart, "image")[1].items[0]
    assert (large["url"], large["width"]) == ("s", strips.LARGE)
    assert large["y"] + large["height"] <= 200
    assert [item["text"] for item in scene.marks(chart, "text")[0].items] == ["a 7, error 2.1"]


@pytest.mark.parametrize(("width", "rows"), [(360, 2), (720, 1)])
def test_pictures_to_choose_from_are_large_enough_for_a_thumb(width, rows):
    chart = strips.choice(10, picked=7)
    chart = chart.with_tables({strips.PICTURES: strips.strip_columns({"": [str(i) for i in range(10)]})})
    chart = Chart({**chart.spec, "width": width}, chart.tables)
    (squares,) = scene.marks(chart, "rect")
    assert all(item["width"] >= 44 and item["height"] >= 44 for item in squares.items)
    assert len({item["y"] for item in squares.items}) == rows
    (pick,) = (each for each in chart.spec["params"] if "select" in each)
    assert (pick["name"], pick["value"]) == ("pick", [{"column": 7}]), "the slider for the keyboard stands there"
    (frame,) = scene.marks(chart, "symbol")
    seventh = squares.items[7]
    assert frame.items[0]["x"] == pytest.approx(seventh["x"] + seventh["width"] / 2)


def test_strips_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match=r"\[1, 2\] pictures"):
        strips.strips({"a": ["p", "q"], "b": ["r"]})


def test_what_is_said_of_all_pictures_is_short():
    codes = [f"code {i}: {'unlike' if i < 9 else 'like'} a real one; nearest: smile 0.86, hair −0.3" for i in range(12)]
    sizes = [f"{k} numbers: error {k}.5" for k in (1, 2)]
    columns = strips.strip_columns({" ": ["p"] * 12}, words={" ": codes})
    assert strips.spoken(columns) == "9 of 12 unlike a real one, 3 of 12 like a real one"
    columns = strips.strip_columns({"PCA": ["p"] * 2, "new": ["p"] * 2}, words={"PCA": sizes, "new": ["a"] * 2})
    assert strips.spoken(columns) == "1 numbers: error 1.5; 2 numbers: error 2.5; new: 2 of 2 a"
