"""How a file goes to a browser: codings as RFC 9110 weighs them, tags, and "not modified"."""

import gzip

import brotli
import pytest

from core.page import answers
from tests.page.asked import HTTP

WORDS = b"the same words again and again " * 100


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br ; q=0.2 , gzip;q=1", "br"),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("identity", ""),
        ("brotli, xgzip", ""),
        ("br;q=nonsense", ""),
        ("", ""),
        (";;,,=", ""),
    ],
)
def test_the_best_coding_that_is_allowed(header, coding):
    assert answers.coding_for({b"accept-encoding": header.encode()}) == coding


def test_no_header_no_coding():
    assert answers.coding_for({}) == ""


@pytest.mark.parametrize(("coding", "unpacked"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)])
def test_what_is_packed_is_the_same_unpacked_and_has_a_tag_of_its_own(coding, unpacked):
    packed = answers.packed(WORDS, coding)
    assert unpacked(packed.body) == WORDS
    assert (len(packed.body) < len(WORDS) / 10) == bool(coding)
    assert packed == answers.packed(WORDS, coding)
    others = {answers.packed(WORDS, each).tag for each in ("br", "gzip", "")} | {answers.packed(b"x", coding).tag}
    assert len(others) == 4


def answered(method="GET", **headers):
    packed = answers.packed(WORDS, "gzip")
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return packed, answers.answer(HTTP | {"method": method, "headers": given}, packed, "text/css", "no-cache")


def test_an_answer_says_what_it_is():
    packed, found = answered()
    assert (found.status_code, found.body) == (200, packed.body)
    assert found.headers["content-encoding"] == "gzip"
    assert found.headers["vary"] == "Accept-Encoding"
    assert found.headers["content-type"] == "text/css"
    assert found.headers["cache-control"] == "no-cache"
    assert found.headers["etag"] == packed.tag


def test_a_head_request_gets_the_same_headers_and_nothing_else():
    whole, (_, found) = answered()[1], answered("HEAD")
    assert found.body == b""
    assert dict(found.headers) == dict(whole.headers)


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', "*"])
def test_what_a_browser_has_already_is_not_sent(known):
    packed, _ = answered()
    found = answered(if_none_match=known.format(packed.tag))[1]
    assert (found.status_code, found.body) == (304, b"")
    assert found.headers["etag"] == packed.tag
    assert "content-length" not in found.headers


@pytest.mark.parametrize("known", ['"other"', "", '"'])
def test_what_it_has_in_another_state_is(known):
    assert answered(if_none_match=known)[1].status_code == 200


def test_paths_below_the_address_of_the_app():
    scope = HTTP | {"path": "/latent/VAE"}
    assert answers.asked_for(scope, "/latent") == "/VAE"
    assert answers.asked_for(scope | {"path": "/latent"}, "/latent") == "/"
    assert answers.asked_for(scope | {"path": "/latently/VAE"}, "/latent") == "/latently/VAE"
    assert answers.asked_for(scope | {"root_path": "/latent"}, "") == "/VAE"
    assert answers.asked_for(scope | {"method": "POST"}, "") == ""
    assert answers.asked_for({"type": "websocket", "path": "/"}, "") == ""
