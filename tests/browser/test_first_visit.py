"""What a first visit fetches, what a second one does not, and what can be read before the scripts are there."""

import re
from collections import Counter

import pytest

from tests.browser.conftest import visitor
from tests.browser.test_every_page import PAGES
from tests.serving import server

# Bytes over the network that a page may take; when this was written 0.87, 1.40, 1.40 and 0.94 MB of scripts and 0.17
# of fonts. Pages with source or formulas load 0.52 and 0.18 more for them, after their charts.
PLAIN, FORMULAS = (1_050_000, 180_000), (1_700_000, 400_000)
LIMITS = {"/": PLAIN, "/Autoencoder": FORMULAS, "/VAE": FORMULAS, "/Projections": PLAIN}
MOST = {"/": 350, "/Autoencoder": 450, "/VAE": 450, "/Projections": 385}  # words in the open
CONTROLS = (
    "[role=slider], input[type=range], input[type=number], [data-testid=stSelectbox], [data-testid=stRadio], "
    "[data-testid=stCheckbox], [data-testid=stButton] button, [data-testid=stButtonGroup]"
)
SHOWN = "[data-testid=stHeading] h1"


class Fetched:
    """What a tab fetches over the network: bytes by kind, and the answers."""

    def __init__(self, page):
        self.bytes, self.answers, self.kinds = Counter(), [], {}
        chrome = page.context.new_cdp_session(page)
        chrome.on("Network.responseReceived", self.note)
        chrome.on("Network.loadingFinished", self.count)
        chrome.send("Network.enable")

    def note(self, event):
        self.kinds[event["requestId"]] = event["type"]
        cached = event["response"].get("fromDiskCache") or event["response"]["encodedDataLength"] == 0
        if not cached and event["response"]["url"].startswith("http"):
            self.answers.append(event["response"])

    def count(self, event):
        self.bytes[self.kinds.get(event["requestId"], "Other")] += event["encodedDataLength"]

    def names(self):
        return [each["url"].rsplit("/", 1)[1] for each in self.answers]


def assert_no_cockpit(page, path):
    """Few words and few controls stand in the open: seen here as tests/pages/test_in_the_open.py counts."""
    said, controls = page.evaluate(
        """(controls) => { const main = document.querySelector('[data-testid=stMain]');
        return [main.innerText.split(/\\s+/).length,
                [...main.querySelectorAll(controls)].filter(each => each.offsetParent).length]; }""",
        CONTROLS,
    )
    assert said <= MOST[path]
    assert controls <= 12
    sliders = page.locator("form.vega-bindings .vega-bind").evaluate_all("all => all.map(each => each.offsetWidth)")
    assert path != "/Projections" or max(sliders) <= 480, "no slider is wider than its map"


def assert_an_icon_has_its_picture(visit):
    """The font of icons is fetched when one is shown: as wide as it is high, where its name would be far wider."""
    fetched = Fetched(page := visit.page)
    page.evaluate(
        """() => { const icon = document.createElement('span'); icon.id = 'icon'; icon.textContent = 'arrow_forward';
        icon.style = 'font: 24px "Material Symbols Rounded"; position: fixed; top: 0; left: 0';
        document.body.append(icon); }"""
    )
    icon = page.locator("#icon")
    visit.until(lambda: icon.bounding_box()["width"] < 30, "the icon is drawn")
    assert any(name.startswith("MaterialSymbols") for name in fetched.names())


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_small_and_no_cockpit_and_a_second_one_fetches_no_file_again(visit, path):
    first = Fetched(visit.page)
    assert_no_cockpit(visit.open(path), path)
    scripts, fonts = LIMITS[path]
    assert 300_000 < first.bytes["Script"] < scripts, dict(first.bytes)
    assert 100_000 < first.bytes["Font"] < fonts, first.names()
    assert not [name for name in first.names() if name.startswith("MaterialSymbols")]
    asked = [each["url"].removeprefix(visit.base) for each in first.answers if "/_stcore/" in each["url"]]
    assert all(each.startswith("/_stcore/") for each in asked), "Streamlit looked for its server below the page's path"
    ahead = visit.page.locator("link[rel=modulepreload][fetchpriority=low]").evaluate_all(
        "all => all.map(each => each.href)"
    )
    ready = visit.page.evaluate("Object.keys(window.drawing)")
    assert sorted(ready) == sorted(each.rpartition("/")[2] for each in ahead)
    text = [each for each in first.answers if each["url"].endswith((".js", ".css"))]
    assert len(text) > 50
    assert {each["headers"]["content-encoding"] for each in text} == {"br"}
    if path == "/":
        assert_an_icon_has_its_picture(visit)
    again = Fetched(page := visit.page.context.new_page())
    page.goto(visit.base + path)
    page.locator(SHOWN).wait_for()
    assert not [each["url"] for each in again.answers if "/static/" in each["url"]]
    page_itself = sum(again.bytes.values()) - again.bytes["Image"]  # its pictures may be there by now
    assert page_itself < 30_000, dict(again.bytes)


