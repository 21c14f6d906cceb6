"""Videos by others that tell the same story: a still of our own, and the player only when it is asked for.

Until then nothing is asked of the place where they lie, and then it is the one that sets no cookie before it plays.
"""

from dataclasses import dataclass
from functools import lru_cache, partial

import streamlit as st

from core.errors import VisitorError
from core.page import frame, parameters, previews, security
from core.pictures import dots

STILL = (480, 270, 7.0)  # pixels across and down of a still, and of a dot
HEIGHT = 300  # pixels of the player
PLAY = "Loads the player from YouTube; until you press, nothing is asked of it."


@dataclass(frozen=True)
class Video:
    """A video, whose picture is that of one of our pages.

    Args:
        name: by which the player knows it.
        title: in our words.
        adds: one sentence on what it has that this app has not.
        page: whose dots stand for it.
        begins: the second at which it is begun.
    """

    name: str
    title: str
    adds: str
    page: str
    begins: int = 0

    @property
    def player(self) -> str:
        """The address of its player."""
        return f"{security.PLAYER}/embed/{self.name}?autoplay=1&start={self.begins}"


SIMPLE = Video(
    "3jmcHZq3A5s", "Autoencoders, simply explained",
    "The squeeze told slowly and from the beginning, for whoever has never met a network.", parameters.AUTOENCODER,
)  # fmt: skip
ANIMATED = Video(
    "qJeaCHQ1k2w", "Variational autoencoders, animated",
    "It begins at 8:30, where the magic happens: a plane of codes is put in order before your eyes.",
    parameters.VAE, begins=510,
)  # fmt: skip
EXPLAINED = Video(
    "9zKuYvjFFS8", "Variational autoencoders",
    "A quarter of an hour with the formulas: how a network learns through chance.", parameters.VAE,
)  # fmt: skip
MAPS = Video(
    "o_cAOa5fMhE", "PCA, t-SNE and UMAP, animated",
    "What the three methods do inside, step by step in moving pictures.", parameters.PROJECTIONS,
)  # fmt: skip
ALL = (SIMPLE, ANIMATED, EXPLAINED, MAPS)


@lru_cache(maxsize=len(ALL))
def still(page: str) -> bytes | None:
    """A picture of a page's dots as PNG; None without its data, which the page itself tells."""
    try:
        points, labels = previews.some_dots(page)
    except VisitorError:
        return None
    return dots.card(points, labels, *STILL)


@frame.fragment
def rather_watch(*videos: Video) -> None:
    """Some videos, one click deep."""
    box = frame.unfolding("Rather watch?", "videos")
    if box.open:
        with box:
            side_by_side(*videos)


def side_by_side(*videos: Video) -> None:
    """Each with its still, its button and its sentence."""
    with st.container(horizontal=True, gap="medium"):
        for video in videos:
            with st.container(width=STILL[0], gap="xsmall"):
                shown(video)


@frame.fragment
def shown(video: Video) -> None:
    """The still of a video, or its player once it is asked for."""
    asked = f"watch:{video.name}"
    if st.session_state.get(asked):
        st.iframe(video.player, height=HEIGHT, alt=f"Video: {video.title}")
    else:
        if (picture := still(video.page)) is not None:
            st.image(picture, width="stretch")
        watch = partial(st.session_state.__setitem__, asked, True)
        st.button(f"Play: {video.title}", icon=":material/play_arrow:", key=f"{asked}_play", help=PLAY, on_click=watch)
    st.caption(video.adds)
