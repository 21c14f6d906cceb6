"""Spoilt files and links, drawn at random from fixed seeds: a sentence or a picture, never a traceback, never a death.

LATENT_FUZZ=20 pytest tests/test_fuzz.py            twenty times as many of each: 20,000 files, 200 links
LATENT_FUZZ=34 pytest tests/test_fuzz.py -k built   10,200 archives that are built wrongly, which takes a minute or two
LATENT_FUZZ=50 pytest tests/test_fuzz.py -k link    fifty times as many links: 500
"""

import io
import os
import re
import zipfile

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.cache import work
from core.data import uploads
from core.data.tables.roles import CLASSES
from core.errors import UploadError
from core.limits import Limits
from core.page.parameters import PARAMETERS
from tests.conftest import ROOT
from tests.data.tables.test_arrow import COLUMNS, as_feather, as_parquet
from tests.data.tables.test_sheets import ROWS, ods, xlsx

TIMES = int(os.environ.get("LATENT_FUZZ", "1"))
UPLOADS, BUILT, LINKS = 1_000 * TIMES, 300 * TIMES, 10 * TIMES
LIMITS = Limits(points=200, dimensions=12, upload_mb=1)
PAGES = ("streamlit_app.py", "pages/1_Autoencoder.py", "pages/2_VAE.py", "pages/3_Projections.py")


# --- files -----------------------------------------------------------------------------------------------------------


def good_files():
    """Files that are read without a complaint."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(30, 4)).round(3)
    plain = "\n".join(",".join(map(str, row)) for row in points)
    rows = [f'{i};{a:.3f};{b:.3f};"a; {i % 3}"'.replace(".", ",") for i, (a, b, _, _) in enumerate(points)]
    tabs = ["\t".join(map(str, (i, *row[:3]))) for i, row in enumerate(points)]
    for kind in (np.savez, np.savez_compressed):
        for arrays in ({"X": points, "y": np.arange(30) % 3}, {"arr_0": points.astype("f4"), "names": ["a", "b"] * 15}):
            buffer = io.BytesIO()
            kind(buffer, **arrays)
            yield buffer.getvalue()
    yield plain.encode()
    yield ("a,b,c,label\n" + plain).encode()
    yield "\n".join(["id;x;y;class", *rows]).encode("utf-8-sig")
    yield "\n".join(["id\tx\ty\tz", *tabs]).encode("utf-16")


GOOD = list(good_files())
PIECES = (
    b"", b",", b";", b"\n", b'"', b"\x00", b"\xff", b"nan", b"-inf", b"1e999", b"=1+1", b"@", b"\r", b"\xef\xbb\xbf",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\x93NUMPY", b"'|O'", b"'<U99999999'", b"(99999999999, 99999)",
    b"True", b"\xf0\x9f\x98\x80", b"9" * 400, b"," * 600, b'","' * 200,
)  # fmt: skip


def spoilt(content, rng):
    """A file with one to six of its places changed."""
    content = bytearray(content)
    for _ in range(int(rng.integers(1, 7))):
        at, length = int(rng.integers(len(content) + 1)), int(rng.integers(1, 40))
        kind = rng.integers(6)
        if kind == 0:
            content[at : at + 1] = bytes(rng.integers(256, size=1).astype(np.uint8))
        elif kind == 1:
            content[at:at] = PIECES[rng.integers(len(PIECES))]
        elif kind == 2:
            del content[at : at + length]
        elif kind == 3:
            content[at : at + length] = PIECES[rng.integers(len(PIECES))]
        elif kind == 4:
            other = int(rng.integers(len(content) + 1))
            content[at:at] = content[other : other + length]
        elif rng.random() < 0.3:
            del content[at:]
    return bytes(content)


def respelt(rng):
    """An archive that is whole, with the bytes of an array or its header changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("X.npy", "y.npy")[: int(rng.integers(1, 3))]:
            inner = io.BytesIO()
            np.save(inner, rng.normal(size=(20, 3)) if name == "X.npy" else np.arange(20) % 2)
            archive.writestr(name, spoilt(inner.getvalue()[:128], rng) + inner.getvalue()[128:])
    return buffer.getvalue()


