"""Downloading and reading the MNIST family, against a small server on this machine."""

import gzip
import hashlib
import http.server
import math
import os
import shutil
import subprocess
import sys
import threading
import time
from functools import partial

import numpy as np
import pytest

from core.cache import work
from core.data import mnist
from core.errors import DatasetError
from core.jobs.chain import Pool
from core.limits import Limits
from tests.conftest import ROOT
from tests.fakes import WorkersHere

N_TRAIN, N_TEST = 60_000, 10_000


def idx(magic: bytes, shape: tuple[int, ...], values: np.ndarray) -> bytes:
    """A file in the format of the MNIST files."""
    return magic + b"".join(side.to_bytes(4, "big") for side in shape) + values.tobytes()


@pytest.fixture(scope="module")
def files():
    """The four files, as the published ones but with random content."""
    rng = np.random.default_rng(0)
    found = {}
    for part, n in (("train", N_TRAIN), ("t10k", N_TEST)):
        images = rng.integers(0, 2, (n, 28, 28), dtype=np.uint8) * 255
        labels = rng.integers(0, 10, n, dtype=np.uint8)
        found[f"{part}-images-idx3-ubyte"] = idx(b"\x00\x00\x08\x03", images.shape, images)
        found[f"{part}-labels-idx1-ubyte"] = idx(b"\x00\x00\x08\x01", labels.shape, labels)
    return found


@pytest.fixture
def mirror(files, tmp_path, monkeypatch):
    """A server with the four archives; torchvision's class points to it. Yields the folder it serves."""
    served = tmp_path / "served"
    served.mkdir()
    resources = []
    for name in mnist.FILES:
        archive = gzip.compress(files[name], compresslevel=1, mtime=0)
        (served / f"{name}.gz").write_bytes(archive)
        resources.append((f"{name}.gz", hashlib.md5(archive).hexdigest()))

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(served)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    dataset = mnist.member("mnist")
    monkeypatch.setattr(dataset, "mirrors", [f"http://127.0.0.1:{server.server_port}/"])
    monkeypatch.setattr(dataset, "resources", resources)
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def download(directory):
    state = mnist.start_download("mnist", directory)
    while not state.finished:
        state = mnist.download_step(state)
    return state


def left_over(directory):
    return [path.name for path in directory.iterdir() if path.name.startswith(".partial")]


def test_a_download_arrives_file_by_file_and_is_read(mirror, files, tmp_path):
    data = tmp_path / "data"
    state = mnist.start_download("mnist", data)
    for done in (1, 2, 3):
        state = mnist.download_step(state)
        assert (state.done, state.finished) == (done, False)
        assert mnist.missing("mnist", data)
    assert mnist.download_step(state).finished
    raw = mnist.read("mnist", data)
    assert raw.images.shape == (70_000, 28, 28)
    assert raw.labels[:3].tolist() == list(files["train-labels-idx1-ubyte"][8:11])
    for train, rows in ((True, slice(N_TRAIN)), (False, slice(N_TRAIN, None))):
        theirs = mnist.member("mnist")(data, train=train)
        for own, other in ((raw.images[rows], theirs.data.numpy()), (raw.labels[rows], theirs.targets.numpy())):
            assert own.dtype == other.dtype
            assert np.array_equal(own, other)
    assert not left_over(data)
    assert sorted(path.name for path in mnist.folder("mnist", data).iterdir()) == sorted(mnist.FILES)


