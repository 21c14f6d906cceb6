"""A visitor's own pictures: brought on one page, there on all, for this visit alone.

    dataset = panel()      # None until some were read; the same object as long as nothing is chosen anew

They go the way of a table (`core.sections.holding`): read in a worker, held by the session. Files that can't be read
are named, and left out once the visitor says so.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.cache import work
from core.cache.work import Ticket
from core.data.datasets import Dataset
from core.data.gallery import framing
from core.data.gallery.archive import Brought
from core.data.gallery.framing import SIDES, Framing
from core.data.gallery.reading import Bad, Gallery
from core.data.tables.words import as_markdown, counted
from core.errors import UploadError
from core.limits import Limits
from core.page import draw, frame, run
from core.pictures import png
from core.sections.holding import Holding, begin, check_room, forget, tell_problem, wait, widget_key

KEPT = "gallery"  # where the session keeps its `Pictures`
OF_THEM = ":yours"  # what keys of the session end with that hold what was made of them
DRAWN = ("t_map", "y_map")  # the keys of charts of them that this visit remembers
ENDINGS = ("zip", "png", "jpg", "jpeg", "webp")
LISTED = 8  # bad files that are named; the others are counted
CLASSES = 6  # that the summary names


class Pictures(Holding):
    """Pictures that a visit holds.

    Args:
        ticket: of the worker that reads them.
    """

    reading = "Reading your pictures"
    remedy = "bring fewer pictures or choose a smaller size"

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket)
        self.gallery: Gallery | None = None
        self.agreed = False  # that bad files are left out
        self.made: tuple[Framing, Dataset] | None = None  # what was made of them last

    def read_size(self) -> int:
        """Bytes of the pictures as they were read, and of the data set."""
        gallery, made = self.gallery, self.made
        return (0 if gallery is None else gallery.size) + (0 if made is None else made[1].values.nbytes)

    def take(self, ticket: Ticket, limits: Limits) -> None:
        """Take the pictures out of the ticket, which is done. Raises UploadError or JobError."""
        gallery: Gallery = ticket.result()
        check_room(gallery.size, limits, but=self, remedy=self.remedy)
        made = self.framed(gallery, framing.guess(gallery), limits)
        self.gallery, self.ticket, self.agreed = gallery, None, not gallery.bad
        cut = framing.framed(gallery.pictures[0], Framing(SIDES[-1], made.values.ndim == 4))
        st.session_state[frame.PORTRAIT] = png.data_uri(cut)

    def framed(self, gallery: Gallery, wanted: Framing, limits: Limits) -> Dataset:
        """The data set that is wanted. Raises UploadError when nothing can be made of it, or it finds no room."""
        if self.made is None or self.made[0] != wanted:
            numbers = len(gallery.pictures) * wanted.side**2 * (3 if wanted.colour else 1)
            check_room(gallery.size + 4 * numbers, limits, but=self, remedy=self.remedy)
            self.made = wanted, framing.dataset(gallery, wanted)
        return self.made[1]


def panel() -> Dataset | None:
    """Draw the place where pictures are brought, or what was made of them; returns the data set once there is one."""
    holding: Pictures | None = st.session_state.get(KEPT)
    if holding is None:
        bring()
    elif holding.gallery is None:
        wait(KEPT)
    elif not holding.agreed:
        ask(holding, holding.gallery.bad)
    else:
        return brought(holding, holding.gallery)
    return None


def called() -> list[str]:
    """What the visitor's pictures are called, by their files."""
    holding: Pictures | None = st.session_state.get(KEPT)
    return [] if holding is None or holding.gallery is None else list(holding.gallery.names)


