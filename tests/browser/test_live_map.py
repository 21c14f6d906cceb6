"""A map of one's own settings: in a real browser, with a real worker."""

OPENED = ("/Projections?data=digits&m_points_1797=100&m_perplexity=12",)


def test_a_map_forms_on_screen_and_follows_its_slider(stay):
    page = stay.page
    button = page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Map it").first
    button.scroll_into_view_if_needed()
    before = page.locator("[data-testid=stVegaLiteChart]").count()
    button.click()
    page.get_by_text("of 100 points: perplexity 12").first.wait_for(timeout=240_000)
    stay.shows(page.locator("[data-testid=stVegaLiteChart]"), before + 1)
    page.locator(".st-key-m_stop button").first.wait_for(state="detached", timeout=240_000)
    page.locator(".st-key-m_perplexity input[type=range]").first.press("ArrowRight")
    page.get_by_text("of 100 points: perplexity 15").first.wait_for(timeout=240_000)
    page.wait_for_url("**m_perplexity=15*")
    page.locator(".st-key-m_stop button").first.wait_for(state="detached", timeout=240_000)
    page.get_by_text("Settled at step").first.wait_for(timeout=240_000)


def test_seconds_are_measured_on_request_and_stop_keeps_them(stay):
    page = stay.page
    page.get_by_text("How long does a map take, and how much longer").click()
    page.get_by_role("button", name="Measure it here").click()
    page.get_by_text("measured on this server just now").first.wait_for(timeout=240_000)
    page.evaluate("document.querySelector('.st-key-c_stop button')?.click()")  # a quick machine may have finished
    page.locator(".st-key-c_stop").wait_for(state="detached", timeout=120_000)
    page.get_by_text("measured on this server just now").first.wait_for()  # the page is drawn again once
    assert page.locator(".st-key-c_go button").is_enabled()
