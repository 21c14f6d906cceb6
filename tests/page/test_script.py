"""The app's own script: sent with the page, with an explanation for every term that a text marks."""

import json
import re

import pytest
from streamlit import config

from core.page import first_html, script, text
from core.page.previews import Preview
from tests.conftest import ROOT

PAGES = ("start", "autoencoder", "vae")
LONGEST = 25  # words of a sentence that stands in the open


DEEP = ("loss", "pytorch", "published", "maths", "unlike")  # sections one click deep, where sentences may be longer


def marked(page):
    written = (text.FOLDER / f"{page}.md").read_text(encoding="utf-8")
    return [each.lower() for each in text.TERM.findall(written)]


def marked_in_code():
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "core" / "sections").glob("*.py")]
    return [term.lower() for file in files for term in re.findall(r"\[\[([A-Z][a-z ]+)\]\]", file.read_text("utf-8"))]


def terms():
    return json.loads(re.search(r"const TERMS = (\{.*\});", script.script().decode())[1])


def test_the_page_loads_the_script():
    page = first_html.first_html("VAE", Preview("", ""), "").decode()
    assert f'src=".{script.PATH}"' in page


def test_the_script_names_the_sites_that_may_frame_the_app_as_streamlit_does():
    allowed = json.loads(re.search(r"allowedOrigins: (\[.*?\]),", script.script().decode())[1])
    assert allowed == config.get_option("client.allowedOrigins")
    assert allowed


@pytest.mark.parametrize("page", PAGES)
def test_every_marked_term_is_explained_and_marked_once_a_page(page):
    assert marked(page)
    assert len(set(marked(page))) == len(marked(page))
    assert {text.term_key(term) for term in marked(page)} <= terms().keys()


def test_no_term_is_explained_for_nothing():
    used = {text.term_key(term) for term in [*marked_in_code(), *(each for page in PAGES for each in marked(page))]}
    assert terms().keys() == used


@pytest.mark.parametrize("page", [*PAGES, "tour"])
def test_sentences_in_the_open_are_short(page):
    open_ = [body.partition("\n### More")[0] for key, body in text.sections(page).items() if not key.startswith(DEEP)]
    for words in [*open_, *text.sections("glossary").values()]:
        for sentence in re.split(r"(?<=[.?!:])\s+", first_html.plain(words)):
            assert len(sentence.split()) <= LONGEST, sentence