@pytest.mark.parametrize("content", GOOD, ids=range(len(GOOD)))
def test_the_files_to_be_spoilt_are_good(content):
    assert uploads.read("good", content, LIMITS).made.dataset.table.shape[0] == 30


def test_spoilt_uploads_are_read_or_refused_with_a_sentence():
    refused = []
    for seed in range(UPLOADS):
        rng = np.random.default_rng(seed)
        content = respelt(rng) if seed % 4 == 0 else spoilt(GOOD[seed % len(GOOD)], rng)
        try:
            upload = uploads.read("spoilt", content, LIMITS)
        except UploadError as told:
            refused.append(str(told))
            continue
        dataset = upload.made.dataset
        assert np.isfinite(dataset.values).all(), seed
        assert dataset.values.shape[0] <= LIMITS.points, seed
        assert dataset.values.shape[1] <= LIMITS.dimensions, seed
        assert dataset.labels.max() < len(dataset.label_names) <= CLASSES, seed
    assert UPLOADS // 4 < len(refused) < UPLOADS
    assert [sentence for sentence in refused if not re.fullmatch(r"[^\n]{20,600}\.", sentence)] == []


DTYPES = (
    "<f8", ">f8", "<f4", "<f2", "|b1", "|i1", "<i8", "<u8", "<U1", ">U3", "<U9999", "|S4", "|S0", "<U0", "|O", "<c16",
    "<M8[ns]", "|V8", "<f16", "<i3", "xx",
)  # fmt: skip
SHAPES = (
    "(20, 3)",
    "(20,)",
    "(3, 20)",
    "()",
    "(0, 3)",
    "(20, 0)",
    "(4, 5, 3)",
    "(99999999999, 99999)",
    "(-1, 3)",
    "(2,)",
)
FIELDS = (0, 1, 127, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
LARGE = (0, 1, 1 << 31, (1 << 32) - 1, 1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
ENTRY, SIZES = b"PK\x01\x02", (10, 16, 20, 24, 30, 42)  # an entry of the table of contents, and where its numbers stand


def built(rng):
    """An archive of arrays whose headers name other types and shapes, and whose table of contents other numbers."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name in ("X.npy", "y.npy", "labels.npy", "x.npy")[: int(rng.integers(1, 5))]:
            archive.writestr(name, array(rng, name != "X.npy" or rng.random() < 0.3))
    content = bytearray(buffer.getvalue())
    if rng.random() < 0.6:
        misnumber(content, rng)
    return bytes(content)


def array(rng, strange):
    """The bytes of an array; a strange one has any type and shape, and any bytes."""
    if not strange:
        inner = io.BytesIO()
        np.save(inner, rng.normal(size=(20, 3)))
        return inner.getvalue()
    dtype, shape = rng.choice(DTYPES), rng.choice(SHAPES)
    if rng.random() < 0.6:  # labels whose bytes are as many as they promise
        shape = "(20,)"
    words = f"{{'descr': '{dtype}', 'fortran_order': {rng.random() < 0.3}, 'shape': {shape}, }}\n".encode()
    width = int("".join(filter(str.isdigit, str(dtype)))[:2] or 8) * (4 if "U" in str(dtype) else 1)
    size = 20 * width if rng.random() < 0.8 else int(rng.integers(500))
    data = rng.integers(256, size=size).astype(np.uint8).tobytes() if rng.random() < 0.7 else b"\xff" * size
    return b"\x93NUMPY" + bytes([int(rng.integers(1, 4)), 0]) + len(words).to_bytes(2, "little") + words + data


def misnumber(content, rng):
    """Change a number in an entry of the table of contents, or give it a size or place of 64 bits."""
    at = content.index(ENTRY) if rng.random() < 0.5 else content.rindex(ENTRY)
    if rng.random() < 0.5:
        where = at + int(rng.choice(SIZES))
        content[where : where + 4] = int(rng.choice(FIELDS)).to_bytes(4, "little")
        return
    end = content.rindex(b"PK\x05\x06")
    more = b"\x01\x00\x08\x00" + int(LARGE[rng.integers(len(LARGE))]).to_bytes(8, "little")
    where = at + int(rng.choice((20, 24, 42)))
    content[where : where + 4] = b"\xff\xff\xff\xff"
    content[at + 30 : at + 32] = len(more).to_bytes(2, "little")
    size = int.from_bytes(content[end + 12 : end + 16], "little") + len(more)
    content[end + 12 : end + 16] = size.to_bytes(4, "little")
    behind = at + 46 + int.from_bytes(content[at + 28 : at + 30], "little")
    content[behind:behind] = more


def test_archives_that_are_built_wrongly_are_read_or_refused_with_a_sentence():
    told = []
    for seed in range(BUILT):
        try:
            uploads.read("built", built(np.random.default_rng(seed)), LIMITS)
            told.append("")
        except UploadError as error:
            told.append(str(error))
    assert BUILT // 20 < told.count("") < BUILT
    assert [each for each in told if each and not re.fullmatch(r"[^\n]{20,600}\.", each)] == []
    assert any("characters that do not exist" in each for each in told)


def test_spoilt_typed_files_are_read_or_refused_with_a_sentence():
    """Parquet, Arrow and spreadsheets: what reads them is compiled, and must not be led astray."""
    arrow = as_feather(COLUMNS, compression="uncompressed")
    whole = [xlsx(ROWS), ods(ROWS), as_parquet(COLUMNS), as_feather(COLUMNS), arrow]
    refused = []
    for seed in range(UPLOADS // 2):
        rng = np.random.default_rng(seed)
        content = within(whole[seed % 2], rng) if seed % 3 == 0 else spoilt(whole[seed % len(whole)], rng)
        try:
            assert np.isfinite(uploads.read("spoilt", content, LIMITS).made.dataset.values).all(), seed
        except UploadError as told:
            refused.append(str(told))
    assert UPLOADS // 4 < len(refused) < UPLOADS // 2
    assert [sentence for sentence in refused if not re.fullmatch(r"[^\n]{20,600}\.", sentence)] == []


def within(content, rng):
    """A zip file that is whole, with one of its members spoilt."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as was, zipfile.ZipFile(buffer, "w") as now:
        names = was.namelist()
        chosen = names[rng.integers(len(names))]
        for name in names:
            now.writestr(name, spoilt(was.read(name), rng) if name == chosen else was.read(name))
    return buffer.getvalue()


# --- links -----------------------------------------------------------------------------------------------------------


KEYS = sorted({*PARAMETERS, "sweep", "sample_next"})  # and two that no page takes
NONSENSE = (
    "", " ", "-1", "0", "1", "2", "8", "16", "1.5", "1e99", "nan", "inf", "-inf", "99999999999999999999", "٣", "½",
    "true", "None", "null", "[]", "{}", "[1,2]", "<script>alert(1)</script>", "../../etc/passwd",
    "digits", "mnist", "toy-circle", "umap", "pca", "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "😀" * 50, "x" * 5_000,
    "%00", "%", "a,b", "0,1,2", "3-7", "at random", "{{7*7}}", "'; --",
)  # fmt: skip


def link(rng):
    """A page, and what stands behind the question mark: some known names and some unknown, each with some value."""
    names = rng.choice(KEYS, size=int(rng.integers(1, 12)), replace=False).tolist()
    if rng.random() < 0.2:
        names.append("embed" if rng.random() < 0.5 else "".join(map(chr, rng.integers(33, 300, size=6))))
    values = {name: [NONSENSE[i] for i in rng.integers(len(NONSENSE), size=int(rng.integers(1, 3)))] for name in names}
    return PAGES[rng.integers(len(PAGES))], values


def test_spoilt_links_open_their_page(monkeypatch):
    monkeypatch.setattr(work, "prepare_learning", lambda: None)
    for seed in range(LINKS):
        page, values = link(np.random.default_rng(seed))
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        for name, each in values.items():
            app.query_params[name] = each
        app = app.run() if page == PAGES[0] else app.switch_page(page).run()
        assert not app.exception, (seed, page, values)
        assert app.title[0].value, (seed, page)
