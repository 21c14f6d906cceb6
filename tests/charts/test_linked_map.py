"""The maps' specifications and tables: valid, small, and true to the frames."""

import json

import altair as alt
import numpy as np
import pytest

from core.charts import linked_map as charts
from core.charts.blend import OnScreen

RNG = np.random.default_rng(0)
FRAMES = RNG.normal(size=(6, 30, 2))
LABELS = np.arange(30) % 3
NAMES = ("a", "b", "it's")
SLIDERS = (charts.Slider("n_neighbors", (2.0, 15.0, 50.0), 1), charts.Slider("min_dist", (0.0, 0.5), 1))


def evaluate(blend: charts.Blend, expression: str, datum: dict, **places: float) -> float:
    """A Vega expression of the kind used here, with the sliders at these places."""

    class Text(str):
        def __add__(self, number):
            return f"{self!s}{number}"

    def value_of(formula: str, known: dict) -> object:
        for knob, place in places.items():
            formula = formula.replace(f"(isArray({knob}.stop) ? +{knob}.stop[0] : +{knob}.stop)", f"({place})")
        for name in "xyuvn":
            formula = formula.replace(f"'{name}'", f"T('{name}')")
        functions = {"floor": lambda v: int(np.floor(v)), "ceil": lambda v: int(np.ceil(v)), "T": Text}
        functions["round"] = lambda v: int(np.floor(v + 0.5))  # a browser's: half-way goes up
        return eval(formula, {"__builtins__": {}}, functions | known)

    signals = {f"at_{name}": value_of(formula, {}) for name, formula in blend.formulas().items()}
    row = type("Row", (dict,), {"__getattr__": dict.__getitem__})(datum)
    while " ? " in expression:  # condition ? one : other
        condition, _, rest = expression.partition(" ? ")
        one, _, other = rest.partition(" : ")
        expression = one if value_of(condition, signals) else other
    return value_of(expression, signals | {"datum": row})


@pytest.mark.parametrize("sliders", [(), SLIDERS[:1], SLIDERS])
@pytest.mark.parametrize("names", [NAMES, ("noise",)])
def test_the_specification_is_valid_and_names_its_tables(sliders, names):
    spec = charts.linked_map("UMAP", sliders, names, "data:image/bmp;base64,AA")
    alt.LayerChart.from_dict(spec)
    assert spec["usermeta"]["embedOptions"]["renderer"] == "canvas"
    used = {layer["data"]["name"] for layer in spec["layer"] if "name" in layer["data"]}
    assert used == {charts.POINTS, charts.LINKS} | ({charts.MIDDLES} if len(names) > 1 else set())
    names = [each["name"] for each in spec["params"] if "expr" not in each]
    assert names == ["wipe", *[slider.knob for slider in sliders][::-1], "pick", "group"]
    still = charts.linked_map("UMAP", sliders, NAMES, pickable=False)
    assert [each["name"] for each in still["params"] if "expr" not in each] == names[1:-2]
    lookup = next(each for layer in spec["layer"] for each in layer.get("transform", []) if "lookup" in each)
    assert lookup["from"]["data"] == {"name": charts.MARKS}


def test_sliders_begin_where_they_should():
    values = {each["name"]: each.get("value") for each in charts.linked_map("UMAP", SLIDERS, NAMES)["params"]}
    assert values["n_neighbors"] == [{"stop": 1.0}]
    assert values["min_dist"] == [{"stop": 1.0}]


def row_of(table, i):
    """One row of a table that is given by its columns."""
    return {name: column[i] for name, column in table.items()}


@pytest.mark.parametrize(("p", "q"), [(0, 0), (2, 1), (1, 0), (0.5, 0.25), (1.95, 1), (2, 0.5)])
def test_two_knobs_blend_their_four_corners(p, q):
    blend, shown = charts.Blend(SLIDERS), charts.on_screen(FRAMES)
    table = charts.map_tables(shown, LABELS)[charts.POINTS]
    grid = shown.reshape(3, 2, 30, 2).astype(float)
    i, j = int(p), int(q)
    i2, j2 = min(i + 1, 2), min(j + 1, 1)
    edges = [(1 - (q - j)) * grid[row, j] + (q - j) * grid[row, j2] for row in (i, i2)]
    expected = (1 - (p - i)) * edges[0] + (p - i) * edges[1]
    for axis, name in enumerate("xy"):
        for point in (0, 17):
            value = evaluate(blend, blend.value(name), row_of(table, point), n_neighbors=p, min_dist=q)
            assert value == pytest.approx(expected[point, axis])


def test_one_knob_and_none():
    shown = charts.on_screen(FRAMES[:3])
    row = row_of(charts.map_tables(shown, LABELS)[charts.POINTS], 4)
    blend = charts.Blend(SLIDERS[:1])
    value = evaluate(blend, blend.value("y"), row, n_neighbors=1.25)
    assert value == pytest.approx(0.75 * shown[1, 4, 1] + 0.25 * shown[2, 4, 1])
    assert evaluate(charts.Blend(()), charts.Blend(()).value("x"), row) == shown[0, 4, 0]
    assert evaluate(charts.Blend(()), charts.Blend(()).at_stop(), {"n0": 1}) == 1


