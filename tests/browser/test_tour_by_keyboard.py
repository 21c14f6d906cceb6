"""The tour by the keyboard alone: from a card to what it asks for, back, and on to the next card and page."""

import pytest

from core.page import tour

DONE = "document.querySelector('.st-key-tour_said').innerText.trim() !== ''"
SAID = """() => {
    const words = document.querySelector('.st-key-tour_said p').lastChild.textContent.trim(); // after its icon
    return window.spoken.includes(words);
}"""
LISTEN = """() => {
    window.spoken = '';
    const voice = document.getElementById('voice'), hear = () => { window.spoken += voice.textContent; };
    new MutationObserver(hear).observe(voice, {childList: true});
}"""
HAS_FOCUS = "selector => document.activeElement.matches(selector)"
CARD = ".st-key-tour[role=region]"
SMILE = ["ArrowDown", "Escape", "s", "m", "i", "Enter"]  # Escape closes the list alone: what is typed goes on there
WALKS = (  # cards after one another, and the keys that do what they ask
    {"pad": ["ArrowRight"], "learned": ["End"], "chosen": ["ArrowRight", "ArrowRight"]},
    {"coloured": SMILE, "knobs": ["Home"], "doubt": ["ArrowRight", "ArrowRight", "Space"]},
)


def tab_to(page, selector, most):
    """Press Tab until something has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(HAS_FOCUS, selector):
            return
    pytest.fail(f"not within {most} Tabs: {selector}")


def has_focus(visit, selector):
    visit.until(lambda: visit.page.evaluate(HAS_FOCUS, selector), f"the focus is on {selector}")


@pytest.mark.parametrize("walk", WALKS, ids=lambda each: next(iter(each)))
def test_cards_are_walked_through_without_a_pointer(visit, walk):
    page, names = visit.open(f"/?tour={tour.ORDER.index(next(iter(walk))) + 1}"), list(walk)
    page.evaluate(LISTEN)
    for name in names:
        number = tour.ORDER.index(name) + 1
        has_focus(visit, f"{CARD}:has([data-card='{number}'])")
        visit.rest()
        has_focus(visit, CARD)
        assert page.locator(CARD).get_attribute("aria-describedby") == "tour_words"
        tab_to(page, ".go", 1)
        page.keyboard.press("Enter")
        has_focus(visit, tour.control(number))
        visit.rest()
        assert not page.evaluate(DONE), "coming to the control is no deed"
        for key in walk[name]:
            page.keyboard.press(key)
            if key == "ArrowRight":  # what it picks may draw the slider anew
                visit.rest()
        visit.until(lambda: page.evaluate(DONE), f"{name} is done")
        visit.until(lambda: page.evaluate(SAID), f"that {name} is done is read out")
        has_focus(visit, "[data-testid=stMain] :is(input, button)")  # of radio buttons it may be another one
        assert name != "chosen" or "image=7" in page.url, "two pictures on from the middle of ten"
        page.keyboard.press("Escape")
        has_focus(visit, CARD)
        if name != names[-1]:
            tab_to(page, f".st-key-tour_to_{number + 1} button, .st-key-tour a[href*='tour={number + 1}']", 3)
            page.keyboard.press("Enter")
