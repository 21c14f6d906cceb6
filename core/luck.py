"""Figures in which chance has a part: measured with five seeds, told with their range, judged by one bar."""

from collections.abc import Sequence
from statistics import median

SEEDS = (0, 1, 2, 3, 4)
PERCENT = "{:.0%}"  # the form in which shares are told
BAR = 0.5  # of the way from chance to perfect, or to the data: what lies below is lost


def middle(values: Sequence[float]) -> float:
    """The median of what the seeds gave."""
    return float(median(values))


def away(values: Sequence[float]) -> float:
    """How far the one that is furthest from the middle value lies from it, as a share of that."""
    return max(abs(each / middle(values) - 1) for each in values)


def way(value: float, truth: float, chance: float) -> float:
    """How far a figure is on the way from chance (0) to the truth (1)."""
    return (value - chance) / (truth - chance)


def told(values: Sequence[float], form: str) -> str:
    """The middle one of the values and their range, each written in this form: "65 % (34 to 70)", "65 %" if all alike.

    The form is one of `str.format` for a single value; what follows the number (a unit) stands only once.
    """
    low, high = form.format(min(values)), form.format(max(values))
    if low == high:
        return low
    return f"{form.format(middle(values))} ({low.rstrip('%°s ')} to {high.rstrip('%°s ')})"
