"""Lines that grow: losses over the epochs of training, seconds over the number of points."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from core.charts import palette, touch
from core.charts.chart import Chart, Columns, finished
from core.pictures import colours

HISTORY = "history"  # the table of a loss that grows
PARTS = {"sum": colours.NEUTRAL, "reconstruction": colours.RECONSTRUCTION, "β·KL": colours.VAE}  # of a VAE's loss


def cost_curves(seconds: Mapping[str, Sequence[tuple[int, float]]], most: int) -> Chart:
    """Seconds over the number of points.

    Args:
        seconds: for each method's title, as in `colours.METHODS`, the pairs of points and seconds so far.
        most: where the axis ends, so that it stands still while the lines grow.
    """
    rows = [{"points": n, "seconds": s, "method": title} for title, pairs in seconds.items() for n, s in pairs]
    titles = list(seconds)
    places = alt.Chart(pd.DataFrame(rows, columns=["points", "seconds", "method"])).encode(
        x=alt.X("points:Q", title="points", scale=alt.Scale(domain=[0, most], nice=False)),
        y=alt.Y("seconds:Q", title="seconds of one core", scale=alt.Scale(zero=True)),
    )
    base = places.encode(
        color=alt.Color(
            "method:N", title=None, legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=titles, range=[colours.METHODS[title] for title in titles]),
        ),
        **touch.SILENT,
    )  # fmt: skip
    points = base.mark_point(filled=True, size=60, opacity=1)
    says = "datum.method + ', ' + format(datum.points, ',') + ' points: ' + format(datum.seconds, '.2f') + ' s'"
    read = touch.reading(places, ["method", "points"], says)
    return finished(palette.canvas(base.mark_line(), points, *read).properties(height=260))


def loss_curve(history: Mapping[str, Sequence[float]], unit: str, epochs: int, colour: str) -> Chart:
    """Training and validation loss over the epochs.

    Args:
        history: one series per name ("training", "validation"), a value an epoch.
        unit: what the loss is measured in, for the axis.
        epochs: where the axis ends, so that it stands still while the curve grows.
        colour: of the model.
    """
    x = alt.X("epoch:Q", title="epoch", scale=alt.Scale(domain=[0, epochs], nice=False), axis=alt.Axis(tickMinStep=1))
    y = alt.Y("loss:Q", title=unit, scale=alt.Scale(zero=False, type="log", nice=False))
    scale = alt.Scale(domain=list(history), range=[[1, 0], [5, 4]][: len(history)])
    dash = alt.StrokeDash("images:N", title=None, scale=scale, legend=alt.Legend(orient="top"))
    places = alt.Chart(alt.NamedData(HISTORY)).encode(x=x, y=y)
    says = "datum.images + ', epoch ' + datum.epoch + ': ' + format(datum.loss, '.4g')"
    read = touch.reading(places, ["epoch", "images"], says)
    line = places.mark_line(color=colour).encode(strokeDash=dash)
    drawn = palette.canvas(line, *read).properties(height=230)
    return finished(drawn, {HISTORY: history_columns(history)})


def history_columns(history: Mapping[str, Sequence[float]]) -> Columns:
    """The table "history" of a loss curve, a line for each value: epoch, loss, images."""
    return {
        "epoch": [epoch for values in history.values() for epoch in range(1, 1 + len(values))],
        "loss": [float(value) for values in history.values() for value in values],
        "images": [name for name, values in history.items() for _ in values],
    }


def loss_parts(history: Mapping[str, Mapping[str, Sequence[float]]], unit: str) -> Chart:
    """The loss and its two parts over the epochs, for training and validation images.

    `history` holds for each part shown, of `PARTS`, the series "training" and "validation", a value an epoch in `unit`.
    """
    rows = [
        {"epoch": epoch, "loss": value, "part": part, "images": seen}
        for part, series in history.items()
        for seen, values in series.items()
        for epoch, value in enumerate(values, start=1)
    ]
    colour = alt.Scale(domain=list(history), range=[PARTS[part] for part in history])
    dash = alt.Scale(domain=["training", "validation"], range=[[1, 0], [4, 3]])
    table = pd.DataFrame(rows)
    x = alt.X("epoch:Q", axis=alt.Axis(tickMinStep=1), scale=alt.Scale(nice=False))
    y = alt.Y("loss:Q", title=unit, scale=alt.Scale(zero=False))
    base = alt.Chart(table).encode(
        x=x,
        y=y,
        color=alt.Color("part:N", scale=colour, legend=alt.Legend(title=None, orient="top")),
        strokeDash=alt.StrokeDash("images:N", scale=dash, legend=alt.Legend(title=None, orient="bottom")),
    )
    says = "datum.part + ', ' + datum.images + ', epoch ' + datum.epoch + ': ' + format(datum.loss, '.2f')"
    read = touch.reading(alt.Chart(table).encode(x=x, y=y), ["epoch", "part", "images"], says)
    return finished(palette.canvas(base.mark_line(), *read).properties(height=280))
