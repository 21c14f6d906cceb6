"""A running app and a real Chromium to visit it with."""

import os
import re
import shutil
import time

import pytest

from tests.serving import server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",  # a container's root has no sandbox to offer
    "--disable-quic",
    "--disable-background-networking",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
CHART = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg.marks"


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
        self.page = browser.new_context(**view).new_page()
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
        searched = re.search(r"/\w+/_stcore/", response.url)  # Streamlit looks for its server below a page's path first
        if response.status >= 400 and not searched:
            self.errors.append(f"{response.status} {response.url}")

    def note_request(self, request) -> None:
        if request.url.startswith("http") and "//127.0.0.1" not in request.url:
            self.outside.add(request.url)

    def count(self, _) -> None:
        self.messages += 1

    def open(self, path: str, charts: int = 1):
        """Open a page and wait until it has drawn some charts and come to rest."""
        self.page.goto(self.base + path)
        self.page.locator(CHART).nth(charts - 1).wait_for(timeout=60_000)
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until the page has stopped running and nothing has changed for a second."""
        last, since, end = "", time.time(), time.time() + 60
        while time.time() < end:
            self.page.wait_for_timeout(100)
            running = self.page.locator("[data-testid=stStatusWidget]").count() > 0
            now = self.page.evaluate("document.body.innerText.length + ':' + document.images.length")
            if running or now != last:
                last, since = now, time.time()
            elif time.time() - since > 1.0:
                return
        pytest.fail(f"{self.page.url} did not come to rest within a minute")

    def drag(self, slider: int, *places: float) -> None:
        """Move a chart's slider through some places, as a pointer does: an event for each."""
        handle = self.page.locator("form.vega-bindings input[type=range]").nth(slider)
        handle.evaluate(
            "(e, all) => all.forEach(v => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})); })",
            list(places),
        )

    def picture(self, chart: int = 0) -> bytes:
        """What a chart looks like now."""
        return self.page.locator("[data-testid=stVegaLiteChart]").nth(chart).screenshot()

    def assert_clean(self) -> None:
        """Nothing went wrong on this page, and nothing outside was asked for."""
        assert self.page.locator("[data-testid=stException]").all_inner_texts() == []
        assert self.errors == []
        assert self.outside == set()


@pytest.fixture
def visit(app, browser):
    """A desktop visitor."""
    tab = Visit(browser, app, viewport={"width": 1280, "height": 900})
    yield tab
    tab.page.context.close()


@pytest.fixture
def phone_visit(app, browser):
    """A visitor with a phone."""
    tab = Visit(browser, app, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield tab
    tab.page.context.close()
