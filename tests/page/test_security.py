"""The server as strangers meet it: headers, refusals, errors, and a machine that gives it nothing but a processor."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import numpy as np
import pytest
import streamlit
import streamlit as st

from core.artefacts import catalogue, files
from core.charts import space
from core.data import datasets
from core.errors import SettingError
from core.limits import Limits
from core.page import security
from tests.conftest import ROOT
from tests.load.visitor import SessionError, Visitor
from tests.opened import FILES, opened
from tests.page.asked import HTTP
from tests.page.asked import messages as asked
from tests.serving import server

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PAGES = tuple(FILES)


# --- headers ---------------------------------------------------------------------------------------------------------


async def answering(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Content-Type-Options", b"else")]})
    await send({"type": "http.response.body", "body": b"ok"})


def headers_of(sent):
    found = [name.decode().lower() for name, _ in sent[0]["headers"]]
    assert len(found) == len(set(found))
    return {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}


def policy_of(headers):
    parts = (part.split() for part in headers["content-security-policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def test_every_response_carries_the_headers_once():
    headers = headers_of(asked(security.SecurityHeaders(answering), HTTP))
    assert headers["x-content-type-options"] == "nosniff"
    policy = policy_of(headers)
    assert policy["default-src"] == {"'self'"}
    assert policy["object-src"] == {"'none'"}
    assert policy["connect-src"] == {"'self'", "ws://example.org", "wss://example.org"}
    assert policy["frame-ancestors"] == {"'self'"}
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & policy["script-src"]
    assert {"'self'"} < policy["script-src"]
    assert len(policy["script-src"]) == len(security.inline_scripts()) + 1


def test_only_the_scripts_of_streamlits_own_page_are_named():
    page = (re.sub(r"\\", "/", streamlit.__file__).rsplit("/", 1)[0]) + "/static/index.html"
    with open(page, encoding="utf-8") as file:
        inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", file.read())
    assert len(security.inline_scripts()) == len(inline) >= 1


@pytest.mark.parametrize("host", ["a b", "x; script-src *", "é", "a'b", "", "x\r\ny"])
def test_a_host_that_is_none_is_not_repeated(host):
    headers = headers_of(asked(security.SecurityHeaders(answering), HTTP | {"headers": [(b"host", host.encode())]}))
    assert policy_of(headers)["connect-src"] == {"'self'"}


def test_frames_of_named_sites_alone():
    found = security.middleware({"LATENT_FRAME_ANCESTORS": "https://a.example https://*.b.example:8443"})
    assert found[0].kwargs["ancestors"] == "'self' https://a.example https://*.b.example:8443"
    for wrong in ("*", "javascript:x", "https://a; script-src *", "a.example"):
        with pytest.raises(ValueError, match="LATENT_FRAME_ANCESTORS holds"):
            security.middleware({"LATENT_FRAME_ANCESTORS": wrong})
    with pytest.raises(SettingError, match="LATENT_VISITORS"):
        security.middleware({"LATENT_VISITORS": "many"})


# --- settings --------------------------------------------------------------------------------------------------------


def test_every_setting_has_its_reason():
    lines = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8").splitlines()
    section = ""
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("["):
            section = line
        if "=" in line and not line.startswith("#") and "theme" not in section:
            assert "#" in line or before.startswith("#"), line


def test_what_visitors_must_not_see_is_off():
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["enableAgentApi"] is False
    assert CONFIG["server"]["enableXsrfProtection"] is True
    assert CONFIG["server"]["maxUploadSize"] == Limits().upload_mb


def test_the_largest_map_fits_into_a_message():
    rng, count = np.random.default_rng(0), Limits().points
    names = tuple(f"a class with a long name {i}" for i in range(10))
    drawn = space.cloud(rng.normal(size=(count, 3)), rng.integers(0, 10, count), names)
    assert 1 << 20 < len(drawn.to_json()) < CONFIG["server"]["maxMessageSize"] << 20


def test_an_unexpected_error_is_redacted_for_the_visitor_and_told_to_the_operator(tmp_path):
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    script, log = tmp_path / "app.py", tmp_path / "log"
    script.write_text("raise RuntimeError('the password is 4711')\n")
    with server(log, script) as (base, _), Visitor(base) as visitor:
        with pytest.raises(SessionError, match="This app has encountered an error"):
            visitor.open("")
        assert not any(b"4711" in placed.element.SerializeToString() for placed in visitor.places.values())
    assert "the password is 4711" in log.read_text()


# --- a machine that gives nothing ------------------------------------------------------------------------------------


def test_without_network_home_or_a_disk_to_write_on_every_page_is_shown():
    apart = [shutil.which("unshare") or "unshare", "--map-root-user", "--mount", "--net"]
    try:
        subprocess.run([*apart, "mount", "-o", "remount,bind,ro", "/"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"this machine allows no namespaces of its own ({error})")
    script = str(ROOT / "tests" / "load" / "isolated.py")
    done = subprocess.run([*apart, sys.executable, script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["network"], seen["writable"]) == (False, [])
    assert "Traceback" not in seen["log"]
    assert (
        "frame-ancestors 'self'"
        in {name.lower(): value for name, value in seen["headers"].items()}["content-security-policy"]
    )
    for page in ("", "Autoencoder", "VAE", "Projections"):
        assert seen[f"page {page}"]["charts"] >= 1
        assert seen[f"page {page}"]["warnings"] == []


# --- the image -------------------------------------------------------------------------------------------------------


def test_the_image_has_what_the_app_imports_and_reads_and_no_more():
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.findall(r"^COPY (.+) \S+$", recipe, re.MULTILINE))
    copied = {name for line in copied for name in line.split()}
    needed = {".streamlit", "core", "pages", "weights", "streamlit_app.py", "requirements.txt"}
    assert needed <= copied
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    assert copied == kept
    assert all((ROOT / name).exists() for name in copied)
    assert re.search(r"^USER 1000$", recipe, re.MULTILINE)
    assert "HEALTHCHECK" in recipe
    assert recipe.index("torch.txt") < recipe.index("-r requirements-lock.txt")
    assert recipe.index("requirements-lock.txt ./") < recipe.index("COPY core")


# --- damaged artefacts -----------------------------------------------------------------------------------------------


def damaged(folder, kind, rng):
    """Spoil every data file that the pages read, each in its own place."""
    names = sorted(path.name for path in folder.iterdir() if path.suffix in (".npz", ".safetensors"))
    other = {name: (folder / name).read_bytes() for name in names}
    for i, name in enumerate(names):
        content = other[name]
        at = int(rng.integers(len(content)))
        if kind == "missing":
            (folder / name).unlink()
        elif kind == "truncated":
            (folder / name).write_bytes(content[:at])
        elif kind == "flipped":
            (folder / name).write_bytes(
                content[:at] + bytes([content[at] ^ (1 << int(rng.integers(8)))]) + content[at + 1 :]
            )
        else:
            (folder / name).write_bytes(other[names[i - 1]])


def shown(page):
    app = opened(page, level="plain")
    assert not app.exception, page
    return app


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of weights/ that the app reads instead."""
    copy = tmp_path / "weights"
    shutil.copytree(files.FOLDER, copy, ignore=shutil.ignore_patterns("*.partial"))
    monkeypatch.setattr(files, "FOLDER", copy)
    st.cache_resource.clear()
    yield copy
    st.cache_resource.clear()


