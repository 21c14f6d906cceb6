"""A running app and a real Chromium to visit it with."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.browser.pictures import pixels
from tests.serving import server

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")  # the quickest first
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = (
    "--no-sandbox",  # a container's root has no sandbox to offer
    "--disable-quic",
    "--disable-background-networking",
    "--disable-gpu",  # what puts a page together is simulated otherwise, at twice the work
    "--enable-unsafe-swiftshader",  # but WebGL of maps in three dimensions
)
ANSWER = 60_000  # milliseconds within which a page answers: the server's part, and drawing without a graphics card
CHART = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg.marks"
SLIDERS = (  # inside charts, but those that are for the keyboard alone
    "form.vega-bindings input[type=range]:not([name^=turn_], [name^=hover_], [name^=pin_], [name^=pick_])"
)
REPORTED_AFTER = 140  # milliseconds of rest after which Streamlit reports a chart's slider (150), less a timer's error
REST = """([still, patience]) => new Promise((done) => {
    const began = performance.now();
    let last = began;
    const watch = new MutationObserver(() => { last = performance.now(); });
    watch.observe(document.body, {subtree: true, childList: true, characterData: true});
    const timer = setInterval(() => {
        const now = performance.now();
        if (document.querySelector('[data-testid=stStatusWidget]')) last = now;
        if (now - last <= still && now - began <= patience) return;
        clearInterval(timer);
        watch.disconnect();
        done(now - last > still);
    }, 50);
})"""  # asked in the page itself: to read all its words ten times a second costs more than to draw them
DRAG = """async (handle, [places, rest]) => {
    let rests = 0, last = performance.now();
    for (const place of places) {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        if (place !== places[0] && now - last > rest) rests += 1;
        last = now;
        handle.value = place;
        handle.dispatchEvent(new Event('input', {bubbles: true}));
    }
    return rests;
}"""


def pytest_collection_modifyitems(items) -> None:
    """Give the tests of this folder more time than others: on a busy machine each draws for minutes, and goes on."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """The address of the app, started as its README says."""
    log = tmp_path_factory.mktemp("server") / "log"
    with server(log) as (base, _):
        yield base
    said = log.read_text()
    assert "Traceback" not in said, said


@pytest.fixture(scope="module")
def browser():
    """Chromium, required where REQUIRE_BROWSER=1, else a reason to skip.

    One for each module, since Playwright keeps an event loop running, beside which other tests can't start theirs.
    """
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, but there is no chromium: install Debian's package of that name")
        pytest.skip("there is no chromium on this machine: install Debian's package of that name")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


class Visit:
    """One visitor's tab, which notes what should not happen."""

    def __init__(self, browser, base: str, **view) -> None:
        self.base = base
        self.page = browser.new_context(**{"reduced_motion": "reduce"} | view).new_page()  # what plays takes a core
        self.page.set_default_timeout(ANSWER)
        self.errors: list[str] = []
        self.outside: set[str] = set()
        self.messages = 0  # sent to the server
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self.note_console)
        self.page.on("response", self.note_response)
        self.page.on("request", self.note_request)
        self.page.on("websocket", lambda socket: socket.on("framesent", self.count))

    def note_console(self, said) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:  # those come as responses, with address
            self.errors.append(said.text)

    def note_response(self, response) -> None:
        if response.status >= 400:
            self.errors.append(f"{response.status} {response.url}")

    def note_request(self, request) -> None:
        if request.url.startswith("http") and "//127.0.0.1" not in request.url:
            self.outside.add(request.url)

    def count(self, _) -> None:
        self.messages += 1

    def open(self, path: str, charts: int = 1):
        """Open a page and wait until it has drawn some charts and come to rest."""
        self.page.goto(self.base + path)
        self.page.locator(CHART).nth(charts - 1).wait_for()
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until the page has stopped running and nothing has changed for a second."""
        if not self.page.evaluate(REST, [1_000, ANSWER]):
            pytest.fail(f"{self.page.url} did not come to rest within a minute")

    def until(self, holds: Callable[[], bool], what: str, seconds: float = ANSWER / 1000) -> None:
        """Wait until something holds, and fail by its name when it does not within this time."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                pytest.fail(f"not within {seconds:g} s: {what}")
            self.page.wait_for_timeout(50)

    def shows(self, found, count: int = 1) -> None:
        """Wait until so many elements are found: while Streamlit draws again there are old ones beside the new."""
        self.until(lambda: found.count() == count, f"{count} of {found}")

    def drag(self, slider: int, *places: float) -> int:
        """Move a chart's slider through some places, as a pointer does: one event for each frame of the browser.

        Returns:
            How often it stood still long enough to be reported to the server: once, at the end, on a machine that
            draws a frame in less than that time.
        """
        handle = self.page.locator(SLIDERS).nth(slider)
        return 1 + handle.evaluate(DRAG, [list(places), REPORTED_AFTER])

    def picture(self, chart: int = 0) -> np.ndarray:
        """What a chart looks like now (see `pixels`)."""
        return pixels(self.page.locator("[data-testid=stVegaLiteChart]").nth(chart))

    def assert_clean(self) -> None:
        """Nothing went wrong on this page, and nothing outside was asked for."""
        assert self.page.locator("[data-testid=stException]").all_inner_texts() == []
        assert self.errors == []
        assert self.outside == set()


@contextmanager
def visitor(browser, base: str, **view) -> Iterator[Visit]:
    """A visitor in a tab of their own; at the end nothing must have gone wrong in it."""
    tab = Visit(browser, base, **view)
    try:
        yield tab
        tab.assert_clean()
    finally:
        tab.page.context.close()


@pytest.fixture
def visit(app, browser):
    """A desktop visitor."""
    with visitor(browser, app, viewport={"width": 1280, "height": 900}) as tab:
        yield tab


@pytest.fixture(scope="module")
def staying(app, browser, request):
    """A desktop visitor who opens what the file calls OPENED (path, charts to wait for) and stays for all its tests."""
    with visitor(browser, app, viewport={"width": 1280, "height": 900}) as tab:
        tab.open(*request.module.OPENED)
        yield tab


@pytest.fixture
def stay(staying):
    """The tab as the test before has left it: opening a page is what costs, so tests of one page go on in one tab."""
    yield staying
    staying.assert_clean()


@pytest.fixture
def phone_visit(app, browser):
    """A visitor with a phone."""
    with visitor(browser, app, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as tab:
        yield tab
