"""How much stands in the open on a page, in each of its worlds: counted without a browser, as a browser counts."""

import re

import pytest
from streamlit.testing.v1.element_tree import Block

from core.cache import portraits, work
from core.data import datasets
from tests.opened import opened

WORDS, CONTROLS = 450, 12
CONTROL = {"button", "select_slider", "slider", "selectbox", "radio", "checkbox", "toggle", "number_input"}
FOLDS = {"expander", "popover"}
WORLDS = [
    (page, world)
    for page, names in (
        ("Start", ["faces"]),
        ("Autoencoder", datasets.IMAGE_NAMES),
        ("VAE", datasets.IMAGE_NAMES),
        ("Projections", portraits.WORLDS),
    )
    for world in names
    if world in portraits.WORLDS
]


UNSEEN = "maps_rest"  # pressed by page.js; the style sheet hides it


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr(work, "prepare_learning", lambda: None)
    monkeypatch.setattr(work, "prepare_mapping", lambda method: None)


def seen(block):
    """What is not folded away: the words of each part, and how many controls it is."""
    for child in block.children.values():
        if not isinstance(child, Block):
            yield of_element(child)
        elif child.type in FOLDS:
            yield f"{getattr(child.proto, child.type, child.proto).label} icon", 0
        else:
            yield from seen(child)


def of_element(each):
    """The words of one element, and how many controls it is."""
    if each.type == "button" and each.key == UNSEEN:
        return "", 0
    if each.type == "vega_lite_chart":
        sliders = re.findall(r'"input": "\w+".*?"name": "(.*?)"', each.proto.spec)
        return " ".join(sliders), len(sliders)
    if each.type == "button_group":
        options = [re.sub(r"!\[.*?\]\(.*?\)", "", option.content) for option in each.proto.options]
        return " ".join([each.label, *options]), 1
    if each.type in CONTROL:
        ends = "1 2 3" if "slider" in each.type else ""
        return f"{each.label} {ends}", 1
    if each.type == "page_link":
        return each.proto.label, 0
    text = str(each.value or "") if each.type in {"markdown", "title", "header", "subheader", "caption"} else ""
    return re.sub(r"\]\(.*?\)|[#*$]", "", text), 0


@pytest.mark.parametrize(("page", "world"), WORLDS)
def test_few_words_and_few_controls_stand_in_the_open(page, world):
    app = opened(page, data=world, level="plain")
    words, controls = zip(*seen(app.main), strict=True)
    assert 150 < len(" ".join(words).split()) <= WORDS
    assert 3 <= sum(controls) <= CONTROLS, [each for each, count in zip(words, controls, strict=True) if count]