def bring() -> None:
    """Draw the upload; hand what has been brought to a worker and run the page again, to look at how far it is."""
    limits = work.limits()
    files = st.file_uploader(
        "Your own pictures: a ZIP of them, or several PNG, JPEG or WebP files",
        type=[*ENDINGS, "image/png", "image/jpeg", "image/webp"],
        accept_multiple_files=True,
        key=widget_key(KEPT),
        max_upload_size=limits.upload_mb,
        help=f"Up to {limits.pictures:,} pictures, {limits.upload_mb} MB together and {limits.megapixels} million "
        "pixels each. The folder in a ZIP that a picture lies in becomes its class. They are kept for this visit "
        "only and seen by nobody else.",
        width=frame.READABLE,
    )
    if not files:
        tell_problem(KEPT)
        return
    content = tuple(Brought(file.name, file.getvalue()) for file in files)
    begin(KEPT, Pictures, partial(work.reading_pictures, run.visitor(), content))
    forget(KEPT, files)
    st.rerun()


def ask(holding: Pictures, bad: Sequence[Bad]) -> None:
    """Name the files that can't be used, and ask whether to go on without them."""
    more = f"\n- and {len(bad) - LISTED:,} more" if len(bad) > LISTED else ""
    listed = "".join(f"\n- {as_markdown(str(each))}" for each in bad[:LISTED])
    st.warning(f"{counted(len(bad), 'file')} can't be used:{listed}{more}", icon=":material/error:")
    with st.container(horizontal=True, gap="small"):
        st.button("Go on without", type="primary", key="gallery_agree", on_click=agree, args=(holding,))
        st.button("Bring other pictures", key="gallery_other", on_click=remove)


def agree(holding: Pictures) -> None:
    """Leave out what can't be used."""
    holding.agreed = True


def brought(holding: Pictures, gallery: Gallery) -> Dataset | None:
    """Draw what was read and how it is cut; returns the data set, or None where none can be made of it."""
    place, wanted = st.container(), Framing() if holding.made is None else holding.made[0]
    with st.expander("Size and cut", type="compact"):
        wanted = choose(gallery, wanted)
        before, after = framing.before_and_after(gallery, wanted)
        rows = {"brought": png.thumbnails(before), "used": png.thumbnails(after)}
        draw.strip("gallery_cut", rows, height=170, alt="The first pictures as they were brought, and as they are used")
    try:
        dataset = holding.framed(gallery, wanted, work.limits())
    except UploadError as error:
        place.warning(as_markdown(str(error)), icon=":material/error:")
        return None
    with place, st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(summary(dataset), width="content")
        st.button("Remove them", key="gallery_remove", on_click=remove, type="tertiary")
    if gallery.bad:
        place.caption(f"{counted(len(gallery.bad), 'file')} left out.")
    for remark in gallery.remarks:
        place.caption(as_markdown(remark))
    return dataset


def choose(gallery: Gallery, wanted: Framing) -> Framing:
    """The size and the cut, as the visitor wants them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        side = st.segmented_control(
            "Pixels across and down", SIDES, default=wanted.side, required=True, key="gallery_side"
        )
        whole = st.toggle("Whole, with margins in the colour of its edge", wanted.whole, key="gallery_whole")
        colour = gallery.has_colour and st.toggle("In colour", wanted.colour, key="gallery_colour")
    return Framing(int(side), bool(colour), whole)


def summary(dataset: Dataset) -> str:
    """One line on what was read."""
    names = [as_markdown(name) for name in dataset.label_names]
    shown = ", ".join(names[:CLASSES]) + (", …" if len(names) > CLASSES else "")
    classes = "one class" if len(names) == 1 else f"{len(names)} classes ({shown})"
    side, kind = dataset.shape[0], "in colour" if len(dataset.shape) == 3 else "in grey"
    return f"**{as_markdown(dataset.title)}**: {len(dataset.values):,} pictures of {side}×{side} {kind}, {classes}."


def remove() -> None:
    """Forget the pictures, and what was mapped and learned of them; or stop reading them."""
    for key in (KEPT, frame.PORTRAIT, *(key for key in st.session_state if str(key).endswith(OF_THEM))):
        st.session_state.pop(key, None)
    for chart in DRAWN:
        draw.forget(chart)
