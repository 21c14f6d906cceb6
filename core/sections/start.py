"""The start page: a map whose every place is a picture, the way to the three pages, and how a network learns."""

from functools import partial

from core.cache import autoencoder, shared
from core.charts import sweep_map
from core.page import draw, frame, links, tour_card
from core.sections import opening, videos


@frame.fragment
def moving_picture() -> None:
    """The plane of the two-value autoencoder, from before training to its end."""
    if (formed := autoencoder.forming_plane("digits")) is None:  # no such training is shipped
        return
    digits, rows = shared.embedded("digits"), formed.rows
    stops = formed.stops.tolist()
    start = links.stop_in_url("learned", stops, default=stops[0])
    event = draw.chart(
        "forming", (start,),
        lambda: sweep_map.sweep_map(
            sweep_map.zoomed(formed.codes), stops, digits.labels[rows], digits.label_names, "epoch",
            stops.index(start), shared.thumbnails("digits", tuple(rows.tolist())), height=400,
        ).listing(sweep_map.listed(stops, digits.labels[rows], digits.label_names, "epoch", formed.codes)),
        on_select="rerun", selection_mode="sweep",
        alt=f"{len(rows)} handwritten digits on a plane, epoch by epoch",
    )  # fmt: skip
    links.keep_stop_in_url("learned", event, "sweep", stops)


def page() -> None:
    """Draw the page."""
    frame.page("Latent spaces")
    frame.explain("start", "lead")
    tour_card.invitation()
    with frame.section("Can ten numbers hold a face?", "pad"):
        opening.pad()
    with frame.section("Where to next?", "next"):
        opening.doors()
    with frame.section("How does a network learn that?", "squeeze"):
        frame.explain("start", "moving")
        moving_picture()
    watch = partial(videos.side_by_side, *videos.ALL)
    frame.folded("Rather watch first?", "videos", "Four videos by others tell the same ideas in moving pictures", watch)
    frame.explain("start", "class")
    frame.footer("faces", "digits")
