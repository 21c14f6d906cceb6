"""The tables of maps: where their points are at every stop, how strongly they are drawn, what is asked to be lit.

Places travel as whole numbers of 16 bits, pictures as the raw pixels behind a common header: both are put together in
the browser. All maps of 1,797 points by UMAP at 10 × 5 stops are then about 0.5 MB.
"""

from collections.abc import Sequence

import numpy as np

from core.charts import palette
from core.charts.chart import Columns, Table

POINTS, MARKS, MIDDLES, ASKED = "points", "marks", "middles", "asked"  # the tables of maps
LABELS, ARROWS = "labels", "arrows"  # those of maps of words
NEAR = 10  # true neighbours of a point that are lit with it
DIGITS = 5  # of a point's number where several stand in one word
FULL, LIT, BEHIND, OFF = 75, 95, 5, 6  # percent of opacity: as usual, in the group, not in it, a class not shown


def columns_of(frames: np.ndarray, numbers: Sequence[int] | None = None) -> dict[str, np.ndarray]:
    """Frames (m, n, 2), all or those of these numbers, as columns x0, y0, x1, y1, …, each (n,)."""
    wanted = range(len(frames)) if numbers is None else numbers
    return {f"{name}{i}": frames[i, :, axis] for i in wanted for axis, name in enumerate("xy")}


def told_apart(names: tuple[str, ...]) -> bool:
    """Whether there is more than one class: a single one needs no name on the map, and has no table of it."""
    return len(names) > 1


def point_tables(
    shown: np.ndarray,
    labels: np.ndarray,
    pixels: Sequence[str] | None = None,
    words: Sequence[str] | None = None,
    neighbours: np.ndarray | None = None,
    only: Sequence[int] | None = None,
) -> dict[str, Table]:
    """The large table, of the points: nothing that a visitor does changes it.

    Args:
        shown: frames from `on_screen`, (m, n, 2) int16: the maps of all stops, the last knob's counted fastest.
        labels: class of each point, (n,).
        pixels: picture of each point without its header, or None.
        words: what each point is called, or None.
        neighbours: the true nearest others of each, (n, NEAR), nearest first, where points can be picked.
        only: the maps to begin with, by their numbers, where the others and the pictures come later.
    """
    columns: Columns = {"point": numbers_of(labels), "kind": labels.astype(np.int8)} | columns_of(shown, only)
    if neighbours is not None:
        columns["near"] = written(neighbours)
    told = {"word": words} if only is not None else {"pixels": pixels, "word": words}
    columns |= {name: list(each) for name, each in told.items() if each is not None}
    return {POINTS: columns}


def written(numbers: np.ndarray) -> list[str]:
    """Rows of numbers (n, k) below 100,000 as one word each, `DIGITS` digits a number.

    One cell where there were ten: before anything is drawn, Streamlit takes 3 µs in the browser for each of a table.
    """
    return ["".join(f"{each:0{DIGITS}}" for each in row) for row in numbers.tolist()]


def mark_tables(
    shown: np.ndarray,
    labels: np.ndarray,
    names: tuple[str, ...],
    classes: Sequence[int] | None = None,
    group: Sequence[int] | np.ndarray = (),
    unnamed: bool = False,
) -> dict[str, Table]:
    """The small tables: how each point is drawn, and where the classes' names stand.

    Args:
        shown: frames from `on_screen`, (m, n, 2).
        labels: class of each point, (n,).
        names: what the classes are called.
        classes: which classes are drawn in full; None means all.
        group: points that are listed as lit.
        unnamed: whether no class is named on the map: its points are called by words, or are steps of a number.
    """
    listed = np.zeros(len(labels), np.int8)
    listed[np.asarray(group, dtype=int)] = 1
    marks = {"point": numbers_of(labels), "on": strengths(labels, classes, ()).astype(np.int8), "listed": listed}
    if palette.many(names):
        marks["shade"] = palette.shades(len(names), classes)[labels].astype(np.int8)
    tables: dict[str, Table] = {MARKS: marks}
    if told_apart(names) and not unnamed:
        on = class_is_on(labels, classes)
        present = np.unique(labels[on]) if on.any() else np.unique(labels)
        middles = np.stack([np.median(shown[:, labels == each], axis=1) for each in present], axis=1)
        tables[MIDDLES] = {"kind": present.astype(np.int8)} | columns_of(np.rint(middles).astype(np.int16))
    return tables


def still_tables(
    shown: np.ndarray,
    labels: np.ndarray,
    names: tuple[str, ...],
    pixels: Sequence[str] | None = None,
    words: Sequence[str] | None = None,
    lettered: bool = False,
) -> dict[str, Table]:
    """All tables of a map on which nothing is picked; the arguments are those of `point_tables` and `mark_tables`."""
    return point_tables(shown, labels, pixels, words) | mark_tables(shown, labels, names, unnamed=lettered)


def listed(labels: np.ndarray, names: tuple[str, ...]) -> Columns:
    """What a map lists for those who ask for its data: its classes, and how many points each has."""
    present, counts = np.unique(labels, return_counts=True)
    return {"class": [names[each] or "all" for each in present], "points": counts}


def asked_table(point: int | None, group: bool, serial: int) -> dict[str, Table]:
    """The table of what Python asks to be lit: a point, and whether the group that the marks list; see `map_pick`."""
    return {ASKED: {"point": [-1 if point is None else point], "group": [int(group)], "serial": [serial]}}


def class_is_on(labels: np.ndarray, classes: Sequence[int] | None) -> np.ndarray:
    """Whether each point's class is among those shown, bool (n,); None shows all."""
    return np.ones(len(labels), bool) if classes is None else np.isin(labels, list(classes))


def strengths(labels: np.ndarray, classes: Sequence[int] | None, group: Sequence[int] | np.ndarray) -> np.ndarray:
    """How each point is drawn, (n,): LIT, FULL, BEHIND a group that is lit, or OFF."""
    strength = np.where(class_is_on(labels, classes), BEHIND if len(group) else FULL, OFF)
    strength[np.asarray(group, dtype=int)] = LIT
    return strength


def numbers_of(labels: np.ndarray) -> np.ndarray:
    """The points' numbers, 0 to n − 1, in as few bits as they need."""
    return np.arange(len(labels), dtype=np.int16 if len(labels) < 2**15 else np.int32)


def all_alike(shown: np.ndarray) -> np.ndarray:
    """One class for all points of maps (frames (m, n, 2) from `on_screen`)."""
    return np.zeros(shown.shape[1], dtype=np.int64)
