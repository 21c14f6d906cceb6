"""Every name that a link to a page may hold: of which kind of widget, with which values, and what it means.

Pages bind their widgets to these (`core.page.links.bound`), what a link says is held against them
(`core.page.links.repair_url`), and docs/links.md is written from them (`python -m tests.page.test_link_docs`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from core.artefacts import catalogue, map_sources
from core.cache import asked_images, asked_maps, autoencoder, claims, faces, shared
from core.page import text
from core.page.values import Asked, Choice, Classes, Number, Rectangle, Section, Sections, Stops, Switch, Values, Word
from core.settings import AutoencoderSettings as Plain
from core.settings import Knob, TSNESettings, UMAPSettings, VAESettings

START, AUTOENCODER, VAE, PROJECTIONS = "Start", "Autoencoder", "VAE", "Projections"
IMAGES = (AUTOENCODER, VAE)  # the pages on images
EVERYWHERE = (START, *IMAGES, PROJECTIONS)
WHOLE = "page"  # in place of a widget: what is said of all of a page
CHART = "chart"  # in place of a widget: a slider or a place inside a chart, which Streamlit can't bind


@dataclass(frozen=True)
class Parameter:
    """One name in a link.

    Args:
        name: in the URL, and the key of its widget.
        widget: which of Streamlit's commands draws it, `CHART` or `WHOLE`.
        values: what it may be.
        meaning: in a few words.
        pages: where it is read.
        formerly: what it was called on these pages in older links; the name counts only with one of its values, so that
            another parameter may bear it today.
    """

    name: str
    widget: str
    values: Values
    meaning: str
    pages: tuple[str, ...]
    formerly: str = ""


# --- what several of them are -----------------------------------------------------------------------------------------

LATENT = Choice.of(sorted({each.latent for each in catalogue.autoencoders().values()}))
BETA = Choice.of(sorted({each.beta for each in catalogue.vaes().values()}), catalogue.number)
SEED = Number(0, 9_999)
IMAGE = Number(0, 9_999)  # of the test images
DATA = Choice(shared.TITLES | {shared.YOURS: "Your pictures"})
METHOD = Choice({"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"})
TURNED = Choice({"tsne": "t-SNE", "umap": "UMAP"})  # methods that can be turned
EPOCH = Number(0, max(catalogue.autoencoders()[f"autoencoder-{name}-k2"].epochs for name in catalogue.FORMING))
TILE = Number(0, catalogue.GRID_SIDE**2 - 1)  # of the plane
SPREADS = Number(-3.0, 3.0)
STARTS = Choice({"data": "from the data", "random": "at random"})
OF = Choice({"pixels": "pixels", "autoencoder": "the autoencoder's code", "vae": "the VAE's code"})
WAYS = Choice(
    {
        "prior": "the bell N(0, 1)",
        "spread": "a bell as wide as its own codes",
        "bell": "a slanted bell, as its own codes lie",
        "mixture": f"{catalogue.BELLS} small bells where its own codes lie",
    }
)
FOUND_BY = Choice({"vae": "VAE", "autoencoder": "autoencoder", "pca": "PCA"})
KEPT_BY = Choice({"autoencoder": "the autoencoder", "pca": "PCA"})
KNOB = Choice({name: knob.title for name, knob in faces.KNOBS.items()})
GUESS = Choice({"holds": "It holds", "half": "Half true", "fails": "It does not hold", "open": "I can't tell"})
DOUBTS = Choice({"either": "either", "torn": "torn from its neighbours", "strangers": "among strangers"})
NOISY = Choice({"left": "The left one", "right": "The right one", "open": "I can't tell"})
LEVELS = Choice.of(("plain", "full"))
TYPES = Choice.of(("usual", "large"))
TOUR = Stops.of(range(1, len(text.sections("tour")) + 1))  # its cards
ASKED = Asked(tuple(each.name for each in (*asked_images.ALL, *asked_maps.ALL)))
LAYOUTS = Choice({"even": "equal steps of z", "likely": "equal shares of the prior"})
NOISE = Choice.of(autoencoder.NOISE_LEVELS)
DOTS = "whether the test images' codes lie on the decoded plane"
COUNT = Choice.of((12, 24, 48, 96))
WIDEST = max(family.wide for family in catalogue.VAE_FAMILIES.values())
MAPPED = sorted({source.size for source in map_sources.SOURCES.values()})
SETTINGS: Mapping[str, type[TSNESettings] | type[UMAPSettings]] = {"tsne": TSNESettings, "umap": UMAPSettings}
KNOBS = {"tsne": ("perplexity",), "umap": ("n_neighbors", "min_dist")}
FURTHER = {"tsne": ("exaggeration", "learning_rate"), "umap": ()}  # knobs of visitors' own maps alone
OWN_STOPS = {  # of the sliders of visitors' own maps, as far as their points allow
    "perplexity": Stops.of(
        map(float, (1, *catalogue.PERPLEXITIES, 700, 1000, 1500, 2000, 3000, 5000)), catalogue.number
    ),
    "n_neighbors": Stops.of((*catalogue.NEIGHBOUR_COUNTS, 300, 400, 500)),
    "min_dist": Stops.of((0.0, 0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)),
}


def of_knob(name: str, knob: Knob, meaning: str, *pages: str) -> Parameter:
    """A setting of a computation that a visitor begins, with the range of the setting."""
    if knob.choices:
        return Parameter(name, "selectbox", Choice.of(knob.choices), meaning, pages)
    return Parameter(name, "number_input", Number(knob.low, knob.high), meaning, pages)


# --- the table -------------------------------------------------------------------------------------------------------


def of_several_pages() -> Iterable[Parameter]:
    """What a visitor takes along from page to page, or finds on several."""
    yield Parameter("data", "selectbox", DATA, "the data set", (*IMAGES, PROJECTIONS))
    yield Parameter("level", WHOLE, LEVELS, "how much stands in the open", EVERYWHERE)
    yield Parameter("type", WHOLE, TYPES, "the size of all letters: large for a projector", EVERYWHERE)
    yield Parameter("hide", WHOLE, Sections(), "sections that are left out", EVERYWHERE)
    yield Parameter("start", WHOLE, Section(), "the section that comes into view, unfolded", EVERYWHERE)
    yield Parameter("tour", WHOLE, TOUR, "the card of the tour that is shown, on the page that it is about", EVERYWHERE)
    yield Parameter("ask", WHOLE, ASKED, "a question that is guessed first, unfolded", (*IMAGES, PROJECTIONS))
    yield Parameter("image", "number_input", IMAGE, "the picked test image", (*IMAGES, PROJECTIONS))
    yield Parameter("epoch", CHART, EPOCH, "the epoch at which the plane of codes is shown", (AUTOENCODER,))
    yield Parameter("learned", CHART, EPOCH, "the epoch at which the digits are shown", (START,), formerly="epoch")
    yield Parameter("at", CHART, TILE, "the place under the lens on the decoded plane, in reading order", IMAGES)
    yield Parameter("draw", "number_input", SEED, "the seed of the random codes", IMAGES)
    for name in ("latent", "width", "epochs", "learning_rate", "batch", "seed"):
        yield of_training(name, Plain.knob(name), *IMAGES)


def of_training(name: str, knob: Knob, *pages: str) -> Parameter:
    """A setting of the visitor's own training."""
    return of_knob(f"t_{name}", knob, f"own training: {knob.label}", *pages)