@pytest.fixture
def pool(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_DATA_DIR", str(tmp_path / "data"))
    with Pool(Limits(workers=1), WorkersHere) as pool:
        monkeypatch.setattr(work, "shared_pool", lambda: pool)
        yield pool


def test_after_a_failure_a_download_begins_anew_and_comes_to_its_end(mirror, pool, tmp_path):
    third = mirror / f"{mnist.FILES[2]}.gz"
    intact = third.read_bytes()
    third.write_bytes(b"nothing")
    with pytest.raises(DatasetError, match="could not be downloaded"):
        list(work.downloading("a", "mnist"))
    third.write_bytes(intact)
    assert list(work.downloading("a", "mnist"))[-1].finished
    assert len(mnist.read("mnist", tmp_path / "data").labels) == 70_000
    shutil.rmtree(mnist.folder("mnist", tmp_path / "data"))  # that it has come once is no reason not to fetch it
    assert list(work.downloading("b", "mnist"))[-1].finished
    assert not mnist.missing("mnist", tmp_path / "data")


def test_a_download_under_way_is_shared(mirror, pool, tmp_path):
    first = work.downloading("a", "mnist")
    next(report for report in first if report.fresh and report.state.done == 2)
    second = list(work.downloading("b", "mnist"))
    assert second[0].state.done >= 2
    assert second[-1].finished
    assert not left_over(tmp_path / "data")


def test_an_incomplete_download_is_never_put_into_place(mirror, tmp_path):
    state = mnist.start_download("mnist", tmp_path)
    for _ in range(3):
        state = mnist.download_step(state)
    assert state.usable
    (state.partial / mnist.FILES[1]).unlink()
    assert not state.usable
    with pytest.raises(DatasetError, match=r"could not be put together \(train-labels-idx1-ubyte is not there\)"):
        mnist.download_step(state)
    assert mnist.missing("mnist", tmp_path)
    assert not left_over(tmp_path)


def test_a_wrong_checksum_leaves_nothing_behind(mirror, tmp_path):
    archive = mirror / f"{mnist.FILES[1]}.gz"
    archive.write_bytes(gzip.compress(b"something else"))
    with pytest.raises(DatasetError, match=r"MNIST could not be downloaded .* stay with the digits"):
        download(tmp_path / "data")
    assert mnist.missing("mnist", tmp_path / "data")
    assert not left_over(tmp_path / "data")


def test_no_network_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(mnist.member("mnist"), "mirrors", ["http://127.0.0.1:9/"])
    with pytest.raises(DatasetError, match=r"could not be downloaded \(.*refused.*check the network"):
        download(tmp_path)
    assert not left_over(tmp_path)


def test_a_directory_that_cannot_be_written_is_told(tmp_path):
    occupied = tmp_path / "file"
    occupied.write_text("")
    with pytest.raises(DatasetError, match=r"can't be written .* LATENT_DATA_DIR"):
        mnist.start_download("mnist", occupied)


def test_missing_and_truncated_files_are_named(mirror, tmp_path):
    with pytest.raises(DatasetError, match="MNIST is not on this machine yet"):
        mnist.read("mnist", tmp_path)
    download(tmp_path)
    images = mnist.folder("mnist", tmp_path) / mnist.FILES[0]
    images.write_bytes(images.read_bytes()[:-16])
    with pytest.raises(DatasetError, match="train-images-idx3-ubyte has 47,040,000 bytes instead of 47,040,016"):
        mnist.read("mnist", tmp_path)
    assert mnist.missing("mnist", tmp_path)  # so that it is offered for download again
    download(tmp_path)  # a new download replaces the damaged files
    assert len(mnist.read("mnist", tmp_path).images) == 70_000


def test_a_file_with_a_damaged_header_is_told(mirror, tmp_path):
    download(tmp_path)
    labels = mnist.folder("mnist", tmp_path) / mnist.FILES[1]
    labels.write_bytes(b"\xff" * labels.stat().st_size)
    with pytest.raises(DatasetError, match="MNIST is damaged: train-labels-idx1-ubyte begins with other bytes"):
        mnist.read("mnist", tmp_path)
    assert mnist.missing("mnist", tmp_path)


def test_reading_needs_no_torch(tmp_path):
    """Only the sizes are those of MNIST: every value is 0, and the files are sparse."""
    place = mnist.folder("mnist", tmp_path)
    place.mkdir(parents=True)
    for file, shape in zip(mnist.FILES, mnist.SHAPES, strict=True):
        start = mnist.header(shape)
        with (place / file).open("wb") as opened:
            opened.write(start)
            opened.truncate(len(start) + math.prod(shape))
    seen = f"""
import sys
from pathlib import Path
from core.data import mnist
print(len(mnist.read("mnist", Path({str(tmp_path)!r})).labels), {{"torch", "torchvision"}} & set(sys.modules))
"""
    told = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert told.split(maxsplit=1) == ["70000", "set()\n"]


def test_torchvision_imports_beside_any_build_of_torch():
    assert hasattr(mnist.torchvision_datasets(), "KMNIST")
    from torchvision.transforms import v2

    assert v2.Resize(4)  # everything that is plain Python works


def test_forgotten_halves_are_removed_and_running_ones_kept(tmp_path):
    old, new = tmp_path / ".partial-mnist-old", tmp_path / ".partial-mnist-new"
    old.mkdir()
    new.mkdir()
    long_ago = time.time() - 2 * mnist.STALE_SECONDS
    os.utime(old, (long_ago, long_ago))
    mnist.start_download("mnist", tmp_path)
    assert not old.exists()
    assert new.exists()
