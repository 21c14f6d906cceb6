"""What all tests share: where MNIST may lie, the root of the project, words on a page, and pages without workers."""

import functools
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

# The folders whose files take longest begin: xdist hands files out in this order, and all cores end at about one time.
FIRST = ("browser", "load", "jobs", "page", "pages", "build", "sections")

# One thread: the arrays are small, and idle threads of several processes wait for each other by spinning.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

if SHARED_DATA.is_dir():
    os.environ.setdefault("LATENT_DATA_DIR", str(SHARED_DATA))


def pytest_collection_modifyitems(items):
    """Files of the folders in FIRST before all others, else as they come."""
    place = {ROOT / "tests" / name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.parent, len(FIRST)))


def words(app):
    """Everything a page says in sentences and captions."""
    return " ".join(each.value for each in [*app.markdown, *app.caption])


@pytest.fixture(scope="session", autouse=True)
def components_found_once():
    """A page without a browser looks for components in every installed package, a quarter of a second: once will do."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        found = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture
def workerless(monkeypatch):
    """What pages start is computed in this process: the pool they are given, which can be told to wait."""
    from core.cache import work
    from tests.fakes import PoolHere, chain_here

    pool = PoolHere()
    monkeypatch.setattr(work, "chain", chain_here)
    monkeypatch.setattr(work, "shared_pool", lambda: pool)
    prepared = work.prepare_learning, work.prepare_mapping
    for each in prepared:
        each.clear()
    yield pool
    for each in prepared:
        each.clear()  # the next one may need a worker


@pytest.fixture
def forgotten():
    """Nothing is remembered of what pages asked for before, nor of what they ask for in this test."""
    import streamlit as st

    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def mnist():
    """MNIST, or a skip with the reason where it is not on this machine."""
    from core.data import datasets

    if not datasets.is_here("mnist"):
        pytest.skip("MNIST is not on this machine: set LATENT_DATA_DIR to where it lies")
    return datasets.load("mnist")


@pytest.fixture
def short_cost(monkeypatch):
    """Two small maps a method, PCA in UMAP's place, and a clock on which every step takes one second."""
    from core.maps import cost
    from core.settings import TSNESettings

    monkeypatch.setattr(cost, "SIZES", (60,))
    monkeypatch.setattr(cost, "measurable", lambda source: source)
    monkeypatch.setattr(cost, "available", lambda source: 90)
    monkeypatch.setattr(cost, "warm_up", lambda method: None)
    settings = {"pca": None, "tsne": TSNESettings(perplexity=5, iterations=100), "umap": None}
    monkeypatch.setattr(cost, "SETTINGS", settings)
    ticks = iter(range(10_000))
    monkeypatch.setattr(cost.time, "process_time", lambda: float(next(ticks)))
    return settings["tsne"]
