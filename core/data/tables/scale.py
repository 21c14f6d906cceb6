"""Numbers in 32 bits that keep what tells rows apart, and are the same whatever common factor they come with.

A column is kept as (number − shift) / unit. Where all of its numbers are multiples of one step (whole numbers, or all
with two decimals), the unit is that step, so that equal distances stay exactly equal. Other columns share the smallest
of the steps, or else the largest number of the table, as their unit. So a table in kilograms and the same in grams are
kept as the same bits, and give the same maps.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

FAR = 1_000.0  # a column that is this many times as far from 0 as it is wide loses digits in 32 bits
MOST = 2.0**24  # whole numbers up to here are exact in 32 bits
UNSURE = 4e-15  # by which a difference of numbers up to 1 may be wrong, each rounded twice
SMALL = 0.02  # of a step, up to which it may be unsure what is a multiple
LOOKED_AT = 50  # sizes at a time that tell the step
EXACTLY = 1e-7  # of its size, by which one step may miss a multiple of another
RANGE = 1e20  # of sizes, which single precision holds without losing a digit


class Scale(NamedTuple):
    """What a column is kept as: (number − shift) / unit; unit is 0 where all numbers are equal to the shift."""

    shift: float
    unit: float
    whole: bool  # whether that is always a whole number


def scale_of(values: np.ndarray) -> Scale:
    """How a column (n,), nan among it, is kept."""
    finite = values[np.isfinite(values)]
    if not len(finite) or not np.ptp(finite):
        return Scale(float(finite[0]) if len(finite) else 0.0, 0.0, False)
    top = int(np.frexp(np.abs(finite).max())[1])
    near = np.unique(np.ldexp(finite, -top))  # from −1 to 1, so that no square is too large
    shift = near[0] if abs(near.mean()) > FAR * near.std() else 0.0
    sizes = np.abs(near - shift)
    step = step_of(sizes)
    return Scale(float(np.ldexp(shift, top)), float(np.ldexp(step or sizes.max(), top)), step > 0)


def step_of(sizes: np.ndarray) -> float:
    """The largest step of which all sizes (n,), from 0 to 2, are multiples, or 0.

    Sizes are differences of numbers up to 1 and as exact as those. It is looked for among some of them, by Euclid's way
    to a common divisor, and among those that do not fit, until all do.
    """
    largest = float(sizes.max())
    open_ = np.unique(sizes[sizes > UNSURE])
    step = Inexact(largest, UNSURE)
    while len(open_):
        for size in open_[np.linspace(0, len(open_) - 1, min(len(open_), LOOKED_AT)).astype(int)].tolist():
            step = common_divisor(step, Inexact(size, UNSURE), largest / MOST)
            if not step.value:
                return 0.0
        times = np.rint(open_ / step.value)
        open_ = open_[np.abs(open_ - times * step.value) > 2 * (UNSURE + times * step.error)]
    return largest / float(np.rint(largest / step.value))


class Inexact(NamedTuple):
    """A number, and by how much it may be wrong."""

    value: float
    error: float


def common_divisor(one: Inexact, other: Inexact, least: float) -> Inexact:
    """The largest number, at least `least`, of which both are multiples, as exactly as they tell it; else 0."""
    large, small = sorted((one, other), reverse=True)
    while small.value >= least:
        times = float(np.rint(large.value / small.value))
        rest = abs(large.value - times * small.value)
        error = large.error + times * small.error
        if error > SMALL * small.value:
            break
        if rest <= 2 * error:
            return told_by(one, told_by(other, small))
        large, small = small, Inexact(rest, error)
    return Inexact(0.0, 0.0)


def told_by(size: Inexact, step: Inexact) -> Inexact:
    """The step, more exactly, from a multiple of it; where it is too unsure to say which multiple, as it is."""
    times = float(np.rint(size.value / step.value))
    sure = times * step.error < step.value / 4 and size.error < times * step.error
    return Inexact(size.value / times, size.error / times) if sure else step


def in_common(scales: Sequence[Scale], columns: Sequence[np.ndarray]) -> list[Scale]:
    """The scales of columns (n,) with one unit wherever it fits: then nothing is lost between them."""
    steps = [scale.unit for scale in scales if scale.whole]
    unit = min(steps) if steps else max((scale.unit for scale in scales), default=0.0)
    return [with_unit(scale, each, unit) for scale, each in zip(scales, columns, strict=True)]


def with_unit(scale: Scale, values: np.ndarray, unit: float) -> Scale:
    """The scale of a column (n,) with this unit, where that takes no digit from its numbers."""
    if not scale.unit:
        return scale
    if not scale.whole:
        return scale._replace(unit=unit) if 1 / RANGE < scale.unit / unit < RANGE else scale
    times = float(np.rint(scale.unit / unit))
    largest = float(np.nanmax(np.abs(values - scale.shift)))
    fits = abs(scale.unit / unit - times) <= EXACTLY * times and largest / unit < MOST
    return scale._replace(unit=scale.unit / times) if fits else scale


def kept(values: np.ndarray, scale: Scale) -> np.ndarray:
    """The numbers (n,) as float32."""
    times = (values - scale.shift) / (scale.unit or 1.0)
    return np.asarray(np.rint(times) if scale.whole else times, dtype=np.float32)


def level(values: np.ndarray, units: np.ndarray) -> tuple[np.ndarray, float]:
    """Columns (n, d) with units (d,) of their own in the largest of them, float32, and that unit."""
    common = float(units.max())
    if (np.abs(units - common) <= EXACTLY * common)[units > 0].all():
        return values, common
    return np.asarray(values * (units / common), dtype=np.float32), common