@pytest.mark.parametrize("kind", ["truncated", "flipped", "missing", "swapped"])
def test_damaged_files_are_named_and_the_pages_go_on(folder, kind):
    damaged(folder, kind, np.random.default_rng(7))
    words = {"truncated": "is damaged", "flipped": "wrong checksum", "missing": "is missing", "swapped": "weights/"}
    for page in PAGES:
        app = shown(page)
        told = [each.value for each in app.warning]
        assert told, page
        assert all("python -m core.build" in each for each in told if "weights/" in each), told
        assert any(words[kind] in each for each in told), told
        assert app.title[0].value


def test_one_damaged_file_leaves_the_other_pictures(folder):
    assert "UMAP" in shown(PAGES[3]).get("vega_lite_chart")[0].proto.spec
    spoilt = folder / f"{catalogue.map_name('digits', 'umap')}.npz"
    spoilt.write_bytes(spoilt.read_bytes()[:100])
    st.cache_resource.clear()
    app = shown(PAGES[3])
    assert any(spoilt.name in each.value for each in app.warning)
    maps = app.get("vega_lite_chart")[0].proto.spec
    assert "t-SNE" in maps
    assert "UMAP" not in maps
    assert not shown(PAGES[1]).warning
    assert datasets.TITLES["digits"] in " ".join(each.value for each in app.caption)
    assert os.environ.get("LATENT_WEIGHTS") is None
