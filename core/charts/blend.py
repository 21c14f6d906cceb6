"""Sliders inside a chart, and the expressions by which a browser draws what lies between their computed stops."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import altair as alt
import numpy as np

from core.charts import sweep_map

WHOLE = "whole"  # the signal for whether the maps of all stops are there


class Slider(NamedTuple):
    """A slider inside a chart: the knob it stands for (also its name in the chart's event), and its stops."""

    knob: str
    stops: tuple[float, ...]
    start: float = 0


class Blend:
    """The expressions for what lies between computed stops: of one knob a line, of two the bilinear surface.

    A place is Σ weight · corner over the two or four computed maps around it. Weights and corners' columns are the same
    for all points: they are signals, worked out once a frame, since the browser evaluates what is asked of every point
    slowly (Streamlit interprets expressions, so that pages need no permission to compile code).

    Until the maps of all stops are there (`WHOLE`) the one of the first stop stands still.
    """

    def __init__(self, sliders: Sequence[Slider], name: str = "", first: int = 0) -> None:
        """`name` tells the signals of several maps in one chart apart, `first` is the number of the map's first one."""
        self.sliders, self.name, self.first = tuple(sliders), name, first
        self.positions = [sweep_map.position(slider.knob) for slider in sliders]
        self.corners = list(itertools.product(("floor", "ceil"), repeat=len(self.sliders)))

    @property
    def count(self) -> int:
        """How many computed maps there are."""
        return math.prod(len(slider.stops) for slider in self.sliders)

    def parameters(self) -> list[alt.Parameter]:
        """The sliders themselves, the last one first, as Vega puts the last parameter on top."""
        last_first = self.sliders[::-1]
        return [sweep_map.position_slider(len(each.stops), each.knob, each.start, each.knob) for each in last_first]

    def said(self) -> dict[str, str]:
        """What each slider says of where it stands: the signals and their expressions."""
        return {f"said_{each.knob}_stop": sweep_map.stop_words(each.stops, each.knob) for each in self.sliders}

    def signal(self, what: str) -> str:
        """The name of a signal: one of the names of `formulas`."""
        return f"{self.name}at_{what}"

    def formulas(self) -> dict[str, str]:
        """The expression of each signal: weights and columns of the corners, and which slider stands at a stop.

        Beside them the columns of the computed map next to the sliders' places.
        """
        found = {}
        shares = [f"({p} - floor({p}))" for p in self.positions]
        at_first = self.at_first()
        for i, corner in enumerate(self.corners):
            sides = zip(corner, shares, strict=True)
            found[f"weight{i}"] = " * ".join(["1", *(p if side == "ceil" else f"(1 - {p})" for side, p in sides)])
            number = f"{WHOLE} ? {self.number(corner)} : {at_first}"
            found |= {f"{column}{i}": f"'{column}' + ({number})" for column in "xy"}
        number = f"{WHOLE} ? {self.number(['round'] * len(self.sliders))} : {at_first}"
        found |= {f"nearest_{column}": f"'{column}' + ({number})" for column in "xy"}
        for name, place in zip(("on_first", "on_second"), self.positions, strict=False):
            found[name] = f"{place} == floor({place})"
        return found

    def number(self, sides: Sequence[str]) -> str:
        """The expression for the number of the map to this side ("floor", "ceil", "round") of each slider's place."""
        number = "0"
        for slider, place, side in zip(self.sliders, self.positions, sides, strict=True):
            number = f"({number}) * {len(slider.stops)} + {side}({place})"
        return f"{self.first} + {number}"

    def at_first(self) -> int:
        """The number of the map that is seen first: of the stops where the sliders begin."""
        number = 0
        for slider in self.sliders:
            number = number * len(slider.stops) + round(slider.start)
        return self.first + number

    def places(self) -> dict[str, str]:
        """Expressions for both coordinates at the sliders' places."""
        return {"x": self.value("x"), "y": self.value("y")}

    def pixels(self, unit: str) -> dict[str, str]:
        """The expressions of the weights that make pixels, not units of the tables: `wide` to the right, `high` up."""
        weights = {i: self.signal(f"weight{i}") for i in range(len(self.corners))}
        signs = {"wide": "", "high": "-"}
        return {
            self.signal(f"{name}{i}"): f"{sign}{weights[i]} * {unit}" for name, sign in signs.items() for i in weights
        }

    def value(self, column: str, row: str = "datum", weight: str = "weight") -> str:
        """The expression for one coordinate of a row, from the columns named `column` and the number of the map."""
        corners = range(len(self.corners))
        parts = [f"{row}[{self.signal(f'{column}{i}')}] * {self.signal(f'{weight}{i}')}" for i in corners]
        if len(self.sliders) < 2:
            return " + ".join(parts)
        # mostly one of the two sliders stands at a stop: then two of the four corners have no weight
        second, first = self.signal("on_second"), self.signal("on_first")
        return f"{second} ? {parts[0]} + {parts[2]} : {first} ? {parts[0]} + {parts[1]} : {' + '.join(parts)}"


class OnScreen(NamedTuple):
    """A map as a visitor sees it.

    Args:
        shown: frames from `on_screen`, (m, n, 2).
        places: of the sliders, each 0 to its number of stops less one, between stops too.
        stops: how many stops each slider has.
    """

    shown: np.ndarray
    places: Sequence[float]
    stops: Sequence[int]

    def frame(self) -> np.ndarray:
        """Where the points are, float (n, 2): what `Blend` tells the browser to draw."""
        grid = self.shown.reshape(*self.stops, *self.shown.shape[-2:]).astype(float)
        for place, count in zip(self.places, self.stops, strict=True):
            low = int(place)
            grid = grid[low] + (grid[min(low + 1, count - 1)] - grid[low]) * (place - low)
        return grid

    def inside(self, rectangle: Mapping[str, Sequence[float]]) -> np.ndarray:
        """The numbers of the points inside a rectangle, rising; its ends "x" and "y" are in the units of `shown`."""
        frame, within = self.frame(), np.ones(self.shown.shape[-2], bool)
        for axis, name in enumerate("xy"):
            low, high = sorted(map(float, rectangle[name]))
            within &= (frame[:, axis] >= low) & (frame[:, axis] <= high)
        return np.flatnonzero(within)