def test_on_screen_fills_the_plot_and_keeps_shapes():
    shown = charts.on_screen(FRAMES * 0.01 + 5).astype(float)
    assert np.ptp(shown, axis=1).max(axis=1) == pytest.approx(np.full(6, 2 * charts.LEVELS), abs=2)
    assert (np.abs(shown) <= charts.LEVELS + 1).all()
    for frame, screen in zip(FRAMES, shown, strict=True):
        ratio = np.linalg.norm(screen[1:] - screen[:-1], axis=1) / np.linalg.norm(frame[1:] - frame[:-1], axis=1)
        assert ratio == pytest.approx(np.full(29, ratio[0]), rel=2e-3)
    assert (charts.on_screen(np.zeros((1, 5, 2))) == 0).all()


def test_tables_hold_the_places_the_classes_and_the_pictures():
    shown = charts.on_screen(FRAMES)
    tables = charts.map_tables(shown, LABELS, classes=(1,), pixels=[f"p{i}" for i in range(30)])
    points, middles = tables[charts.POINTS], tables[charts.MIDDLES]
    assert tables[charts.MARKS]["on"].tolist() == [charts.FULL if label == 1 else charts.OFF for label in LABELS]
    assert (tables[charts.MARKS]["point"] == points["point"]).all()
    assert (points["y4"] == shown[4, :, 1]).all()
    assert points["x0"].dtype == np.int16
    assert points["pixels"][7] == "p7"
    assert middles["kind"].tolist() == [1]
    assert middles["x2"][0] == pytest.approx(np.median(shown[2, LABELS == 1, 0]), abs=1)


def test_a_group_is_lit_and_the_others_step_back():
    shown = charts.on_screen(FRAMES)
    marks = charts.map_tables(shown, LABELS, classes=(1,), group=(1, 2))[charts.MARKS]["on"]
    assert marks[1] == marks[2] == charts.LIT  # a class that is not shown too: it was lit on purpose
    assert marks[4] == charts.BEHIND
    assert marks[3] == charts.OFF
    assert charts.OFF < charts.LIT
    before, after = charts.point_tables(shown, LABELS), charts.map_tables(shown, LABELS, group=(1, 2))
    assert before[charts.POINTS].keys() == after[charts.POINTS].keys()  # the large table stays as it is
    assert all((before[charts.POINTS][name] == after[charts.POINTS][name]).all() for name in before[charts.POINTS])


@pytest.mark.parametrize(("p", "q"), [(0, 0), (2, 1), (0.5, 0.25), (1.95, 1)])
def test_a_rectangle_holds_what_the_browser_draws_inside_it(p, q):
    blend, shown = charts.Blend(SLIDERS), charts.on_screen(FRAMES)
    seen = OnScreen(shown, (p, q), (3, 2))
    table = charts.map_tables(shown, LABELS)[charts.POINTS]
    for point in (0, 17):
        row = row_of(table, point)
        drawn = [evaluate(blend, blend.value(name), row, n_neighbors=p, min_dist=q) for name in "xy"]
        assert seen.frame()[point] == pytest.approx(drawn)
    rectangle = {"x": [9000, -4000.5], "y": [-20000, 15000]}
    x, y = seen.frame().T
    expected = np.flatnonzero((x >= -4000.5) & (x <= 9000) & (y >= -20000) & (y <= 15000))
    assert seen.inside(rectangle).tolist() == expected.tolist()
    assert 0 < len(expected) < 30
    assert len(seen.inside({"x": [0, 0.1], "y": [90000, 90001]})) == 0


def test_a_map_without_sliders_is_seen_as_it_is():
    shown = charts.on_screen(FRAMES[:1])
    assert (OnScreen(shown, (), ()).frame() == shown[0]).all()


def test_links_tie_the_picked_point_to_its_neighbours():
    shown, neighbours = charts.on_screen(FRAMES), np.array([3, 9, 20])
    near = RNG.random((6, 3)) < 0.5
    table = charts.link_table(shown, 5, neighbours, near)
    assert table["rank"].tolist() == [0, 1, 2, 3]
    assert (table["shown"] == 1).all()
    assert (table["u3"] == shown[3, 5, 0]).all()
    assert table["y2"].tolist() == [shown[2, i, 1] for i in (5, 3, 9, 20)]
    assert table["n4"].tolist()[1:] == near[4].astype(int).tolist()
    nothing = charts.link_table(shown, None, neighbours, near)
    assert list(nothing) == list(table)
    assert (nothing["shown"] == 0).all()
    blend = charts.Blend(SLIDERS)
    number = evaluate(blend, blend.at_stop(), row_of(table, 2), n_neighbors=1.6, min_dist=0.4)
    assert number == near[2 * 2 + 0][1]


def test_a_remembered_specification_is_the_one_built_anew_and_nobody_can_change_it():
    for arguments in (("UMAP", SLIDERS, NAMES), ("PCA", (), NAMES, "", "note", 200, False)):
        first = charts.linked_map(*arguments)
        assert first == json.loads(json.dumps(charts.specification(*arguments)))
        first["datasets"] = {"points": []}
        first["params"] = None
        assert charts.linked_map(*arguments) == json.loads(json.dumps(charts.specification(*arguments)))


def test_what_visitors_bring_is_not_remembered():
    before = charts.remembered.cache_info().currsize
    charts.specification("PCA", (), ("a visitor's word", "another"))
    assert charts.remembered.cache_info().currsize == before
