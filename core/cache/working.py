"""What pages ask of the workers: downloads and trainings, as chains that are drawn while they run."""

from collections.abc import Iterator
from operator import attrgetter

import streamlit as st

from core import (
    datasets,
)
from core.jobs import Call, Progress, chain, shared_pool
from core.params import SettingError, TrainingSettings

DOWNLOAD_FILES = len(datasets.mnist.FILES)


def is_here(name: str) -> bool:
    """Whether a data set can be used without a download."""
    return datasets.is_here(name)


def download_megabytes(name: str) -> float:
    """How much has to be fetched for a data set of the MNIST family."""
    return datasets.mnist.FAMILY[name].megabytes


def downloading(visitor: str, name: str) -> Iterator[Progress]:
    """A download as a chain in the workers, file by file; visitors who ask for the same one share it while it runs."""
    first = Call("core.mnist:start_download", (name, datasets.data_directory()))
    return chain(
        shared_pool(), visitor, "core.mnist:download_step", first, key=f"download:{name}", budget=0.0,
        usable=attrgetter("usable"),
    )  # fmt: skip


def prepare_learning() -> None:
    """Have a worker import torch while the visitor still reads, once per server."""
    worker_with_torch()


@st.cache_resource(max_entries=1, ttl=240, show_spinner=False)
def worker_with_torch() -> None:
    """Asked again only when the worker may have given its memory back."""
    shared_pool().warm_up(("core.training", "core.glimpse"))


def most_epochs() -> int:
    """How many epochs a live training may have on this host."""
    return shared_pool().limits.epochs


def learning(visitor: str, settings: TrainingSettings) -> Iterator[Progress]:
    """A training as a chain in the workers, epoch by epoch; each report's `view` is a `Glimpse`.

    Raises SettingError when more epochs are asked for than this host allows.
    """
    if settings.epochs > most_epochs():
        raise SettingError(f"epochs = {settings.epochs} is too many to train live: choose at most {most_epochs()}.")
    data = Call("core.datasets:load", (settings.dataset,))
    first = Call("core.training:start", (settings, data))
    view = "core.glimpse:glimpse"
    key = f"learning:{settings.fingerprint()}"
    return chain(shared_pool(), visitor, "core.training:step", first, key=key, args=(data,), view=view)
