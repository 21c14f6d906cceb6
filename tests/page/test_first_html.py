"""What stands on a page before any script: words for people and for previews of links, and no script of its own."""

import io
import re
from html.parser import HTMLParser

import brotli
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.errors import ArtefactError
from core.page import first_html, previews, security
from core.page.first_html import FirstPages
from core.page.links import LINKS
from core.page.parameters import START
from core.page.previews import Preview
from tests.conftest import ROOT
from tests.page.asked import HTTP, get
from tests.page.test_security import answering

ADDRESSES = {label: "/" if label == "Start" else f"/{label}" for label in LINKS.values()}
SVG_BYTES = 4_000


class Read(HTMLParser):
    """What a page says."""

    def __init__(self, page):
        super().__init__()
        self.meta, self.words, self.tags, self.inside = {}, {}, [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append((tag, found))
        if tag == "meta" and "content" in found:
            self.meta[found.get("name") or found.get("property")] = found["content"]
        if tag in ("title", "h1", "p", "noscript"):
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, data):
        for tag in self.inside:
            self.words[tag] = self.words.get(tag, "") + data


@pytest.fixture
def app():
    return FirstPages(answering)


@pytest.fixture(params=ADDRESSES)
def label(request):
    return request.param


def test_a_page_says_what_it_is_before_any_script(app, label):
    found = get(app, ADDRESSES[label])
    page = Read(found.body.decode())
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["cache-control"] == "no-cache"
    assert ("html", {"lang": "en"}) in page.tags
    assert page.words["title"].endswith("Latent spaces")
    assert page.words["h1"] in page.words["title"]
    assert len(page.words["p"].split()) > 20
    assert not re.search(r"[*`$]|\]\(", page.words["p"]), "Markdown is left over"
    assert page.meta["description"] == page.meta["og:description"]
    assert page.meta["description"].split() == page.words["p"].replace(page.words["noscript"], "").split()
    assert "JavaScript" in page.words["noscript"]
    assert [found["href"] for tag, found in page.tags if tag == "a"] == [
        "./",
        "./Autoencoder",
        "./VAE",
        "./Projections",
    ]


def test_the_words_are_those_of_the_page_itself(label):
    script = str(ROOT / "streamlit_app.py")
    shown = AppTest.from_file(script, default_timeout=120)
    shown = (
        shown.run()
        if label == "Start"
        else shown.switch_page(next(p for p, name in LINKS.items() if name == label)).run()
    )
    words = first_html.words(label)
    assert shown.title[0].value == words.title
    assert words.lead in [each.value for each in shown.markdown]


def test_the_drawing_is_small_and_of_the_page(label):
    found = previews.preview(label)
    assert 1_000 < len(found.svg.encode()) < SVG_BYTES
    assert get(FirstPages(answering), ADDRESSES[label]).body.count(found.svg.encode()) == 1


def test_pages_have_drawings_of_their_own():
    assert len({previews.preview(label).svg for label in ADDRESSES}) == 3  # the start page shows the autoencoder's


def test_a_preview_is_a_picture_at_a_whole_address(app):
    page = Read(get(app, "/VAE").body.decode())
    address = page.meta["og:image"]
    assert address.startswith("http://example.org/preview.")
    found = get(app, address.removeprefix("http://example.org"))
    assert (found.status, found.headers["content-type"]) == (200, "image/png")
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    picture = Image.open(io.BytesIO(found.body))
    assert picture.size == (1200, 630)
    assert len(picture.convert("RGB").getcolors(1 << 20)) > 10
    assert len(found.body) < 100_000


def test_the_address_is_the_one_that_the_browser_asked():
    scope = {"headers": [(b"host", b"a.example"), (b"x-forwarded-proto", b"https")], "scheme": "http"}
    assert first_html.address(scope, "/latent") == "https://a.example/latent"
    assert first_html.address({"headers": [(b"host", b"a.example:8501")]}, "") == "http://a.example:8501"
    assert first_html.address({"headers": [(b"host", b'"><script>')]}, "") == ""
    assert first_html.address({"headers": []}, "") == ""


def test_a_host_that_is_none_does_not_come_into_the_page():
    scope = HTTP | {"headers": [(b"host", b'"><script>')]}
    page = first_html.packed_page("Start", first_html.address(scope, ""), "").body.decode()
    assert "og:image" not in page


