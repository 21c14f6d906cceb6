"""Lines over a setting or over training: error against latent size, loss against epoch."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd


def loss_curve(
    history: Mapping[str, Sequence[float]], unit: str, epochs: int, colour: str, height: int = 260
) -> alt.LayerChart:
    """Training and validation loss over the epochs.

    Args:
        history: one series per name ("training", "validation"), a value an epoch.
        unit: what the loss is measured in, for the axis.
        epochs: where the axis ends, so that it stands still while the curve grows.
        colour: of the model.
        height: of the plot, in pixels.
    """
    rows = [
        {"epoch": number, "loss": value, "images": name}
        for name, values in history.items()
        for number, value in enumerate(values, start=1)
    ]
    x = alt.X("epoch:Q", title="epoch", scale=alt.Scale(domain=[0, epochs], nice=False), axis=alt.Axis(tickMinStep=1))
    y = alt.Y("loss:Q", title=unit, scale=alt.Scale(zero=False, type="log", nice=False))
    dash = alt.StrokeDash(
        "images:N", title=None, scale=alt.Scale(domain=list(history), range=[[1, 0], [5, 4]][: len(history)]),
        legend=alt.Legend(orient="top"),
    )  # fmt: skip
    base = alt.Chart(pd.DataFrame(rows, columns=["epoch", "loss", "images"])).encode(x=x, y=y, strokeDash=dash)
    tooltip = [alt.Tooltip("epoch:Q"), alt.Tooltip("images:N"), alt.Tooltip("loss:Q", format=".4g", title=unit)]
    points = base.mark_point(color=colour, opacity=0, size=80).encode(tooltip=tooltip)
    return alt.layer(base.mark_line(color=colour), points).properties(height=height)
