"""A page with one map of as many points as its link asks for (`?n=5000`), drawn by the chart of the Projections page.

Run by `slider_frames.py`. The places are drawn at random, ten clusters that wander from stop to stop: what a frame
costs depends on how many points there are, not on where they are.
"""

import sys
from pathlib import Path

import numpy as np
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.charts import linked_maps, map_dots, map_strip, map_tables
from core.charts.blend import Slider
from core.page import draw
from core.pictures import places

STOPS, CLASSES = (2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500), 10
NAMES = tuple("0123456789")


def maps(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Places at all stops, as they travel, int16 (12, n, 2), and the classes of the points, (n,)."""
    rng = np.random.default_rng(0)
    labels = rng.integers(CLASSES, size=n)
    middles = rng.normal(size=(1, CLASSES, 2)) * 5 + np.cumsum(rng.normal(size=(len(STOPS), CLASSES, 2)), axis=0)
    return places.on_screen(middles[:, labels] + rng.normal(size=(1, n, 2))), labels


def drawn(n: int, picked: int | None) -> None:
    """The map, with a point picked or none."""
    look = linked_maps.LinkedLook(
        (linked_maps.LinkedMap("tsne", "t-SNE", (Slider("perplexity", STOPS, 4),)),), map_dots.DotsLook(NAMES),
        map_strip.SHAPES,
    )  # fmt: skip
    shown, labels = maps(n)
    neighbours = (np.arange(n)[:, None] + 1 + np.arange(map_tables.NEAR)) % n
    tables = map_tables.point_tables(shown, labels, neighbours=neighbours)
    tables |= map_tables.mark_tables(shown, labels, NAMES) | map_tables.asked_table(picked, False, 1)
    draw.chart("many", (n,), lambda: linked_maps.linked_maps(look), tables, on_select="rerun", theme=None)


if __name__ == "__main__":  # Streamlit runs it, slider_frames.py asks it for its maps
    drawn(int(st.query_params.get("n", "5000")), 7)