def test_it_comes_packed_and_once(app):
    found = get(app, "/", accept_encoding="gzip, br")
    assert found.headers["content-encoding"] == "br"
    assert brotli.decompress(found.body) == get(app, "/").body
    assert len(found.body) < 6_000
    assert get(app, "/", accept_encoding="gzip, br", if_none_match=found.headers["etag"]).status == 304
    assert get(app, "/", method="HEAD").body == b""


@pytest.mark.parametrize("path", ["/static/js/x.js", "/_stcore/health", "/VAE/else", "/preview.none.png", "/Nothing"])
def test_other_paths_are_left_to_streamlit(app, path):
    assert get(app, path).body == b"ok"


def test_the_policy_allows_all_of_it_and_the_same_scripts_as_before(app):
    page = get(app, "/").body.decode()
    inline = security.INLINE.findall(page)
    assert inline == security.INLINE.findall(first_html.INDEX.read_text())
    assert not re.search(r"\son\w+=", page), "a script in an attribute"
    assert all(
        "unsafe" not in each for each in security.content_security_policy("h", "'self'").split("script-src")[1:2]
    )


def test_scripts_and_style_come_as_streamlit_names_them_and_after_the_words(app):
    page, own = get(app, "/").body.decode(), first_html.INDEX.read_text()
    addresses = re.compile(r'(?:src|href)="(\./static/[^"]+)"')
    ahead = addresses.findall(first_html.ahead(START))
    assert sorted(addresses.findall(page)) == sorted([*addresses.findall(own), *ahead])
    assert page.index('id="first"') < page.index('rel="stylesheet"')
    assert '<div id="root"></div>' in page


def test_another_streamlit_is_told_by_name():
    with pytest.raises(ValueError, match=r"Streamlit's own page has nothing like .*root.*requirements.txt"):
        first_html.replaced(r'<div id="root"></div>', "", "<html></html>")


def test_without_its_data_a_page_has_words_and_no_drawing(monkeypatch):
    def missing():
        raise ArtefactError("weights/x.npz is missing")

    for cached in (previews.preview, previews.some_dots, first_html.packed_page):
        cached.cache_clear()
    monkeypatch.setitem(previews.DOTS, "VAE", missing)
    try:
        page = get(FirstPages(answering), "/VAE").body.decode()
    finally:
        for cached in (previews.preview, previews.some_dots, first_html.packed_page):
            cached.cache_clear()
    assert "<h1>VAE</h1>" in page
    assert "<svg" not in page
    assert "og:image" not in page


@pytest.mark.parametrize("label", [START, "VAE", "Projections"])
def test_the_scripts_that_draw_what_a_page_begins_with_are_fetched_ahead(app, label):
    """Whatever Streamlit calls them, and all that they import: a page that asks for them late has its charts last."""
    page = get(app, "/" if label == START else f"/{label}").body.decode()
    links = [found for tag, found in Read(page).tags if tag == "link" and found.get("rel") == "modulepreload"]
    ahead = [found["href"].rpartition("/")[2] for found in links if found.get("fetchpriority") == "low"]
    others = [found["href"].rpartition("/")[2] for found in links if found.get("fetchpriority") != "low"]
    named = (*first_html.DRAWING, *first_html.BESIDES.get(label, ()))
    assert set(named) <= {name.split(".")[0] for name in ahead}
    assert len(set(ahead)) == len(ahead)
    sizes = [(first_html.SCRIPTS / name).stat().st_size for name in ahead]
    assert sizes == sorted(sizes, reverse=True)
    assert not {*ahead} & {*others}
    main = re.findall(r'src="\./static/js/([^"]+)"', page)
    for name in ahead:
        imported = re.findall(r'(?:\bfrom|\bimport)"\./([^"]+)"', (first_html.SCRIPTS / name).read_text("utf-8"))
        assert {*imported} <= {*ahead, *others, *main}, name


def test_the_apps_script_runs_before_streamlits():
    for label, way in ((START, ""), ("VAE", "./")):
        page = first_html.first_html(label, Preview("", ""), "").decode()
        assert 0 < page.index(first_html.SCRIPT.format(way)) < page.index('<script type="module"')
