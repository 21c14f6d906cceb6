"""Values of widgets that no browser sends: a page takes them for none, and no other visitor sees a difference."""

import random

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates

from core.page import chosen, states
from tests.load import forged
from tests.load.visitor import Visitor
from tests.serving import server


@pytest.fixture(autouse=True)
def tried(monkeypatch):
    monkeypatch.setattr(WStates, "set_widget_from_proto", states.arrives)
    monkeypatch.setattr(WStates, "set_widget_metadata", states.is_drawn)


def widget(kind, read):
    return WidgetMetadata("w", read, lambda value: value, kind)


def held(value, kind, read, before=True):
    """What a widget has after a browser has sent a value, before the page drew it or after; its absence is "none"."""
    value.id, found = "w", WStates()
    steps = [lambda: found.set_widget_metadata(widget(kind, read)), lambda: found.set_widget_from_proto(value)]
    for step in steps if before else reversed(steps):
        step()
    return found.get("w", "none")


@pytest.mark.parametrize("before", [True, False])
def test_a_value_of_another_kind_or_without_an_end_counts_as_none(before):
    number = "double_value"
    assert held(WidgetState(double_value=2.0), number, float, before) == 2.0
    assert held(WidgetState(string_value="2"), number, float, before) == "none"
    assert held(WidgetState(double_value=float("nan")), number, float, before) == "none"
    assert held(WidgetState(double_value=float("inf")), number, int, before) == "none"
    assert held(WidgetState(string_value="x"), "string_value", ["a"].index, before) == "none"
    assert held(WidgetState(), number, lambda value: 7.0 if value is None else value, before) == 7.0


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({"pick": [{"point": 3, "name": "x"}]}, True), ({"group": {"x": [1, 2.5], "y": [0, 1]}}, True), ({}, True),
        ({"pick": []}, True), ({"pick": [3]}, False), ({"pick": 3}, False), ({"pick": [{"point": [3]}]}, False),
        ({"pick": [{"point": float("nan")}]}, False), ({"group": {"x": 1}}, False), ({"group": {"x": [None]}}, False),
        ([], False), (None, False), ({"pick": [{"point": 10**400}]}, False),
    ],
)  # fmt: skip
def test_what_is_no_selection_counts_as_none(given, fits):
    got = held(WidgetState(string_value="x"), "string_value", lambda text: {"selection": given})
    assert got == ({"selection": given} if fits else "none")


def test_a_thing_is_chosen_by_its_number_or_not_at_all():
    def row(*points):
        return chosen.row({"selection": {"pick": list(points)}}, "pick", "point", 10)

    assert row({"point": 3}) == row({"point": 3.0}) == row({"point": "3"}) == 3
    for wrong in ([], [{}], [{"point": 10}], [{"point": -1}], [{"point": 2.5}], [{"point": "x"}], [{"point": None}]):
        assert row(*wrong) is None
    assert chosen.number({"selection": {}}, "sweep", "stop") is None
    assert chosen.number({"selection": {"sweep": {"stop": [2.5]}}}, "sweep", "stop") == 2.5
    assert chosen.number({"selection": {"sweep": {"stop": []}}}, "sweep", "stop") is None


def test_a_rectangle_has_two_ends_each_way():
    def drawn(**axes):
        return chosen.rectangle({"selection": {"group": axes}}, "group")

    assert drawn(x=[2, 1], y=[0, 1]) == {"x": [1.0, 2.0], "y": [0.0, 1.0]}
    for wrong in ({}, {"x": [1, 2]}, {"x": [1], "y": [1, 2]}, {"x": ["a", 1], "y": [1, 2]}, {"x": 1, "y": 2}):
        assert drawn(**wrong) == {}


def test_forged_values_end_in_no_error_and_change_nothing_for_others(tmp_path):
    with server(tmp_path / "log") as (base, _), Visitor(base, timeout=30.0) as other, Visitor(base, 30.0) as forger:
        before = {page: seen(other, page) for page in forged.PAGES}
        rng = random.Random(1)
        assert [line for page in forged.PAGES for line in forged.forge(forger, page, rng, most=25)] == []
        assert {page: seen(other, page) for page in forged.PAGES} == before
    assert "Traceback" not in (tmp_path / "log").read_text()


def seen(visitor, page):
    """The words of a page, and how many charts it has."""
    visitor.open(page)
    return visitor.words(), sum(1 for _ in visitor.all("vega_lite_chart"))