def of_autoencoder() -> Iterable[Parameter]:
    """The page Autoencoder."""
    for name, meaning in (
        ("k", "numbers in the code of the picked image"),
        ("way", "numbers in the code between two images"),
        ("draw_k", "numbers in each random code"),
        ("layers", "numbers in the code of the network whose layers are listed"),
        ("zip", "numbers in the code that is held against a zip file"),
    ):
        yield Parameter(name, "select_slider", LATENT, meaning, (AUTOENCODER,))
    for name, meaning in (("a", "the first test image"), ("b", "the second test image")):
        yield Parameter(name, "number_input", IMAGE, f"between two images: {meaning}", (AUTOENCODER,))
    yield Parameter("dots", "toggle", Switch(), DOTS, (AUTOENCODER,))
    yield Parameter("kept_by", "segmented_control", KEPT_BY, "faces: whose codes keep the knobs", (AUTOENCODER,))
    for name, knob in faces.KNOBS.items():
        ends = Number(knob.low, knob.high)
        yield Parameter(f"own_{name}", "slider", ends, f"a face of one's own: {knob.title}", (AUTOENCODER,))
    yield Parameter("noise", "select_slider", NOISE, "noise on what goes in (white is 1)", (AUTOENCODER,))
    yield of_training("noise", Plain.knob("noise"), AUTOENCODER)


