"""Linked maps: where they stand, and what is lit on all of them when something is picked on one."""

import numpy as np
import pytest

from core.charts import map_dots, map_pick, map_tables
from core.charts.blend import OnScreen, Slider
from core.charts.map_layout import GAP, HEAD, LARGEST, SLIDER, SMALLEST
from core.charts.map_strip import PICTURES, SHAPES
from core.pictures import places
from tests.charts import linked, scene

RNG = np.random.default_rng(0)
FRAMES = RNG.normal(size=(10, 30, 2))
LABELS = np.arange(30) % 3
SHOWN = places.on_screen(FRAMES)
TURNED = (Slider("n_neighbors", (2.0, 15.0, 50.0), 1), Slider("min_dist", (0.0, 0.5), 1))
MAPS = {"pca": (), "tsne": (Slider("perplexity", (2.0, 5.0, 30.0), 1),), "umap": TURNED}  # 1 + 3 + 6 computed maps
ONE = {"pca": ()}  # where one map will do: Vega takes seconds for all three
NEAR = np.stack([RNG.choice(np.delete(np.arange(30), i), map_tables.NEAR, replace=False) for i in range(30)])


def symbols(found, i, maps=3):
    """Those of one map: its points, the ends of its lines, the ring."""
    marks = scene.marks(found, "symbol")
    return marks[i], *marks[maps + 2 * i : maps + 2 * (i + 1)]


def chart(kind=SHAPES, point=None, width=1000, maps=MAPS, **more):
    return linked.drawn(linked.look_of(maps, kind=kind), SHOWN, LABELS, point, width, neighbours=NEAR, **more)


@pytest.mark.parametrize(("kind", "names"), [(SHAPES, linked.NAMES), (PICTURES, ("noise",))])
def test_the_specification_is_valid_whatever_the_points_are(kind, names):
    look = linked.look_of(MAPS, names, kind)
    spec = scene.whole(linked.drawn(look, SHOWN, LABELS % len(names), 3))
    assert {each["name"] for each in spec["params"] if "select" in each} == {
        "pick", "group", "perplexity", "n_neighbors", "min_dist"
    }  # fmt: skip
    bound = [each["name"] for each in spec["params"] if "select" in each and "bind" in each]
    assert bound == ["min_dist", "n_neighbors", "perplexity"], "Vega turns them round"
    assert spec["usermeta"]["embedOptions"]["renderer"] == "canvas"


@pytest.mark.parametrize(
    ("width", "side", "corners"),
    [
        (1600, LARGEST, [(0, 0), (LARGEST + GAP, 0), (2 * (LARGEST + GAP), 0)]),
        (1070, (1070 - 2 * GAP) / 3, [(0, 0), (346 + GAP, 0), (2 * (346 + GAP), 0)]),
        (700, 342, [(0, 0), (342 + GAP, 0), (0, 342 + SLIDER + HEAD)]),
        (358, 358, [(0, 0), (0, 358 + HEAD), (0, 2 * (358 + HEAD) + SLIDER)]),
    ],
)
def test_maps_stand_side_by_side_or_under_one_another(width, side, corners):
    found = chart(width=width)
    unit = side / (2 * map_dots.REACH)
    for i, (left, top) in enumerate(corners):
        place = linked.places(symbols(found, i)[0])
        frame = SHOWN[[0, 2, 4 + 3][i]].astype(float)
        expected = np.column_stack([frame[:, 0], -frame[:, 1]]) * unit + side / 2 + (left, top + HEAD)
        assert place == pytest.approx(expected, abs=0.1)
    assert side >= SMALLEST or width < SMALLEST


