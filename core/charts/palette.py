"""The colours of the app, each with one meaning, chosen to stay apart in light and dark and for colour-blind eyes."""

import altair as alt
import numpy as np

# Ten class colours after Petroff, "Accessible Color Sequences for Data Visualization", 2021, arXiv:2107.02270,
# found by maximising the least difference under simulated colour deficiencies.
CLASSES = (
    "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
)  # fmt: skip
AUTOENCODER, VAE = "#2a9d8f", "#c2549d"
PCA, TSNE, UMAP = "#8a6fdf", "#e07a1f", "#1f8fc4"
METHODS = {"Autoencoder": AUTOENCODER, "VAE": VAE, "PCA": PCA, "t-SNE": TSNE, "UMAP": UMAP}
NEUTRAL = "#8a8f98"  # the same middle grey on white and on black: baselines, rules, unpicked points
PICKED = "#e0218a"  # what the visitor has picked, and where the slider is
ERROR_RANGE = ("#2166ac", "#f7f7f7", "#b2182b")  # signed error: too dark, right, too bright

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
