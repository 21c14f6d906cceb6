"""Sliders inside charts and values that are taken along, without a page."""

import pytest

from core.page import links
from core.page.links import bound, is_moved, name_now, repaired, slider_place, stop_beside
from core.page.parameters import AUTOENCODER, PROJECTIONS


def event(place, *, as_list=True):
    """What a chart reports of its slider."""
    return {"selection": {"sweep": [{"stop": place}] if as_list else {"stop": [place]}}}


@pytest.mark.parametrize("as_list", [True, False])
@pytest.mark.parametrize(("reported", "place"), [(2.4, 2.4), ("1", 1.0), (-3, 0.0), (99, 4.0)])
def test_a_slider_rests_within_its_stops(reported, place, as_list):
    assert slider_place(event(reported, as_list=as_list), "sweep", 5, start=3) == place


@pytest.mark.parametrize("untouched", [{"selection": {}}, {"selection": {"sweep": []}}])
def test_an_untouched_slider_stands_at_its_start(untouched):
    assert not is_moved(untouched, "sweep")
    assert slider_place(untouched, "sweep", 5, start=3) == 3.0


@pytest.mark.parametrize(("place", "stop"), [(0, 0), (0.49, 0), (0.5, 1), (1.5, 2), (2, 2), (9, 2), (-1, 0)])
def test_the_nearest_stop_is_the_later_one_half_way(place, stop):
    assert stop_beside(place, 3) == stop


def test_what_is_no_value_is_left_out_and_names_become_words():
    assert repaired("method", ["tsne", "nonsense", ""]) == ["t-SNE"]
    assert repaired("classes", ["1", "", "2"]) == ["1", "2"]
    assert repaired("of_no_page", ["", "inf"]) == ["", "inf"]


def test_a_widget_takes_its_values_from_the_table_unless_the_page_has_fewer():
    assert bound("sample") == {"key": "sample", "bind": "query-params", "min_value": 0, "max_value": 9_999}
    assert bound("image", max_value=359)["max_value"] == 359
    assert bound("k", options=(1, 2))["options"] == (1, 2)
    with pytest.raises(KeyError):
        bound("of_no_page")


def test_an_old_name_counts_only_with_a_value_of_what_was_called_so(monkeypatch):
    monkeypatch.setattr(links.st, "session_state", {"here": PROJECTIONS})
    for texts in (["random"], ["at random"], ["doubt", "data"]):
        assert name_now("start", texts) == "began"
    for texts in (["doubt"], ["random", "doubt"], ["nonsense"], [""]):
        assert name_now("start", texts) == "start"
    monkeypatch.setattr(links.st, "session_state", {"here": AUTOENCODER})
    assert name_now("start", ["random"]) == "start", "a section of that page"


def test_every_page_has_a_path_of_its_own():
    assert len(set(links.LINKS.values())) == len(links.LINKS) == 4