def of_vae() -> Iterable[Parameter]:
    """The page VAE."""
    yield Parameter("over", "toggle", Switch(), DOTS, (VAE,), formerly="dots")  # off at first, on the other page on
    yield Parameter("drawn_from", "radio", WAYS, "where the random codes come from", (VAE,))
    yield Parameter("same", "toggle", Switch(), "whether both planes have the same axes", (VAE,))
    yield Parameter("resample", "number_input", SEED, "the seed of the random points of a cloud", (VAE,))
    for i in (1, 2):
        yield Parameter(f"e{i}", "slider", SPREADS, "ε, one value of the random point that is decoded", (VAE,))
    yield Parameter("beta", CHART, BETA, "β of the plane of codes", (VAE,))
    yield Parameter("plane", "select_slider", BETA, "β of the decoded plane", (VAE,))
    yield Parameter("room", "radio", LAYOUTS, "the room of each place on the decoded plane", (VAE,))
    for i in range(1, WIDEST + 1):
        yield Parameter(f"d{i}", "slider", SPREADS, "one value of a wide code", (VAE,))
    yield Parameter("sample", "number_input", SEED, "the seed of the new images", (VAE,))
    yield Parameter("count", "select_slider", COUNT, "how many new images", (VAE,))
    for name, meaning in (("from", "the first test image"), ("to", "the last test image")):
        yield Parameter(name, "number_input", IMAGE, f"one digit becomes another: {meaning}", (VAE,))
    yield Parameter("paid", "select_slider", BETA, "β of the model whose training is shown", (VAE,))
    yield Parameter("found_by", "segmented_control", FOUND_BY, "faces: whose code is held against the knobs", (VAE,))
    yield Parameter("knobs_beta", "select_slider", BETA, "faces: β of the code that is held against the knobs", (VAE,))
    yield Parameter("knob", "segmented_control", KNOB, "faces: the knob that is turned", (VAE,))
    yield from of_wide_codes()
    for name in ("beta", "warmup", "likelihood"):
        yield of_training(name, VAESettings.knob(name), VAE)


def of_wide_codes() -> Iterable[Parameter]:
    """Whether a section of the page VAE shows the model of two values or the one of more."""
    sections = {"values": "new images", "mvalues": "one digit becomes another"}
    for name, section in sections.items():
        for data, family in catalogue.VAE_FAMILIES.items():
            key = name if data == "digits" else f"{name}_{data}"
            sizes = Choice.of((2, family.wide))
            yield Parameter(key, "radio", sizes, f"{section}: values in a code of {data}", (VAE,))


