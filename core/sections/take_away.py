"""What a visitor takes away: a map's coordinates, and a network with the lines that load it.

A file is made when its button is pressed, not before.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from core.cache.projections import ShownPoints
from core.maps.atlas import MapFacts
from core.maps.sweep import Sweep
from core.networks.state import TrainState

PROGRAM = Path(__file__).with_name("load_network.py.txt")  # what comes with a network: it needs torch and safetensors
AXES = ("x", "y", "z")


def coordinates(
    key: str, title: str, positions: np.ndarray, kinds: Sequence[str], called: Sequence[str] | None
) -> None:
    """A popover with the coordinates of a map as CSV and as Parquet.

    Args:
        key: of the widgets, unique on the page.
        title: of the method, for the file's name.
        positions: of the points, (n, 2 or 3), as they are drawn.
        kinds: the class of each point, n words.
        called: the name of each point, n words, or None.
    """
    with st.popover("Take it away", type="tertiary"):
        st.markdown(f"The {len(positions):,} points as they lie on the map, with their classes.")
        name, made = title.lower().replace("-", ""), (positions, kinds, called)
        st.download_button(
            "CSV", partial(as_csv, *made), f"{name}.csv", "text/csv", key=f"{key}_csv", on_click="ignore"
        )  # fmt: skip
        st.download_button(
            "Parquet", partial(as_parquet, *made), f"{name}.parquet", key=f"{key}_parquet", on_click="ignore"
        )  # fmt: skip


def sweeps(made: Mapping[str, Sweep], points: ShownPoints) -> None:
    """A button that hands out all maps that the sliders reach, `made` by method."""
    st.download_button(
        "All these maps as NPZ", lambda: sweeps_npz(made, points), "maps.npz", key="sweeps_npz", on_click="ignore",
        help="For NumPy: of each method the stops of its knobs, the places of the points, and what was measured.",
    )  # fmt: skip


def sweeps_npz(made: Mapping[str, Sweep], points: ShownPoints) -> bytes:
    """The stops of each method, its maps float32 (a, b, n, 2) of size 1 and figures (a, b); and the classes of points.

    The names are method_knob, method_places and method_figure; figures that are not known are left out.
    """
    arrays: dict[str, np.ndarray] = {"row": np.asarray(points.rows), "class": np.array(points.names)[points.labels]}
    for method, sweep in made.items():
        arrays[f"{method}_places"] = sweep.frames
        arrays |= {f"{method}_{knob}": np.array(stops) for knob, stops in zip(sweep.knobs, sweep.stops, strict=True)}
        figures = {name: sweep.figures(name) for name in MapFacts._fields if name not in ("stop", "min_dist")}
        arrays |= {f"{method}_{name}": found for name, found in figures.items() if not np.isnan(found).all()}
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def group(points: ShownPoints, rows: np.ndarray) -> None:
    """A button that hands out the picked group: a row for each of its points."""
    st.download_button(
        "The group as CSV", lambda: group_csv(points, rows), "group.csv", "text/csv", key="group_csv", type="tertiary",
        on_click="ignore",
    )  # fmt: skip


def group_csv(points: ShownPoints, rows: np.ndarray) -> bytes:
    """The number of each point of the group in its data set, its class, and its name where it has one."""
    columns = {"row": np.asarray(points.rows)[rows], "class": [points.names[i] for i in points.labels[rows]]}
    named = {} if points.words is None else {"name": [points.words[i] for i in rows]}
    return pd.DataFrame(columns | named).to_csv(index=False).encode()


def as_table(positions: np.ndarray, kinds: Sequence[str], called: Sequence[str] | None) -> pd.DataFrame:
    """A row for each point: its coordinates, its class, its name where it has one."""
    columns = dict(zip(AXES, positions.T, strict=False)) | {"class": list(kinds)}
    return pd.DataFrame(columns | ({} if called is None else {"name": list(called)}))


def as_csv(positions: np.ndarray, kinds: Sequence[str], called: Sequence[str] | None) -> bytes:
    """The table as text. Words that a spreadsheet would take for a formula have been defused as they were read."""
    return as_table(positions, kinds, called).to_csv(index=False).encode()


def as_parquet(positions: np.ndarray, kinds: Sequence[str], called: Sequence[str] | None) -> bytes:
    """The table as a Parquet file."""
    file = io.BytesIO()
    as_table(positions, kinds, called).to_parquet(file, index=False)
    return file.getvalue()


def network(key: str, state: TrainState) -> None:
    """A button that hands out a trained network."""
    st.download_button(
        "Take the network away", partial(as_zip, state), f"{kind(state)}.zip", "application/zip", key=key,
        type="tertiary", on_click="ignore",
        help="A zip: weights as safetensors, settings as JSON, and a short program that loads them with torch alone.",
    )  # fmt: skip


def kind(state: TrainState) -> str:
    """What kind of network it is: autoencoder or vae."""
    return type(state.settings).__name__.removesuffix("Settings").lower()


def as_zip(state: TrainState) -> bytes:
    """The network's weights, its settings and course, and a program that loads it, in one file."""
    course = [{"train": epoch.train.total, "validation": epoch.validation.total} for epoch in state.history]
    told = {"kind": kind(state), "shape": state.shape, "settings": state.settings.as_dict(), "loss": course}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("network.safetensors", state.model)
        archive.writestr("network.json", json.dumps(told, indent=1))
        archive.writestr("load_network.py", PROGRAM.read_text(encoding="utf-8"))
    return file.getvalue()
