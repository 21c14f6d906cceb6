"""Part of the Autoencoder page: the squeeze in one drawing, whose numbers can be turned."""

import numpy as np

from core.cache import autoencoder
from core.charts import neck
from core.charts import squeeze as squeeze_chart
from core.charts.chart import Table
from core.latent.reconstruction import Reconstruction
from core.page import draw
from core.pictures import colours, webp
from core.pictures.png import data_uri, error_map, thumbnails


def drawing(name: str, found: Reconstruction, k: int, image: int) -> None:
    """The squeeze in one drawing: the picture, the layers, the code, the rebuilt picture, the error."""
    labels = (
        f"{found.pixels:,} numbers", f"code: {k} {'number' if k == 1 else 'numbers'}", "rebuilt", "what is lost",
    )  # fmt: skip
    draw.chart(
        "squeeze", (name, k),
        lambda: squeeze_chart.squeeze(labels, found.images.ndim == 4, colours.AUTOENCODER, k),
        draw.tables(("squeezed", name, k, image), lambda: tables(name, found, k, image)),
        {"number": list(range(1, k + 1)), "value": found.codes(k)[image].tolist()},
        alt=f"A picture is squeezed by layers of numbers into {k} and rebuilt by others, with what was lost",
    )  # fmt: skip
    draw.said(f"Test image {image}, rebuilt from {k} numbers: squared error {found.error(image, k):.2f}.")


def tables(name: str, found: Reconstruction, k: int, image: int) -> dict[str, Table]:
    """The tables of the squeeze: what every layer makes of an image, and what its numbers are when they are turned."""
    passed, picture = autoencoder.passage(name, k, image), found.images[image]
    code = neck.Code(passed.encoder[-1], found.reach(k))
    shown = squeeze_chart.Squeezed(picture.size, passed.encoder[:-1], code, passed.decoder)
    before, after = thumbnails(np.stack([picture, found.rebuilt(image, k)]))
    lost = data_uri(error_map(found.error_map(image, k)))
    return squeeze_chart.squeeze_tables(shown, before, after, lost) | turns(found, k, image, shown.neck)


def turns(found: Reconstruction, k: int, image: int, half: float) -> dict[str, Table]:
    """What the code of an image becomes when one of its numbers is turned."""
    turned = found.turned(k, image, neck.STEPS)
    pictures = webp.thumbnails(found.decode(turned.reshape(-1, k)))
    each = np.stack([turned[i, :, i] for i in range(k)])
    return neck.turn_table(each, found.reach(k), half, pictures)
