"""What charts have in common beside the colours themselves: the scale and legend of the classes, the renderer."""

import altair as alt
import numpy as np

from core.pictures.colours import CLASSES

COLUMNS = alt.ExprRef("width < 330 ? 5 : 10")  # of a legend: ten classes side by side are wider than a phone's plot

CANVAS = {"embedOptions": {"renderer": "canvas", "actions": False}}  # charts with transforms would stay SVG and slow


def class_colour(names: tuple[str, ...], title: str | None = None, legend: bool = True) -> alt.Color:
    """Colour by the nominal field `label` whose values are `names`, always the same colour for the same class."""
    scale = alt.Scale(domain=list(names), range=[CLASSES[i % len(CLASSES)] for i in range(len(names))])
    shown = alt.Legend(title=title, orient="top", columns=COLUMNS, symbolOpacity=1, offset=26) if legend else None
    return alt.Color("label:N", scale=scale, legend=shown)


def class_names(labels: np.ndarray, names: tuple[str, ...]) -> list[str]:
    """The name of every label (n,)."""
    return [names[int(label)] for label in labels]


def canvas(*layers: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Layers over one another, drawn on a canvas without a frame."""
    drawn: alt.LayerChart = alt.layer(*layers, usermeta=CANVAS).configure_view(strokeWidth=0)
    return drawn
