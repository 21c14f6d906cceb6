"""What must hold on every page, seen in a real browser."""

import pytest

from tests.browser.conftest import SLIDERS

PAGES = ("/", "/Autoencoder", "/VAE", "/Projections")
NONSENSE = (
    "?data=cats&image=inf&k=7.5&beta=NaN&perplexity=-1&n_neighbors=x&min_dist=9&t_epochs=1e9&seed=%3Cb%3E&of=%00"
    "&learned=nonsense&x=1"
)


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_need_not_scroll_sideways_and_nonsense_in_the_link_is_ignored(phone_visit, path):
    page = phone_visit.open(path + NONSENSE)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 2
    wide = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 2 && !e.closest('[data-testid=stExpander]'))
            .filter(e => getComputedStyle(e).overflowX === 'visible')
            .filter(e => !e.closest('[data-testid=stDataFrame], [data-testid=stSlider]'))
            .map(e => e.tagName + '.' + e.className).slice(0, 3)"""
    )
    assert wide == []
    if path == "/":
        assert page.locator(SLIDERS).first.input_value() == "0"