def test_a_picked_point_and_its_true_neighbours_are_lit_on_every_map_and_shown_below():
    found = linked.with_selection(chart(PICTURES), "pick", point=7, serial=1)
    rules = scene.marks(found, "rule")
    for i in range(3):
        points, ends, ring = symbols(found, i)
        place, at_ends, at_ring = map(linked.places, (points, ends, ring))
        assert at_ring == pytest.approx(place[[7]])
        assert {tuple(each) for each in at_ends.round(3)} == {tuple(each) for each in place[NEAR[7]].round(3)}
        apart = np.linalg.norm(place - place[7], axis=1)
        nearest = np.argsort(apart)[: 1 + map_tables.NEAR]
        full = {tuple(item[axis] for axis in ("x", "y")) for item in rules[i].items if item["strokeDash"] == [1, 0]}
        assert len(full) == len(set(nearest) & set(NEAR[7]))
        assert len(rules[i].items) == map_tables.NEAR
    (images,) = scene.marks(found, "image")
    assert len(images.items) == 1 + map_tables.NEAR
    order = np.argsort(
        [item["y"] // 40 * 1000 + item["x"] - (1e6 if item["width"] > 80 else 0) for item in images.items]
    )
    said = [images.items[i]["url"].removeprefix(linked.HEADER) for i in order]
    assert said == [f"{PICTURES}{i}" for i in (7, *NEAR[7])]


def test_what_was_picked_before_something_else_was_asked_for_counts_no_more():
    asked, plain = chart(point=4, maps=ONE), chart(maps=ONE)
    older = linked.with_selection(asked, "pick", point=7, serial=0)
    newer = linked.with_selection(asked, "pick", point=7, serial=1)
    nothing = linked.with_selection(asked, "pick", point=-1, serial=1)
    for found, point in ((asked, 4), (older, 4), (newer, 7), (nothing, None), (plain, None)):
        dots, _, ring = symbols(found, 0, len(ONE))
        there = [] if point is None else linked.places(dots)[[point]]
        assert linked.places(ring).tolist() == pytest.approx(np.asarray(there), abs=1e-9)


@pytest.mark.parametrize(("number", "places"), [(0, (0, 0)), (1, (1.4, 0)), (2, (0.5, 0.25))])
def test_a_rectangle_lights_on_all_maps_what_lay_in_it_when_it_was_drawn(number, places):
    first, stops = [(0, ()), (1, (3,)), (4, (3, 2))][number]
    seen = OnScreen(SHOWN[first : first + int(np.prod(stops))], places[: len(stops)], stops)
    ends = {"left": -9000.5, "right": 14000.5, "low": -20000.5, "high": 8000.5}
    group = seen.inside({"x": [ends["left"], ends["right"]], "y": [ends["low"], ends["high"]]})
    assert 0 < len(group) < 30
    at = {"first": places[0], "second": places[1]}
    found = linked.with_selection(chart(), map_pick.GROUP, map=number, **ends, **at, serial=1)
    for i in range(3):
        opacity = [round(100 * item["opacity"]) for item in symbols(found, i)[0].items]
        assert opacity == map_tables.strengths(LABELS, None, group).tolist()


def test_a_group_that_was_let_go_is_lit_no_more():
    ends = {"left": -9000.5, "right": 14000.5, "low": -20000.5, "high": 8000.5}
    at = {"first": 0, "second": 0}
    gone = linked.with_selection(chart(maps=ONE), map_pick.GROUP, map=-1, **ends, **at, serial=1)
    assert {round(100 * item["opacity"]) for item in scene.marks(gone, "symbol")[0].items} == {map_tables.FULL}


def test_a_group_that_is_asked_for_is_lit_and_classes_step_back():
    marks = map_tables.mark_tables(SHOWN, LABELS, linked.NAMES, classes=(1,), group=(1, 2))
    found = chart(maps=ONE, **marks | map_tables.asked_table(None, True, 1))
    opacity = [round(100 * item["opacity"]) for item in scene.marks(found, "symbol")[0].items]
    assert opacity == map_tables.strengths(LABELS, (1,), (1, 2)).tolist()


def test_every_control_stands_under_its_map_in_the_style_sheet():
    layout = linked.look_of(MAPS).layout
    assert list(layout.controls(3)) == ["perplexity_stop", "n_neighbors_stop", "min_dist_stop", map_pick.TYPED]
    assert layout.controls(3)["min_dist_stop"] == (2, 1, HEAD + SLIDER)
    assert layout.controls(1)["perplexity_stop"] == (0, 2, 2 * HEAD)
    assert layout.controls(2)[map_pick.TYPED][0] == 1  # beside the third map
    style = layout.style("here")
    assert style.count("@container") == 3
    assert f"@container (min-width: {3 * SMALLEST + 2 * GAP}px)" in style


def test_headlines_name_the_stop_or_say_that_it_lies_in_between():
    between = {"tsne": (MAPS["tsne"][0]._replace(start=1.4),)}
    for maps, words in (({"tsne": MAPS["tsne"]}, "perplexity 5"), (between, "perplexity 15 (in between, nearest 5)")):
        said = [item["text"] for mark in scene.marks(chart(maps=maps), "text") for item in mark.items]
        assert words in said
