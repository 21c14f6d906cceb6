"""Back and Forward: one press, one page, as it was left."""

from core.artefacts import catalogue

PAGES = ("Autoencoder", "VAE", "Projections")


def test_back_and_forward_lead_from_page_to_page_and_keep_what_was_set(visit):
    page = visit.open("/")
    entries = page.evaluate("history.length")
    for i, name in enumerate(PAGES):
        page.locator("[data-testid=stPageLink-NavLink]", has_text=name).first.click()
        page.wait_for_url(f"**/{name}*")
        page.get_by_role("heading", name=name, exact=True).first.wait_for()
        visit.rest()
        assert page.evaluate("history.length") == entries + i + 1, name
    perplexity = page.locator("input[name=perplexity_stop]")
    for stop, value in enumerate(f"{each:g}" for each in catalogue.PERPLEXITIES[:2]):
        perplexity.evaluate(
            "(each, at) => { each.value = at; each.dispatchEvent(new Event('input', {bubbles: true})); }", stop
        )
        page.get_by_text(f"Measured at perplexity {value}, ").first.wait_for()
        page.wait_for_url(f"**perplexity={value}*")
    assert page.evaluate("history.length") == entries + len(PAGES), "settings are no pages"
    for name in PAGES[1::-1]:
        page.go_back()
        page.wait_for_url(f"**/{name}*")
        page.get_by_role("heading", name=name, exact=True).first.wait_for()
        visit.rest()
    for name in PAGES[1:]:
        page.go_forward()
        page.wait_for_url(f"**/{name}*")
        page.get_by_role("heading", name=name, exact=True).first.wait_for()
        visit.rest()
    assert f"perplexity={value}" in page.url
    page.get_by_text(f"Measured at perplexity {value}, ").first.wait_for()
    assert page.evaluate("history.length") == entries + len(PAGES)
