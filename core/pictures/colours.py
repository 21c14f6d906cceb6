"""The colours of the app, each with one meaning, chosen to stay apart in light and dark and for colour-blind eyes."""

# Ten classes, after Petroff, "Accessible Color Sequences for Data Visualization", 2021, arXiv:2107.02270,
# found by maximising the least difference under simulated colour deficiencies.
CLASSES = (
    "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
)  # fmt: skip
# Where there are more classes these have a colour each, the others share NEUTRAL; the two greys are left out.
DISTINCT = CLASSES[:3] + CLASSES[4:8] + CLASSES[9:]

# A number from low to high: blue to orange at even steps of hue and lightness in OKLCH, strong in both themes. The ends
# stay apart for every colour deficiency.
RAMP = ("#3664be", "#7362c6", "#a161bd", "#c763a7", "#e36c88", "#f37e64", "#f59740")

AUTOENCODER, VAE = "#2a9d8f", "#c2549d"  # networks; the VAE's is also that of its KL term
PCA, TSNE, UMAP = "#8a6fdf", "#e07a1f", "#1f8fc4"  # maps
METHODS = {"Autoencoder": AUTOENCODER, "VAE": VAE, "PCA": PCA, "t-SNE": TSNE, "UMAP": UMAP}  # by what a visitor reads
RECONSTRUCTION = "#2f7fd6"  # the other term of a VAE's loss

PICKED = "#e0218a"  # what the visitor has picked, and where the slider is
NEUTRAL = "#8a8f98"  # the same middle grey on white and on black: baselines, rules, sums, unpicked points
UNLIKE = "#e5383b"  # the frame of a picture that is unlike the data
ERROR_RANGE = ("#2166ac", "#f7f7f7", "#b2182b")  # signed error: too dark, right, too bright
