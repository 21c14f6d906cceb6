"""The bars of arithmetic with words, and arrows, as Vega draws them."""

import numpy as np
import pytest

from core.charts import arrows, map_labels, map_tables, words
from core.charts.still_map import MapLook, still_map
from core.pictures import places
from tests.charts import scene


def test_likeness_is_the_length_of_the_bars_and_stands_beside_them():
    table = words.likeness_table(["queen", "prince", "ace"], [0.8, 0.4, 0.1])
    chart = words.likeness_bars(3).with_tables(table)
    (bars,), (numbers,) = scene.marks(chart, "rect"), scene.marks(chart, "text")
    assert [item["text"] for item in numbers.items] == ["0.80", "0.40", "0.10"]
    widths = [item["width"] for item in bars.items]
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.1)
    assert bars.items[0].get("opacity", 1) > bars.items[1]["opacity"]


def test_scores_have_a_tick_where_one_gets_without_arithmetic_and_a_line_for_luck():
    chart = words.score_bars({"a": (0.8, 0.2), "b": (0.1, 0.3)}, {"a": 12, "b": 30}, 0.01)
    bars, ticks = scene.marks(chart, "rect")
    (rule,) = scene.marks(chart, "rule")
    long, short = (item["width"] for item in bars.items)
    assert long == pytest.approx(8 * short, abs=0.1)
    middles = [item["x"] + item["width"] / 2 for item in ticks.items]
    assert middles == pytest.approx([long / 4, 3 * short], abs=2)
    assert rule.items[0]["x"] == pytest.approx(long / 80, abs=1)


def test_arrows_lead_from_point_to_point_and_their_heads_point_that_way():
    shown = places.on_screen(np.array([[[0.0, 0], [0, 1], [1, 1], [1, 0], [0.5, 0.5]]]))
    table = arrows.arrow_table(shown[0], np.array([[0, 1], [0, 3], [2, 3], [0, 2]]))
    assert table["turn"] == pytest.approx([0, 90, 180, 45], abs=0.01)
    look = MapLook("PCA", ("a", "b"), lettered=True, arrows=True)
    names = map_labels.Names(["x"], np.zeros((1, 2)), np.array([map_labels.POINT]))
    tables = map_tables.still_tables(shown, np.array([0, 0, 1, 1, 0]), ("a", "b"), words=list("vwxyz"), lettered=True)
    tables |= {map_tables.ARROWS: table, map_tables.LABELS: map_labels.label_table(names, look.side)}
    chart = still_map(look).with_tables(tables)
    points, *_, heads = scene.marks(chart, "symbol")
    lines = scene.marks(chart, "rule")[-1]
    for line, head, end in zip(lines.items, heads.items, (1, 3, 3, 2), strict=True):
        assert (head["x"], head["y"]) == pytest.approx((points.items[end]["x"], points.items[end]["y"]), abs=0.1)
        begin = points.items[0 if end != 3 or head["angle"] != 180 else 2]
        assert sorted([line["x"], line["x2"]]) == pytest.approx(sorted([begin["x"], head["x"]]))
