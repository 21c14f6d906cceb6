"""What must hold on every page, seen in a real browser."""

import pytest

PAGES = ("/", "/Autoencoder", "/VAE", "/Projections")


MOST = {"/": 330, "/Autoencoder": 530, "/VAE": 560, "/Projections": 530}  # words in the open
CONTROLS = (
    "[role=slider], input[type=range], input[type=number], [data-testid=stSelectbox], [data-testid=stRadio], "
    "[data-testid=stCheckbox], [data-testid=stButton] button, [data-testid=stButtonGroup]"
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_by_its_link_calls_nobody_outside_and_is_no_cockpit(visit, path):
    page = visit.open(path)
    said, controls = page.evaluate(
        """(controls) => { const main = document.querySelector('[data-testid=stMain]');
        return [main.innerText.split(/\\s+/).length,
                [...main.querySelectorAll(controls)].filter(each => each.offsetParent).length]; }""",
        CONTROLS,
    )
    assert said <= MOST[path]
    assert controls <= 13


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_need_not_scroll_sideways(phone_visit, path):
    page = phone_visit.open(path)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 2
    wide = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 2 && !e.closest('[data-testid=stExpander]'))
            .filter(e => getComputedStyle(e).overflowX === 'visible')
            .filter(e => !e.closest('[data-testid=stDataFrame], [data-testid=stSlider]'))
            .map(e => e.tagName + '.' + e.className).slice(0, 3)"""
    )
    assert wide == []


def test_the_links_lead_to_every_page_and_back(visit):
    page = visit.open("/")
    for name in ("Autoencoder", "VAE", "Projections", "Start"):
        page.locator("[data-testid=stPageLink-NavLink]", has_text=name).first.click()
        title = "Latent spaces" if name == "Start" else name
        visit.until(lambda title=title: page.locator("h1").first.inner_text() == title, f"the page {title} is shown")
        visit.rest()
