"""Getting a data set that is not on this machine: one component for every page that can use it.

    if download.ready(name):
        ...   # the data set is here

draws nothing when the data set is here. Otherwise it says what would be downloaded and offers a button; while the
files arrive it shows which one and how long it has taken. A failure is told in one sentence; the digits stay.
"""

import streamlit as st

from core.cache import work
from core.data import datasets, mnist
from core.page import frame, run, turns

NOT_COME = (
    "{title} was fetched, but its files do not lie where this page looks for them: press Download again, or stay with "
    "the digits."
)


def ready(name: str, place: str = "") -> bool:
    """Whether the data set can be used; if not, draw the way to get it. `place` tells two of them on a page apart."""
    if datasets.is_here(name):
        return True
    size = mnist.FAMILY[name].megabytes
    st.info(
        f"{datasets.TITLES[name]} is not on this machine yet. It is {size:g} MB, fetched once for all visitors.",
        icon=":material/download:",
    )
    if st.button(f"Download {datasets.TITLES[name]}", key=f"download_{name}{place}", type="primary"):
        with frame.show_errors():
            download(name)
            if datasets.is_here(name):
                st.rerun()
            st.warning(NOT_COME.format(title=datasets.TITLES[name]), icon=":material/error:")
    return False


def download(name: str) -> None:
    """Fetch the data set, showing how far it is. Raises DatasetError, Busy or JobError with a sentence."""
    bar = st.progress(0.0, "Asking for the first file")
    for progress in turns.reported(work.downloading(run.visitor(), name)):
        done = 0 if progress.state is None else progress.state.done
        total = len(mnist.FILES)
        where = run.waiting(progress.position, begun=done > 0) or f"{done} of {total} files"
        bar.progress(done / total, f"{where} · {progress.elapsed:.0f} s")
