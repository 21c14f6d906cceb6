"""The code in the neck of the squeeze: a bar for each number, or the cloud of a VAE, and each number to be turned.

A mouse or a finger on the code, or two sliders for those without, move one number and hold the others: the picture that
comes out was decoded beforehand for some values of each number (`turn_table`), so nothing asks the server.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core.charts import touch
from core.charts.chart import Table
from core.pictures import colours

CODE, TURNS = "code", "turns"  # the tables
TURN = "turn"  # the selection of a number and one of its steps
HALF = 0.2  # half width of the neck, as a share of the funnel
LONGEST = HALF - 0.02  # of a bar
STEPS = 9  # values of each number
AWAY = "touchstart[!item().datum || item().datum.step == null]"  # a finger beside the code
IS_TURNED = f"isValid(isArray({TURN}.step) ? {TURN}.step[0] : {TURN}.step)"


class Code(NamedTuple):
    """What stands in the neck.

    Args:
        values: the numbers of the code, (k,); of a cloud a random point of it.
        reach: the largest value of any code: as long is a bar that fills its place.
        mu: of a cloud the means, (k,), else None.
        sigma: of a cloud the standard deviations, (k,), else None.
    """

    values: np.ndarray
    reach: float
    mu: np.ndarray | None = None
    sigma: np.ndarray | None = None


def layers(across: Callable[[str], alt.X], up: Callable[[str], alt.Y], middle: str, numbers: int) -> list[alt.Chart]:
    """The code and what turns it; `across` and `up` encode a field on the drawing's scales, `middle` is in pixels."""
    bars = alt.Chart(alt.NamedData(CODE)).mark_rect(cornerRadius=2)
    bars = bars.encode(
        x=across("left"), x2="right", y=up("low"), y2="high", color=alt.Color("colour:N", scale=None),
        opacity=alt.Opacity("strength:Q", scale=None), **touch.SILENT,
    )  # fmt: skip
    found = alt.Chart(alt.NamedData(TURNS)).transform_filter({"param": TURN, "empty": False}).encode(**touch.SILENT)
    here = found.mark_rect(color=colours.PICKED, fillOpacity=0.35, stroke=colours.PICKED, strokeWidth=2)
    here = here.encode(x=across("begin"), x2="end", y=up("low"), y2="high")
    said = found.mark_text(baseline="top", fontSize=13, fontWeight=600, color=colours.NEUTRAL)
    said = said.encode(x=alt.value(alt.ExprRef(middle)), y=alt.value(4), text="words:N")
    hits = alt.Chart(alt.NamedData(TURNS)).mark_rect(opacity=0.001, cursor="ew-resize")
    hits = hits.encode(x=across("left"), x2="right", y=up("bottom"), y2="top", **touch.SILENT)
    return [bars, here, said, hits.add_params(turning(numbers))]


def turning(numbers: int) -> alt.Parameter:
    """The selection of one number of the code and one of its steps; its sliders are for those without a pointer."""
    bind: Any = {
        "number": alt.binding_range(min=1, max=numbers, step=1, name="Turn number "),
        "step": alt.binding_range(min=0, max=STEPS - 1, step=1, name="to its value "),
    }
    return alt.selection_point(  # Vega puts the last one on top
        name=TURN, fields=["step", "number"], on=touch.HOVERS, clear=f"{touch.LEAVES},{AWAY}", empty=False, bind=bind
    )


def turn_said() -> alt.Parameter:
    """What the slider of the steps says: which number has which value."""
    row = f"data('{TURNS}')[({TURN}_number - 1) * {STEPS} + {TURN}_step]"
    return touch.said(f"{TURN}_step", f"isValid({TURN}_number) && isValid({TURN}_step) ? {row}.words : 'not turned'")


def turned_picture() -> alt.Chart:
    """The picture that the turned code stands for, to be placed."""
    found = alt.Chart(alt.NamedData(TURNS)).transform_filter({"param": TURN, "empty": False})
    return found.encode(url="picture:N", **touch.SILENT)


def edges(numbers: int, half: float) -> np.ndarray:
    """Where the rows of numbers begin and end from the top, (numbers + 1,)."""
    return np.linspace(half, -half, numbers + 1)


def place(values: np.ndarray, reach: float) -> np.ndarray:
    """Where values lie in the neck, as a share of the funnel."""
    placed: np.ndarray = 0.5 + LONGEST * np.clip(values / max(reach, 1e-12), -1, 1)
    return placed


def code_table(code: Code, half: float) -> pd.DataFrame:
    """The rectangles of a code: a bar each from the middle; of a cloud two σ, one σ, the mean, and the random point."""
    rows = edges(len(code.values), half)
    at = place(code.values, code.reach)
    if code.mu is None or code.sigma is None:
        parts = [(np.minimum(at, 0.5) - 0.004, np.maximum(at, 0.5) + 0.004, colours.PICKED, 1.0)]
    else:
        rims = [(times, place(code.mu + times * code.sigma, code.reach)) for times in (-2, -1, 1, 2)]
        ends = dict(rims)
        mean = place(code.mu, code.reach)
        parts = [
            (ends[-2], ends[2], colours.VAE, 0.35), (ends[-1], ends[1], colours.VAE, 0.6),
            (mean - 0.0015, mean + 0.0015, colours.VAE, 1.0), (at - 0.002, at + 0.002, colours.PICKED, 1.0),
        ]  # fmt: skip
    gap = 0.1 * (rows[:-1] - rows[1:])
    tables = [
        pd.DataFrame(
            {
                "number": np.arange(1, len(at) + 1), "left": left, "right": right, "high": rows[:-1] - gap,
                "low": rows[1:] + gap, "colour": colour, "strength": strength,
            }
        )
        for left, right, colour, strength in parts
    ]  # fmt: skip
    return pd.concat(tables)


def turn_table(turned: np.ndarray, reach: float, half: float, pictures: Sequence[str]) -> dict[str, Table]:
    """The table of turned codes.

    Args:
        turned: values of each number, rising, (k, STEPS).
        reach: as in `Code`.
        half: half the height of the neck.
        pictures: what they decode to with the other numbers held, k·STEPS data URIs.
    """
    k = len(turned)
    number, step = np.indices(turned.shape)
    at = place(turned, reach)  # (k, steps)
    between = (at[:, 1:] + at[:, :-1]) / 2
    left = np.column_stack([np.full(k, 0.5 - HALF), between])
    right = np.column_stack([between, np.full(k, 0.5 + HALF)])
    rows, bands = edges(k, half), edges(k, 1.0)
    said = [f"number {i + 1}: {value:.1f}".replace("-", "−") for i in range(k) for value in turned[i]]
    columns = {"left": left, "right": right, "begin": np.minimum(at, 0.5), "end": np.maximum(at, 0.5)}
    heights = {"high": rows[:-1], "low": rows[1:], "top": bands[:-1], "bottom": bands[1:]}
    table = {name: each.ravel().round(4) for name, each in columns.items()}
    table |= {name: each[number.ravel()].round(4) for name, each in heights.items()}
    return {
        TURNS: table
        | {"number": number.ravel() + 1, "step": step.ravel(), "words": said, "picture": list(pictures)}
    }  # fmt: skip
