"""Numbers in 32 bits: what tells rows apart, and what a common factor changes."""

import numpy as np
import pytest

from core.data.tables import scale
from tests.data.tables.brought import csv, points_of, read

RNG = np.random.default_rng(11)
TABLES = {
    "whole numbers": RNG.integers(1, 6, (40, 3)).astype(float),
    "one decimal": RNG.integers(-60, 60, (40, 3)) / 10,
    "mixed decimals": np.column_stack([RNG.integers(0, 9, 40), *RNG.integers(0, 9_999, (2, 40)) / [[100], [1_000]]]),
    "real": RNG.normal(size=(40, 3)) * [1, 100, 0.01],
    "far from 0": RNG.normal([1e6, 0, 0], size=(40, 3)),
    "points in time": np.column_stack([1_795_000_000 + 7.0 * RNG.permutation(40), RNG.normal(size=40)]),
    "a column that never changes": np.column_stack([RNG.normal(size=(40, 2)), np.full(40, 7.0)]),
}  # fmt: skip


def table_of(points):
    return csv([[repr(float(value)) for value in row] for row in points], ",".join("abcdefg"[: points.shape[1]]))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("factor", [1e-30, 1e-6, 1 / 3, 2.54, 1e6, 1e30, 1e37])
def test_a_common_factor_changes_not_one_bit(name, factor):
    plain, other = (read(table_of(points)) for points in (TABLES[name], TABLES[name] * factor))
    assert (plain.dataset.table == other.dataset.table).all()
    assert (plain.weighted.table == other.weighted.table).all()
    assert other.upload.made.unit == pytest.approx(plain.upload.made.unit * factor)
    assert plain.remarks == other.remarks
    assert plain.roles == other.roles


@pytest.mark.parametrize("name", ["whole numbers", "one decimal", "mixed decimals"])
def test_multiples_of_a_step_keep_equal_distances_equal(name):
    found = read(table_of(TABLES[name])).dataset.table
    assert (found == np.rint(found)).all()
    assert np.abs(found).max() < 100_000


def test_what_differs_stays_apart():
    for points in TABLES.values():
        found = read(table_of(points))
        assert len(np.unique(found.dataset.table, axis=0)) == len(np.unique(points, axis=0))
        centred = points - points.mean(axis=0)
        kept = points_of(found.upload.made)
        assert kept - kept.mean(axis=0) == pytest.approx(centred, rel=1e-5, abs=1e-5)


def test_steps_are_found_by_euclids_way():
    assert scale.step_of(np.array([0.6, 0.9, 1.5])) == pytest.approx(0.3)
    assert scale.step_of(np.array([6.0, 10.0, 15.0])) == pytest.approx(1)
    assert scale.step_of(np.array([1.0, np.sqrt(2), np.pi])) == 0
    assert scale.step_of(np.array([0.0, 1.0, 1e9])) == 0
    assert scale.scale_of(np.array([3.0, 3.0, np.nan])) == (3.0, 0.0, False)
