"""What stands in the open on a page, and what unfolds the rest."""

import pytest

from core.cache import work
from tests.opened import opened

FOLDED = {  # a section of each page: a parameter of it with a value, and the widget that is in it alone
    "Autoencoder": ({"noise": "0.1"}, "noise"),
    "VAE": ({"paid": "4"}, "paid"),
    "Projections": ({"minus": "man"}, "minus"),
}
STARTS = {"Autoencoder": "noise", "VAE": "parts", "Projections": "arithmetic"}  # those sections


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr(work, "prepare_learning", lambda: None)
    monkeypatch.setattr(work, "prepare_mapping", lambda method: None)


def keys(app):
    """The keys of what can be set on a page."""
    return {
        each.key for kind in ("select_slider", "selectbox", "number_input", "slider") for each in getattr(app, kind)
    }


@pytest.mark.parametrize("page", FOLDED)
def test_a_folded_section_is_neither_computed_nor_sent(page):
    plain, full = opened(page, data="digits", level="plain"), opened(page, data="digits")
    assert FOLDED[page][1] in keys(full) - keys(plain)
    assert len(plain.get("vega_lite_chart")) < len(full.get("vega_lite_chart"))
    assert [each.value for each in plain.header] == [each.value for each in full.header], "every question stands there"


@pytest.mark.parametrize("page", FOLDED)
def test_a_link_unfolds_the_section_that_it_is_about_and_no_other(page):
    link, widget = FOLDED[page]
    there = keys(opened(page, data="digits", level="plain", **link))
    assert widget in there
    assert widget in there - keys(opened(page, data="digits", level="plain"))
    assert not any(each.startswith(("t_", "o_")) for each in there)


@pytest.mark.parametrize("page", FOLDED)
def test_a_link_unfolds_the_section_where_it_starts_and_no_other(page):
    plain, full = opened(page, data="digits", level="plain"), opened(page, data="digits")
    there = opened(page, data="digits", level="plain", start=STARTS[page])
    assert keys(plain) < keys(there) < keys(full)
    assert FOLDED[page][1] in keys(there)
    assert there.query_params["start"] == STARTS[page], "page.js finds it, and so does who copies the link"


def test_a_link_that_starts_where_nothing_is_opens_the_page_as_it_is():
    assert keys(opened("VAE", level="plain", start="nowhere")) == keys(opened("VAE", level="plain"))


def test_nonsense_as_level_is_the_plain_one():
    assert keys(opened("VAE", level="nonsense")) == keys(opened("VAE", level="plain"))