def of_projections() -> Iterable[Parameter]:
    """The page Projections, but for the maps that visitors make."""
    here = (PROJECTIONS,)
    yield Parameter("of", "selectbox", OF, "what of the data set is mapped", here)
    yield Parameter("coloured", "selectbox", KNOB, "by which knob faces are coloured", here)
    began = "where the points of t-SNE and UMAP began"
    yield Parameter("began", "segmented_control", STARTS, began, here, formerly="start")
    yield Parameter("seed", "segmented_control", Choice.of(catalogue.MAP_SEEDS), "the seed of t-SNE and UMAP", here)
    most = MAPPED[-1]
    stops = (catalogue.perplexities(most), catalogue.neighbour_counts(most), catalogue.MIN_DISTS)
    for name, each in zip(chain.from_iterable(KNOBS.values()), stops, strict=True):
        ends = Number(each[0], each[-1])
        yield Parameter(name, CHART, ends, f"{name} of the maps: the nearest computed one is shown", here)
        if name != "min_dist":
            for key, meaning in (("real", "beside noise"), ("doubt", "of the map coloured by doubt")):
                yield Parameter(f"{key}_{name}", "select_slider", ends, f"{name} {meaning}: a computed one", here)
            method = "tsne" if name == "perplexity" else "umap"
            words = f"{name} in three dimensions: a computed one"
            yield Parameter(f"{method}3d", "segmented_control", ends, words, here)
    pull = Number(catalogue.EXAGGERATIONS[0], catalogue.EXAGGERATIONS[-1])
    yield Parameter("exaggeration", CHART, pull, "how many times as hard t-SNE's neighbours pull: a computed one", here)
    yield Parameter("point", CHART, Number(-1, most - 1), "the picked point, if no test image; −1 for none", here)
    yield Parameter("group", CHART, Rectangle(), "the rectangle around a group of points on one of the maps", here)
    yield Parameter("word", "selectbox", Word(), "the picked word, where the points are words", here)
    yield Parameter("classes", "pills", Classes(), "which classes are drawn in full", here)
    yield Parameter("more", "toggle", Switch(), "whether trustworthiness and continuity are drawn too", here)
    yield Parameter("real", "segmented_control", TURNED, "the method beside noise", here)
    yield Parameter("doubt", "segmented_control", METHOD, "the method of the map coloured by doubt", here)
    yield Parameter("doubtful", "segmented_control", DOUBTS, "what makes a point doubtful", here)
    said = Choice({name: claim.said for name, claim in claims.CLAIMS.items()})
    yield Parameter("claim", "selectbox", said, "which sentence is put to the test", here)
    yield Parameter("guess", "segmented_control", GUESS, "what the visitor thinks of it", here)
    yield Parameter("noisy", "segmented_control", NOISY, "which of two maps is taken for noise", here)
    for name, meaning in (("plus", "its first word"), ("minus", "the word taken away"), ("added", "the word added")):
        yield Parameter(name, "selectbox", Word(), f"arithmetic with words: {meaning}", here)
    yield Parameter("method", "segmented_control", METHOD, "the method in three dimensions", here)
    yield Parameter("space", "toggle", Switch(), "whether the map in three dimensions is shown", here)


def of_own_maps() -> Iterable[Parameter]:
    """The maps that visitors make, of the page's points (m_), their own table (o_) or pictures (y_): in no link."""
    for prefix, methods, words in (
        ("m", TURNED, "own map"),
        ("o", METHOD, "map of an own table"),
        ("y", METHOD, "map of own pictures"),
    ):
        yield Parameter(f"{prefix}_method", "segmented_control", methods, f"{words}: the method", (PROJECTIONS,))
        for name, stops in OWN_STOPS.items():
            yield Parameter(f"{prefix}_{name}", "select_slider", stops, f"{words}: {name}", (PROJECTIONS,))
        for method, names in FURTHER.items():
            for name in names:
                knob = SETTINGS[method].knob(name)
                range_ = Number(knob.low, knob.high)
                yield Parameter(f"{prefix}_{name}", "slider", range_, f"{words}: {knob.label.lower()}", (PROJECTIONS,))
        yield Parameter(f"{prefix}_seed", "number_input", SEED, f"{words}: the seed", (PROJECTIONS,))
    for method, settings in SETTINGS.items():
        title = TURNED.words[method]
        yield of_knob(f"m_start_{method}", settings.knob("init"), f"own map: where {title} begins", PROJECTIONS)
    for n in MAPPED:
        sizes = Choice.of((*(size for size in (100, 250, 500, 1000) if size < n), n))
        yield Parameter(f"m_points_{n}", "selectbox", sizes, f"own map: how many of {n:,} points", (PROJECTIONS,))


ALL = tuple(chain(of_several_pages(), of_autoencoder(), of_vae(), of_projections(), of_own_maps()))
PARAMETERS: Mapping[str, Parameter] = MappingProxyType({each.name: each for each in ALL})
