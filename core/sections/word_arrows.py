"""A map of words with an arrow from every country to its capital."""

import numpy as np

from core.cache import projections
from core.charts import arrows, map_labels, map_tables
from core.charts.still_map import MapLook, still_map
from core.page import draw
from core.pictures import places
from core.sections import find_word
from core.sections.selection import Selection


def filled(shown: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The same map enlarged until the points of the pairs fill the plot, int32 (1, n, 2): others may lie outside."""
    ends = shown[0, pairs.ravel()].astype(float)
    low, high = ends.min(axis=0), ends.max(axis=0)
    larger: np.ndarray = (shown - (low + high) / 2) * (places.LEVELS / max((high - low).max() / 2, 1e-12))
    return np.rint(larger).astype(np.int32)


def picture(key: str, look: MapLook, shown: np.ndarray, points: projections.ShownPoints, pairs: np.ndarray) -> None:
    """Draw the arrows between pairs (p, 2) of points on a map, `shown` (1, n, 2) from `on_screen`, with their words."""
    shown = filled(shown, pairs)
    look = look._replace(lettered=True, arrows=True)
    kinds = tuple(np.unique(points.labels[pairs]).tolist())
    names = find_word.names_on(shown[0].astype(float), points, Selection(None, tuple(np.unique(pairs).tolist()), None))
    tables = map_tables.still_tables(shown, points.labels, points.names, words=points.words, lettered=True)
    tables |= map_tables.mark_tables(shown, points.labels, points.names, kinds, unnamed=True)
    tables |= {map_tables.LABELS: map_labels.label_table(names, look.side)}
    tables |= {map_tables.ARROWS: arrows.arrow_table(shown[0], pairs)}
    words = points.words or ()
    listed = {name: [words[i] for i in each] for name, each in zip(("from", "to"), pairs.T, strict=True)}
    draw.chart(key, look, lambda: still_map(look), tables, listed, width="content", theme=None)