@pytest.mark.parametrize("path", PAGES[::2])
def test_words_are_there_before_the_scripts_and_stay_until_the_page_has_its_own(visit, path):
    page, waiting, held = visit.page, [], True
    page.route("**/static/js/*.js", lambda route: waiting.append(route) if held else route.continue_())
    page.goto(visit.base + path, wait_until="commit")
    first = page.locator("#first h1")
    first.wait_for()
    title, place = first.inner_text(), first.bounding_box()
    assert title in page.title()
    held = False
    for route in waiting:
        route.continue_()
    page.locator(SHOWN).wait_for()
    visit.until(lambda: not first.is_visible(), "the first words make room")
    assert page.locator(SHOWN).inner_text() == title

    def has_stayed():
        own = page.locator(SHOWN).bounding_box()
        return abs(own["x"] - place["x"]) <= 2 and abs(own["y"] - place["y"]) <= 12

    visit.until(has_stayed, "the heading stands where it stood", seconds=10)
    page.evaluate("document.querySelectorAll('[data-testid=stHeading]').forEach((each) => each.remove())")
    page.wait_for_timeout(300)
    assert not first.is_visible(), "words of the page before come back between two pages"


def test_without_scripts_the_words_and_the_ways_on_are_there(app, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(app + "/")
    assert "JavaScript" in page.locator("#first noscript, #first p").last.inner_text()
    page.get_by_role("link", name="VAE").click()
    page.wait_for_url("**/VAE")
    assert page.locator("h1").inner_text() == "VAE"
    page.context.close()


def test_charts_in_sight_are_drawn_before_those_below(visit):
    """What is below waits for its turn however soon it is there: the page's own rule is asked for both."""
    page = visit.open("/Autoencoder")
    tops = page.locator("[data-testid=stVegaLiteChart]").evaluate_all(
        """all => all.map((each) => [each.getBoundingClientRect().top >= innerHeight, window.turn(each) !== null])"""
    )
    assert all(below == waits for below, waits in tops)
    assert {below for below, _ in tops} == {True, False}
    page.evaluate(
        "all => Promise.all([...document.querySelectorAll('[data-testid=stVegaLiteChart]')].map(window.turn))"
    )


def test_an_app_below_a_path_is_found_at_the_first_question(browser, tmp_path):
    with server(tmp_path / "log", below="/latent") as (base, _), visitor(browser, base) as tab:
        sockets = []
        tab.page.on("websocket", lambda socket: sockets.append(socket.url.partition("://")[2].partition("/")[2]))
        for path in ("/", "/VAE?beta=0.2"):
            tab.open(path)
        tab.page.get_by_role("link", name="Start", exact=True).click()
        tab.page.wait_for_url(re.compile(r"/latent/?$"))
        tab.page.goto(base)  # an address without its slash
        tab.page.locator(SHOWN).wait_for()
        assert sockets == ["latent/_stcore/stream"] * 3
        tab.errors = [each for each in tab.errors if not each.endswith(".woff2")]  # Streamlit's own, without the slash
