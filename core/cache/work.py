"""Chains of heavy work that pages start: a training, a live map, a measurement of its cost, a download."""

from collections.abc import Generator, Sequence
from operator import attrgetter

import numpy as np
import streamlit as st

from core.data import datasets
from core.data.datasets import Dataset
from core.data.gallery.archive import Brought
from core.errors import SettingError
from core.jobs.chain import Call, Progress, Ticket, chain, shared_pool
from core.limits import Limits
from core.maps.live import LiveMap, MapOrder
from core.pictures import png
from core.settings import TrainingSettings


@st.cache_resource(max_entries=3, ttl=240, show_spinner=False)  # by then a worker may have given its memory back
def prepare_mapping(method: str) -> None:
    """Have a worker get a method ready while the visitor still reads, once per server."""
    shared_pool().warm_up((f"core.maps.warm_up:{method}",))


def mapping(visitor: str, order: MapOrder, earlier: LiveMap | None = None) -> Generator[Progress, None, None]:
    """A live map as a chain in the workers; each report's `view` is a `MapSnapshot`.

    An `earlier` map of the same points goes on with the order's settings; None begins anew.
    Raises SettingError when a map of one's own points may take more memory than this host allows.
    """
    order.check()
    if earlier is None:
        first, key = Call("core.maps.live:begin", (order,)), order.key
    else:
        first, key = Call("core.maps.live:go_on", (earlier, order)), None
    return chain(shared_pool(), visitor, "core.maps.live:step", first, key=key, view="core.maps.live:take_snapshot")


def measuring(visitor: str, source: str) -> Generator[Progress, None, None]:
    """What maps of a source cost; nobody shares it, since seconds are of now. Each `view` is a `CostSnapshot`."""
    first = Call("core.maps.cost:begin", (source,))
    return chain(shared_pool(), visitor, "core.maps.cost:step", first, view="core.maps.cost:take_snapshot")


def downloading(visitor: str, name: str) -> Generator[Progress, None, None]:
    """A download as a chain in the workers, file by file; visitors who ask for the same one share it while it runs."""
    first = Call("core.data.mnist:start_download", (name, datasets.data_directory()))
    return chain(
        shared_pool(), visitor, "core.data.mnist:download_step", first, key=f"download:{name}", budget=0.0,
        usable=attrgetter("usable"),
    )  # fmt: skip


def limits() -> Limits:
    """What this host allows its visitors."""
    return shared_pool().limits


def reading(visitor: str, name: str, content: bytes) -> Ticket:
    """A visitor's file on its way through a worker, under no key and kept for nobody; its result is an `Upload`.

    Raises Busy when the queue is full, and JobError when the file can't be sent.
    """
    return shared_pool().submit(visitor, "core.data.uploads:read", name, content, limits())


def reading_pair(visitor: str, sheets: Sequence[tuple[str, bytes]]) -> Ticket:
    """A visitor's two files that belong together, likewise."""
    return shared_pool().submit(visitor, "core.data.uploads:read_pair", sheets, limits())


def auditing(visitor: str, points: np.ndarray, positions: np.ndarray) -> Ticket:
    """A visitor's own map (n, 2 or 3) of points (n, d), likewise; the result is an `Audit`."""
    return shared_pool().submit(visitor, "core.maps.audit:audit", points, positions)


def reading_pictures(visitor: str, files: Sequence[Brought]) -> Ticket:
    """A visitor's pictures, likewise; the result is a `Gallery`."""
    return shared_pool().submit(visitor, "core.data.gallery.reading:read", files, limits())


@st.cache_resource(max_entries=1, ttl=240, show_spinner=False)  # by then a worker may have given its memory back
def prepare_learning() -> None:
    """Have a worker import torch while the visitor still reads, once per server."""
    shared_pool().warm_up(("core.networks.training", "core.networks.snapshot"))


def learning(visitor: str, settings: TrainingSettings, own: Dataset | None = None) -> Generator[Progress, None, None]:
    """A training as a chain in the workers, epoch by epoch; each report's `view` is a `TrainingSnapshot`.

    A visitor's `own` pictures travel by value, as whole levels, under no key: nobody else may join in.

    Raises SettingError when more epochs are asked for than this host allows.
    """
    most = limits().epochs
    if settings.epochs > most:
        raise SettingError(f"epochs = {settings.epochs} is too many to train live: choose at most {most}.")
    if own is None:
        data = Call("core.data.datasets:load", (settings.dataset,))
    else:
        levels = png.eight_bit(own.values)
        data = Call("core.data.gallery.framing:of_levels", (own.title, levels, own.labels, own.label_names))
    first = Call("core.networks.training:start", (settings, data))
    view = "core.networks.snapshot:take_snapshot"
    key = f"learning:{settings.fingerprint()}" if own is None else None
    return chain(shared_pool(), visitor, "core.networks.training:step", first, key=key, args=(data,), view=view)
