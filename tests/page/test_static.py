"""Streamlit's scripts and styles: the same as Streamlit's, smaller, once, and for good."""

import asyncio
import gzip
import re

import brotli
import pytest
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from core.page import first_html, static
from core.page.static import FOLDER, StaticFiles, files_in
from tests.page.asked import HTTP, get

SCRIPTS = [path for path in files_in(FOLDER) if path.endswith(".js")]
SHEET = next(path for path in files_in(FOLDER) if path.startswith("/static/css/index."))


@pytest.fixture
def app():
    """The middleware before what Streamlit serves its files with."""
    return StaticFiles(create_streamlit_static_handler(str(FOLDER), None))


def test_a_script_is_packed_and_kept_for_good(app):
    largest = max(SCRIPTS, key=lambda path: (FOLDER / path[1:]).stat().st_size)
    for coding, unpacked in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        found = get(app, largest, accept_encoding=coding)
        assert (found.status, found.headers["content-encoding"]) == (200, coding)
        assert unpacked(found.body) == (FOLDER / largest[1:]).read_bytes()
        assert len(found.body) < (FOLDER / largest[1:]).stat().st_size / 2
        assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert found.headers["content-type"].startswith("text/javascript")
        again = get(app, largest, accept_encoding=coding, if_none_match=found.headers["etag"])
        assert (again.status, again.body) == (304, b"")


def test_every_name_carries_a_hash_and_could_not_mean_another_file():
    assert all(static.HASHED.search(path) for path in files_in(FOLDER))
    assert len(SCRIPTS) > 100


def test_a_file_without_a_hash_is_asked_for_anew(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "plain.js").write_text("let a = 1\n" * 100)
    found = get(StaticFiles(None, tmp_path), "/static/plain.js", accept_encoding="br")
    assert found.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "headers", [{}, {"accept_encoding": "br;q=0"}, {"accept_encoding": "br", "range": "bytes=0-9"}]
)
def test_streamlit_answers_where_nothing_can_be_packed(app, headers):
    path, content = SCRIPTS[0], (FOLDER / SCRIPTS[0][1:]).read_bytes()
    found = get(app, path, **headers)
    assert "content-encoding" not in found.headers
    assert found.headers["vary"] == "Accept-Encoding"
    assert (found.status, found.body) == ((206, content[:10]) if "range" in headers else (200, content))


def test_a_part_of_another_coding_is_not_mixed_with_the_file(app):
    tag = get(app, SCRIPTS[0], accept_encoding="br").headers["etag"]
    found = get(app, SCRIPTS[0], accept_encoding="br", range="bytes=0-9", if_range=tag)
    assert (found.status, found.body) == (200, (FOLDER / SCRIPTS[0][1:]).read_bytes())


@pytest.mark.parametrize("path", ["/static/js/../../index.html", "/static/js/none.js", "/static//js/", "/", "//static"])
def test_what_is_no_file_of_the_list_is_left_to_streamlit(path):
    async def noted(scope, receive, send):
        seen.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    seen = []
    get(StaticFiles(noted), path, accept_encoding="br")
    assert seen == [path]


def test_a_head_request_and_another_method(app):
    whole = get(app, SHEET, accept_encoding="br")
    head = get(app, SHEET, method="HEAD", accept_encoding="br")
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)
    assert get(StaticFiles(answering_405), SHEET, method="POST", accept_encoding="br").status == 405


async def answering_405(scope, receive, send):
    await send({"type": "http.response.start", "status": 405, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_many_who_ask_at_once_have_it_packed_once(app, monkeypatch):
    packings = []

    def counted(content, coding, pack=static.packed):
        packings.append(coding)
        return pack(content, coding)

    monkeypatch.setattr(static, "packed", counted)

    async def ask():
        sent = []

        async def send(message):
            sent.append(message)

        await app(HTTP | {"path": SHEET, "headers": [(b"accept-encoding", b"br")]}, None, send)
        return sent[1]["body"]

    async def crowd():
        return await asyncio.gather(*(ask() for _ in range(20)))

    assert len(set(asyncio.run(crowd()))) == 1
    assert packings == ["br"]


def test_one_who_leaves_early_takes_nothing_from_the_others(app):
    async def visits():
        first = asyncio.create_task(app.packed(SHEET, "br"))
        await asyncio.sleep(0)
        second = asyncio.create_task(app.packed(SHEET, "br"))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert brotli.decompress(asyncio.run(visits()).body) == static.content(FOLDER / SHEET[1:])


def test_a_file_that_could_not_be_read_is_tried_again(tmp_path):
    (tmp_path / "static").mkdir()
    path = tmp_path / "static" / "a.js"
    path.write_text("one")
    app = StaticFiles(None, tmp_path)
    path.unlink()
    with pytest.raises(OSError, match="No such file"):
        asyncio.run(app.packed("/static/a.js", "br"))
    path.write_text("two")
    assert brotli.decompress(asyncio.run(app.packed("/static/a.js", "br")).body) == b"two"


def test_fonts_come_when_they_are_needed_and_hide_no_words():
    sheet = static.content(FOLDER / SHEET[1:]).decode()
    faces = re.findall(r"@font-face\{[^}]*\}", sheet)
    (icons,) = (face for face in faces if "MaterialSymbols" in face)
    assert "unicode-range:U+30-39,U+5F,U+61-7A}" in icons
    (words,) = (face for face in faces if "SourceSans" in face)
    assert "Upright" in words
    assert words.endswith(";font-display:swap}")


@pytest.mark.parametrize(
    "name", [*first_html.DRAWING, *(each for more in first_html.BESIDES.values() for each in more)]
)
def test_what_page_js_has_run_is_drawn_without_a_grey_place_before(name):
    (path,) = (FOLDER / "static" / "js").glob(f"{name}.*.js")
    (main,) = (FOLDER / "static" / "js").glob("index.D*.js")
    asked = f"import(`./{path.name}`)".encode()
    before, _, _ = static.content(main).partition(asked)
    assert re.search(
        rb"\.lazy\)\(\(\)=>window\.drawing\?\.\[`%s`\]\?\?\w+\(\(\)=>$" % re.escape(path.name.encode()), before
    )
    assert static.content(main).count(asked) == main.read_bytes().count(asked) == 1


def test_charts_below_those_in_sight_wait_for_their_turn():
    (path,) = (FOLDER / "static" / "js").glob("ArrowVegaLiteChart.*.js")
    found = re.findall(
        r"=\(await window\.turn\?\.\((\w+)\),await \w+\((\w+),\w+,\w+\)\);", static.content(path).decode()
    )
    assert len(found) == 1
    assert found[0][0] == found[0][1], "the place of the chart"
