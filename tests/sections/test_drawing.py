"""A drawing of one's own, from the picture that a browser sends to the verdict."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.cache import drawn as cache
from core.data import drawn
from core.errors import UploadError
from core.latent.novelty import UNUSUAL
from core.sections import drawing


def sheet(size: int = drawn.SHEET, mode: str = "RGBA") -> bytes:
    picture = Image.new(mode, (size, size), drawing.PAPER)
    pen = ImageDraw.Draw(picture)
    pen.line([(size * 0.5, size * 0.1), (size * 0.5, size * 0.9)], fill=drawing.INK, width=round(size * 0.08))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


class Sent:
    """What the canvas answers with."""

    def __init__(self, content):
        self.content = content

    @property
    def image_bytes(self):
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


@pytest.mark.parametrize("mode", ["RGBA", "RGB"])
def test_ink_is_what_is_dark(mode):
    ink = drawing.ink_of(sheet(mode=mode))
    assert ink.shape == (drawn.SHEET, drawn.SHEET)
    assert ink[140, 140] == pytest.approx(1.0, abs=0.01)
    assert ink[140, 10] == 0.0


def test_a_screen_with_small_pixels_draws_the_same():
    once, twice = (drawn.as_digit(drawing.ink_of(sheet(size))) for size in (drawn.SHEET, 2 * drawn.SHEET))
    assert np.abs(once - twice).max() < 0.2


def test_nothing_drawn_is_no_picture():
    assert drawing.ink_on(Sent(None)) is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no picture", sheet()[:200], b"x" * (drawing.MOST_BYTES + 1), sheet(5 * drawn.SHEET),
        ValueError("not enough values to unpack"), AttributeError("'int' object has no attribute 'split'"),
    ],
)  # fmt: skip
def test_what_no_sheet_sends_is_refused_in_a_sentence(content):
    with pytest.raises(UploadError, match="clear the sheet and draw again"):
        drawing.ink_on(Sent(content))


def test_a_one_is_usual_and_a_scribble_is_called_out():
    one = drawn.as_digit(drawing.ink_of(sheet()))
    assert drawing.judged(one).startswith("**It looks like a digit")
    limit = cache.scale().limit
    called = [drawing.judged(each).startswith("**Unusual") for each in drawn.scribbles(20, 7)]
    assert called == [cache.strangeness(each) > limit for each in drawn.scribbles(20, 7)]
    assert sum(called) >= 10


def test_the_shares_that_are_shown_were_measured():
    shares = cache.called_out()
    assert shares["test images"] == pytest.approx(UNUSUAL, abs=0.02)
    assert all(shares[kind] > 5 * UNUSUAL for kind in drawn.STRANGERS)


def test_a_test_image_lies_where_its_code_does():
    found = cache.reconstruction("mnist")
    for title, each in cache.on_planes(found.images[7]).items():
        assert np.allclose(each.place, each.plane[7], atol=1e-2), title


def test_a_mapped_image_lies_near_its_own_point_on_every_map():
    """Of a test image that is among the maps' points, PCA's place is exact, and the others' is in its neighbourhood."""
    found, points = cache.reconstruction("mnist"), cache.projections.shown_points("mnist-2000")
    both = [(i, j) for i in range(len(found)) for j in np.flatnonzero(points.test_numbers == i)][:40]
    assert len(both) == 40
    away = {"PCA": [], "t-SNE": [], "UMAP": []}
    for image, point in both:
        for title, each in cache.on_maps(found.images[image]).items():
            away[title].append(np.linalg.norm(each.place - each.plane[point]) / np.ptp(each.plane))
    assert max(away["PCA"]) < 1e-3
    assert np.median(away["t-SNE"]) < 0.1
    assert np.median(away["UMAP"]) < 0.15  # 0.4 by chance
