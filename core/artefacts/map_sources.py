"""The points of which maps are made: rows of a data set, codes of a shipped network, or noise like either."""

from typing import NamedTuple

DRAWS = 5  # of noise: as many as there are seeds


class MapSource(NamedTuple):
    """Points that are mapped."""

    title: str  # what a visitor reads
    dataset: str  # the data set whose rows are the points
    size: int  # how many points, n
    model: str | None = None  # artefact of the network whose codes are mapped (a VAE's means); None: the data itself
    noise: bool = False  # not these points but noise like them: as many, with the mean and spread of each column alone
    drawn_apart: bool = False  # each column of these points was drawn by itself: noise like them is more of them
    correlated: bool = False  # not these points but noise whose columns hang together as theirs do
    draw: int = 0  # of that noise: another number, other noise of the same kind


SOURCES: dict[str, MapSource] = {
    "digits": MapSource("Digits, 64 pixels", "digits", 1797),
    "digits-autoencoder": MapSource("Digits, the autoencoder's 16 values", "digits", 1797, "autoencoder-digits-k16"),
    "digits-vae": MapSource("Digits, the VAE's 16 values", "digits", 1797, "vae-digits-k16-beta1"),
    "faces": MapSource("Faces, 3,072 numbers of the pixels", "faces", 1000),
    "faces-autoencoder": MapSource("Faces, the autoencoder's 10 values", "faces", 1000, "autoencoder-faces-k10"),
    "faces-vae": MapSource("Faces, the VAE's 10 values", "faces", 1000, "vae-faces-k10-beta0.5"),
    "mnist-2000": MapSource("MNIST, 2,000 test images, 784 pixels", "mnist", 2000),
    "mnist-2000-autoencoder": MapSource("MNIST, the autoencoder's 30 values", "mnist", 2000, "autoencoder-mnist-k30"),
    "mnist-2000-vae": MapSource("MNIST, the VAE's 20 values", "mnist", 2000, "vae-mnist-k20-beta1"),
    "words": MapSource("Words, 50 numbers", "words", 713),
    "toy-two-sizes": MapSource("Two clusters, one ten times as wide", "toy-two-sizes", 150),
    "toy-three-distances": MapSource("Three clusters, one far away", "toy-three-distances", 150),
    "toy-noise": MapSource("Pure noise", "toy-noise", 500, drawn_apart=True),
    "toy-long-shape": MapSource("A long, thin cloud", "toy-long-shape", 100, drawn_apart=True),
    "toy-parallel-lines": MapSource("Two parallel lines", "toy-parallel-lines", 150),
    "toy-containment": MapSource("One cluster inside another", "toy-containment", 150),
    "toy-linked-rings": MapSource("Two linked rings", "toy-linked-rings", 150),
    "toy-unlinked-rings": MapSource("Two separate rings", "toy-unlinked-rings", 150),
    "toy-trefoil": MapSource("A knot", "toy-trefoil", 150),
    "toy-grid": MapSource("A square grid", "toy-grid", 400),
    "toy-circle": MapSource("A circle", "toy-circle", 500),
    "toy-swiss-roll": MapSource("A Swiss roll", "toy-swiss-roll", 500),
}
NOISE = "-as-noise"  # what the name of a source ends with when noise like its points is meant

CORRELATED = MapSource("Noise with the digits' averages and covariance", "digits", 1797, correlated=True)
REDRAWN = {  # noise that is drawn again: a sentence on noise rests on no single draw of it
    f"{source}-{draw}": plan._replace(draw=draw)
    for source, plan in (("digits-correlated", CORRELATED), ("toy-noise", SOURCES["toy-noise"]._replace(noise=True)))
    for draw in range(1, DRAWS)
}
CLAIM_ONLY: dict[str, MapSource] = {  # points of which nothing else is shown
    "digits-correlated": CORRELATED,
    **REDRAWN,
    "toy-circle-2000": MapSource("A circle of 2,000 points", "toy-circle-2000", 2000),
    "toy-hidden": MapSource("Four clusters in 32 dimensions", "toy-hidden", 200),
}


def draws(source: str) -> tuple[str, ...]:
    """The sources that are draws of the same noise, this one first; of other points it alone."""
    return (source, *(f"{source}-{draw}" for draw in range(1, DRAWS) if f"{source}-{draw}" in REDRAWN))


def source_of(name: str) -> MapSource:
    """The points that are mapped under this name: of `SOURCES`, of `CLAIM_ONLY`, or a name followed by `NOISE`."""
    if found := SOURCES.get(name) or CLAIM_ONLY.get(name):
        return found
    plan = SOURCES[name.removesuffix(NOISE)]
    return plan._replace(title=f"Noise like: {plan.title}", noise=True)
