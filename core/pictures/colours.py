"""The colours of the app, each with one meaning, chosen to stay apart in light and dark and for colour-blind eyes."""

# Ten classes, found by a search that makes the least difference between two of them (and to PICKED) as large as can be,
# for usual eyes and for the three dichromacies as simulated by Machado et al., "A Physiologically-based Model for
# Simulation of Color Vision Deficiency", 2009, https://doi.org/10.1109/TVCG.2009.113; each 3:1 or more in both themes.
CLASSES = (
    "#2b95fc", "#c1870f", "#d21824", "#0c7400", "#801cfe", "#7e5e60", "#fa3ceb", "#399681", "#b100b2", "#a871bd",
)  # fmt: skip
DISTINCT = CLASSES[:8]  # where there are more classes these have a colour each, the others share NEUTRAL

# A number from low to high: blue to orange at even steps of hue and lightness in OKLCH, strong in both themes. The ends
# stay apart for every colour deficiency.
RAMP = ("#3664be", "#7362c6", "#a161bd", "#c763a7", "#e36c88", "#f37e64", "#f59740")

AUTOENCODER, VAE = "#2a9d8f", "#c2549d"  # networks; the VAE's is also that of its KL term
PCA, TSNE, UMAP = "#8a6fdf", "#e07a1f", "#1f8fc4"  # maps
METHODS = {  # by what a visitor reads
    "Autoencoder": AUTOENCODER, "VAE": VAE, "PCA": PCA, "t-SNE": TSNE, "UMAP": UMAP, "densMAP": UMAP,
}  # fmt: skip
RECONSTRUCTION = "#2f7fd6"  # the other term of a VAE's loss

PICKED = "#e0218a"  # what the visitor has picked, and where the slider is
NEUTRAL = "#8a8f98"  # the same middle grey on white and on black: baselines, rules, sums, unpicked points
UNLIKE = "#e5383b"  # the frame of a picture that is unlike the data
ERROR_RANGE = ("#2166ac", "#f7f7f7", "#b2182b")  # signed error: too dark, right, too bright
