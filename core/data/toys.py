"""Toy point clouds whose true shape is known, so that a map can be held against the truth.

Most follow the parameters of Wattenberg, Viégas & Johnson, "How to Use t-SNE Effectively", Distill 2016,
https://doi.org/10.23915/distill.00002. Every function takes a seeded generator and returns points (n, d) float64
and integer labels (n,). Points on a curve or sheet are labelled by their place along it, in ten equal parts.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Points = tuple[np.ndarray, np.ndarray]


class Toy(NamedTuple):
    """One toy: its title, the names of its labels, and the function that draws it."""

    title: str
    label_names: tuple[str, ...]
    draw: Callable[[np.random.Generator], Points]


def clusters(rng: np.random.Generator, centres: np.ndarray, spreads: tuple[float, ...], size: int) -> Points:
    """`size` points around each row of centres (c, d), normally spread by `spreads` (c,)."""
    points = [
        rng.normal(centre, spread, (size, centres.shape[1])) for centre, spread in zip(centres, spreads, strict=True)
    ]
    return np.concatenate(points), np.repeat(np.arange(len(spreads)), size)


def two_sizes(rng: np.random.Generator) -> Points:
    """Two clusters of 75 points in the plane, 20 apart, one ten times as wide."""
    return clusters(rng, np.array([[0.0, 0.0], [20.0, 0.0]]), (1.0, 0.1), 75)


def three_distances(rng: np.random.Generator) -> Points:
    """Three clusters of 50 points at 0, 10 and 50: the far gap is four times the near one."""
    return clusters(rng, np.array([[0.0, 0.0], [10.0, 0.0], [50.0, 0.0]]), (1.0, 1.0, 1.0), 50)


def noise(rng: np.random.Generator) -> Points:
    """500 points of 100-dimensional normal noise."""
    return rng.normal(size=(500, 100)), np.zeros(500, dtype=int)


def long_shape(rng: np.random.Generator) -> Points:
    """100 normal points in 50 dimensions whose spread falls as 1/i: an ellipsoid longer one way than another."""
    points = rng.normal(size=(100, 50)) / np.arange(1, 51)
    return points, tenths(points[:, 0])


def parallel_lines(rng: np.random.Generator) -> Points:
    """Two lines of 75 points side by side, slightly noisy."""
    along = np.linspace(0.0, 10.0, 75)
    lines = [np.column_stack([along, np.full(75, offset)]) for offset in (0.0, 1.0)]
    return np.concatenate(lines) + rng.normal(0.0, 0.05, (150, 2)), np.repeat([0, 1], 75)


def containment(rng: np.random.Generator) -> Points:
    """A tight cluster inside a wide one, 75 points each in 50 dimensions, spreads 1 and 50."""
    return clusters(rng, np.zeros((2, 50)), (1.0, 50.0), 75)


def rings(apart: float, tilted: bool) -> Callable[[np.random.Generator], Points]:
    """Return a function that draws two rings of 75 points in space, `apart` from centre to centre."""

    def draw(rng: np.random.Generator) -> Points:
        angle = np.linspace(0.0, 2 * np.pi, 75, endpoint=False)
        flat = np.column_stack([np.cos(angle), np.sin(angle), np.zeros(75)])
        other = flat[:, [0, 2, 1]] if tilted else flat
        points = np.concatenate([flat, other + np.array([apart, 0.0, 0.0])])
        return points + rng.normal(0.0, 0.01, points.shape), np.repeat([0, 1], 75)

    return draw


def trefoil(rng: np.random.Generator) -> Points:
    """A trefoil knot of 150 points: one closed line that can't be laid flat without crossing itself."""
    t = np.linspace(0.0, 2 * np.pi, 150, endpoint=False)
    points = np.column_stack([np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t), -np.sin(3 * t)])
    return points + rng.normal(0.0, 0.01, points.shape), tenths(t)


def grid(rng: np.random.Generator) -> Points:
    """A flat square grid of 20 × 20 points, very slightly noisy so that no two distances are equal."""
    points = np.stack(np.meshgrid(np.arange(20.0), np.arange(20.0)), axis=-1).reshape(-1, 2)
    return points + rng.normal(0.0, 0.01, points.shape), tenths(points[:, 0])


def circle(size: int) -> Callable[[np.random.Generator], Points]:
    """Return a function that draws a circle of `size` points, slightly noisy: far across means opposite."""

    def draw(rng: np.random.Generator) -> Points:
        t = np.linspace(0.0, 2 * np.pi, size, endpoint=False)
        points = np.column_stack([np.cos(t), np.sin(t)])
        return points + rng.normal(0.0, 0.005, points.shape), tenths(t)

    return draw


def swiss_roll(rng: np.random.Generator) -> Points:
    """A sheet of 500 points rolled up in space: near through the air is far along the sheet."""
    t = 1.5 * np.pi * (1 + 2 * rng.random(500))
    return np.column_stack([t * np.cos(t), 21.0 * rng.random(500), t * np.sin(t)]), tenths(t)


def hidden(rng: np.random.Generator) -> Points:
    """Four clusters of 50 points in 32 dimensions, of which PCA shows the two in which the last one strays.

    The first is ten times as wide as the second, but for those two; from the second to the third is three times as far
    as to the first, mostly through the others.
    """
    centres, spreads = np.zeros((4, 32)), np.full((4, 32), 0.1)
    centres[1, 0], centres[2, :3] = 20.0, [20.0, 12.0, 60.0]
    spreads[0, 2:], spreads[3, :2] = 1.0, 100.0
    points = np.concatenate([rng.normal(*each, (50, 32)) for each in zip(centres, spreads, strict=True)])
    return points, np.repeat(np.arange(4), 50)


def tenths(position: np.ndarray) -> np.ndarray:
    """Which tenth of its range each position (n,) lies in: 0 to 9."""
    share = (position - position.min()) / np.ptp(position)
    tenth: np.ndarray = np.minimum((share * 10).astype(int), 9)
    return tenth


PARTS = tuple(f"part {i + 1}" for i in range(10))

TOYS: dict[str, Toy] = {
    "toy-two-sizes": Toy("Two clusters, one ten times as wide", ("wide", "tight"), two_sizes),
    "toy-three-distances": Toy("Three clusters, one far away", ("at 0", "at 10", "at 50"), three_distances),
    "toy-noise": Toy("Pure noise", ("noise",), noise),
    "toy-long-shape": Toy("A long, thin cloud", PARTS, long_shape),
    "toy-parallel-lines": Toy("Two parallel lines", ("line 1", "line 2"), parallel_lines),
    "toy-containment": Toy("One cluster inside another", ("tight", "wide"), containment),
    "toy-linked-rings": Toy("Two linked rings", ("ring 1", "ring 2"), rings(1.0, True)),
    "toy-unlinked-rings": Toy("Two separate rings", ("ring 1", "ring 2"), rings(3.0, False)),
    "toy-trefoil": Toy("A knot", PARTS, trefoil),
    "toy-grid": Toy("A square grid", PARTS, grid),
    "toy-circle": Toy("A circle", PARTS, circle(500)),
    "toy-swiss-roll": Toy("A Swiss roll", PARTS, swiss_roll),
}
CLAIMED: dict[str, Toy] = {  # points on which sentences are put to the test, and no data set of a page
    "toy-circle-2000": Toy("A circle of 2,000 points", PARTS, circle(2_000)),
    "toy-hidden": Toy("Four clusters in 32 dimensions", ("wide", "tight", "far", "stray"), hidden),
}
