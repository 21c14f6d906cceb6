"""Names on maps: never one on another, ever more as one comes closer, and only what Vega has room for."""

import numpy as np
import pytest

from core.charts import map_labels, map_tables
from core.charts.blend import Slider
from core.charts.chart import Chart
from core.charts.map_labels import CLASS, PICKED, POINT, Names
from core.charts.map_layout import HEAD
from core.charts.map_strip import WORDS as LETTERED
from core.charts.still_map import SIDE
from core.pictures import places
from tests.charts import linked, scene

RNG = np.random.default_rng(0)
FRAMES = RNG.normal(size=(3, 200, 2)) * [1, 0.4]
SHOWN = places.on_screen(FRAMES)
LABELS = np.arange(200) % 12
KINDS = tuple(f"kind {i}" for i in range(12))
WORDS = [f"word{i}" for i in range(200)]


def names_at(frame):
    return Names(WORDS, frame.astype(float), np.where(np.arange(200) < 3, PICKED, POINT))


def boxes(names, magnification):
    """The rectangle of each name in pixels, left, right, bottom, top: (n, 4)."""
    middle = names.places * (SIDE * magnification / (2 * map_labels.REACH))
    half = map_labels.half_widths(names)
    return np.column_stack([middle[:, 0] - half, middle[:, 0] + half, middle[:, 1] - 7, middle[:, 1] + 7])


@pytest.mark.parametrize("magnification", [1, 1.5, 3, 7, 20, 32])
def test_no_name_lies_on_another_at_any_closeness(magnification):
    names = names_at(SHOWN[0])
    first = map_labels.first_shown(names, SIDE)
    shown = boxes(names, magnification)[first <= magnification]
    left, right, bottom, top = shown.T
    over = (left[:, None] < right) & (left < right[:, None]) & (bottom[:, None] < top) & (bottom < top[:, None])
    assert not (over & ~np.eye(len(shown), dtype=bool)).any()


def test_the_most_important_name_comes_first_and_closeness_brings_them_all():
    first = map_labels.first_shown(names_at(SHOWN[0]), SIDE)
    assert first[0] == 1
    counts = [(first <= magnification).sum() for magnification in (1, 2, 4, 8, 32)]
    assert counts == sorted(set(counts))
    assert counts[0] >= 5
    assert counts[-1] > 150


def test_a_name_waits_only_for_those_that_are_there():
    """The third lies on the second, which has to wait for the first long enough: it comes before."""
    places = np.array([[0.0, 0.0], [900.0, 0.0], [20_000.0, 0.0], [20_000.0, 0.0]])
    names = Names(["aaaa", "bbbb", "cccc", "dddd"], places, np.full(4, POINT))
    first = map_labels.first_shown(names, SIDE)
    assert first[0] == first[2] == 1
    assert first[1] > 5
    assert first[3] == map_labels.NEVER


def drawn(closer, picked=None, places=(1.0,), rests=(1.0,), looks=None, **more):
    names = names_at(SHOWN[1]) if looks is None else names_at(SHOWN[1])._replace(looks=looks)
    labels = map_labels.label_table(names, SIDE, rests)
    look = linked.look_of({"tsne": (Slider("perplexity", (2.0, 5.0, 30.0), places[0]),)}, KINDS, LETTERED)
    tables = {map_tables.LABELS: map_labels.joined([labels])} | more
    chart = linked.drawn(look, SHOWN, LABELS, picked, SIDE, words=WORDS, **tables)
    params = [each | {"value": closer} if each["name"] == map_labels.CLOSER else each for each in chart.spec["params"]]
    return Chart({**chart.spec, "params": params}, chart.tables)


def words(chart):
    """The words that are drawn above the points, but for the picked one: each twice, its rim first."""
    rim, text = scene.marks(chart, "text")[2:4]
    assert [item["text"] for item in rim.items] == [item["text"] for item in text.items]
    return text.items


@pytest.mark.parametrize("closer", [0, 1, 2.5])
def test_vega_draws_the_words_that_are_whole_in_view(closer):
    found = words(drawn(closer, picked=7))
    first = map_labels.first_shown(names_at(SHOWN[1]), SIDE)
    allowed = {word for word, each in zip(WORDS, first, strict=True) if each <= 2**closer}
    assert 3 <= len(found) <= len(allowed)
    assert {item["text"] for item in found} <= allowed
    half = dict(zip(WORDS, map_labels.half_widths(names_at(SHOWN[1])), strict=True))
    for item in found:
        assert half[item["text"]] - 1 <= item["x"] <= SIDE - 1 - half[item["text"]]
        assert HEAD <= item["y"] <= SIDE + HEAD


def test_the_picked_word_stands_in_the_middle_as_far_as_the_map_goes():
    inner = int(np.abs(SHOWN[1]).max(axis=1).argmin())
    ring = scene.marks(drawn(3, picked=inner), "symbol")[-1].items
    assert ring[0]["x"] == pytest.approx(SIDE / 2, abs=2)
    assert ring[0]["y"] == pytest.approx(SIDE / 2 + HEAD, abs=2)
    outer = int(SHOWN[1][:, 0].argmax())
    ring = scene.marks(drawn(1, picked=outer), "symbol")[-1].items
    assert ring[0]["x"] > 0.6 * SIDE


def test_on_the_way_to_another_stop_no_word_is_drawn():
    assert len(words(drawn(2, places=(1.0,), rests=(1.0,)))) > 3
    assert words(drawn(2, places=(1.0,), rests=(2.0,))) == []


def test_looks_differ():
    found = words(drawn(0, looks=np.where(np.arange(200) < 1, CLASS, POINT)))
    sizes = {item["text"]: (item["fontSize"], item.get("fontWeight")) for item in found}
    assert sizes["word0"] == (map_labels.SIZES[CLASS], 700)
    assert {size for word, size in sizes.items() if word != "word0"} == {(map_labels.SIZES[POINT], 400)}


def test_many_classes_share_eight_colours_and_grey_and_the_chosen_ones_have_their_own():
    tables = {} | map_tables.mark_tables(SHOWN, LABELS, KINDS, classes=(10, 1), unnamed=True)
    chart = drawn(0)
    plain = {item["fill"] for item in scene.marks(chart, "symbol")[0].items}
    assert len(plain) == 9
    items = scene.marks(chart.with_tables(tables), "symbol")[0].items
    by_kind = {int(kind): items[i]["fill"] for i, kind in enumerate(LABELS)}
    assert by_kind[1] == scene.marks(chart, "symbol")[0].items[1]["fill"]
    assert by_kind[10] not in {by_kind[kind] for kind in range(12) if kind != 10}
