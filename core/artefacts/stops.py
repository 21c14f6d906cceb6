"""Which of many values of a knob become stops: few enough to compute, close enough to move through."""

from collections.abc import Sequence


def thinned(values: Sequence[float], kept: Sequence[float], highest: float, count: int) -> tuple[float, ...]:
    """`count` of the rising values below `highest`, and `highest`: those whose going leaves the smallest gap go first.

    The first one, the highest and those in `kept` stay.
    """
    left = [float(value) for value in values if value < highest] + [float(highest)]
    while len(left) > count:
        gaps = {i: left[i + 1] / left[i - 1] for i in range(1, len(left) - 1) if left[i] not in kept}
        del left[min(gaps, key=gaps.__getitem__)]
    return tuple(left)


def stops_in_space(stops: Sequence[float], default: float) -> tuple[float, ...]:
    """The three stops that are also mapped in 3-D: one near 5, the one nearest to the default, and a high one."""
    low = min(stops, key=lambda stop: abs(stop - 5))
    middle = min(stops, key=lambda stop: abs(stop - default))
    return (low, middle, stops[-2] if stops[-2] > middle else stops[-1])
