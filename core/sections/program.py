"""Show the code: a short program that draws the picture on screen anew, with the usual libraries alone.

It is written from the settings that the picture was made with. What no library has stands in a file beside the program:
points of a map as numbers, and for the networks of faces the code that draws them: it is 9 kB long and exact, while the
9,000 pictures that are needed take 21 MB as compressed numbers, and are not what they were in eight bits.
"""

import io
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.artefacts import catalogue, map_sources
from core.cache import projections
from core.data import datasets, faces
from core.page import frame, parameters, text
from core.sections.map_choice import TITLES, Choice
from core.settings import NetworkSettings, VAESettings

FOLDER = Path(__file__).parent / "programs"
RNG = "rng = np.random.default_rng(2016)\n"
DRAWN = "X = X.astype(np.float32)\n"
RINGS = """angle = np.linspace(0, 2 * np.pi, 75, endpoint=False)
ring = np.column_stack([np.cos(angle), np.sin(angle), np.zeros(75)])
X = np.concatenate([ring, ring{tilted} + [{apart}, 0, 0]])
X = X + rng.normal(0, 0.01, X.shape)
"""
TOYS: Mapping[str, str] = {  # how each cloud is drawn; a test holds them against the clouds themselves
    "toy-two-sizes": "X = np.concatenate([rng.normal([0, 0], 1, (75, 2)), rng.normal([20, 0], 0.1, (75, 2))])\n",
    "toy-three-distances": "X = np.concatenate([rng.normal([at, 0], 1, (50, 2)) for at in (0, 10, 50)])\n",
    "toy-noise": "X = rng.normal(size=(500, 100))\n",
    "toy-long-shape": "X = rng.normal(size=(100, 50)) / np.arange(1, 51)\n",
    "toy-parallel-lines": "along = np.linspace(0, 10, 75)\n"
    "X = np.concatenate([np.column_stack([along, np.full(75, up)]) for up in (0, 1)])\n"
    "X = X + rng.normal(0, 0.05, (150, 2))\n",
    "toy-containment": "X = np.concatenate([rng.normal(0, spread, (75, 50)) for spread in (1, 50)])\n",
    "toy-linked-rings": RINGS.format(tilted="[:, [0, 2, 1]]", apart=1),
    "toy-unlinked-rings": RINGS.format(tilted="", apart=3),
    "toy-trefoil": "t = np.linspace(0, 2 * np.pi, 150, endpoint=False)\n"
    "X = np.column_stack([np.sin(t) + 2 * np.sin(2 * t), np.cos(t) - 2 * np.cos(2 * t), -np.sin(3 * t)])\n"
    "X = X + rng.normal(0, 0.01, X.shape)\n",
    "toy-grid": "X = np.stack(np.meshgrid(np.arange(20.0), np.arange(20.0)), axis=-1).reshape(-1, 2)\n"
    "X = X + rng.normal(0, 0.01, X.shape)\n",
    "toy-circle": "t = np.linspace(0, 2 * np.pi, 500, endpoint=False)\n"
    "X = np.column_stack([np.cos(t), np.sin(t)])\nX = X + rng.normal(0, 0.005, X.shape)\n",
    "toy-swiss-roll": "t = 1.5 * np.pi * (1 + 2 * rng.random(500))\n"
    "X = np.column_stack([t * np.cos(t), 21 * rng.random(500), t * np.sin(t)])\n",
}
IMAGES: Mapping[str, tuple[str, str, str]] = {  # where images come from, what reads them, and how they are parted
    "digits": (
        "from sklearn.datasets import load_digits\n",
        "images = (load_digits().images / 16).astype(np.float32)  # (1797, 8, 8), 0 to 1\n",
        "order = np.random.default_rng(2006).permutation(1797)\n"
        "train, test = images[np.sort(order[:1257])], images[np.sort(order[1437:])]\n",
    ),
    "mnist": (
        "from sklearn.datasets import fetch_openml\n",
        'images = fetch_openml("mnist_784", version=1, as_frame=False).data.reshape(-1, 28, 28)\n'
        "images = (images / 255).astype(np.float32)  # (70000, 28, 28), the official test images last\n",
        "order = np.random.default_rng(2006).permutation(60_000)\n"
        "train, test = images[np.sort(order[5_000:])], images[60_000:]\n",
    ),
    "faces": (
        "from faces import draw, random_knobs  # faces.py, the file beside this program: it draws them\n",
        "images = draw(random_knobs(np.random.default_rng(2026), 10_000))  # (10000, 32, 32, 3), 0 to 1\n",
        "order = np.random.default_rng(2006).permutation(10_000)\n"
        "train, test = images[np.sort(order[:7_000])], images[np.sort(order[8_000:])]\n",
    ),
}
IN_LIBRARIES = ("digits", "mnist")  # those of them that a program need not draw
TENSORS: Mapping[str, str] = {  # as the layers of an architecture want the images
    "mlp": "train, test = (torch.from_numpy(each).flatten(1) for each in (train, test))\n",
    "conv": "train, test = (torch.from_numpy(each).movedim(-1, 1) for each in (train, test))  # colours before rows\n",
}


# --- maps ------------------------------------------------------------------------------------------------------------


def points_program(source: str) -> str:
    """The lines that make the table X of a source's points: drawn, from a library, or from the file beside them."""
    plan = map_sources.SOURCES[source]
    if plan.dataset in TOYS:
        return "import numpy as np\n\n" + RNG + TOYS[plan.dataset] + DRAWN
    if plan.model is not None or plan.dataset not in IN_LIBRARIES:
        return 'import numpy as np\n\nX = np.load("points.npy")  # the file beside this program\n'
    where, read, _ = IMAGES[plan.dataset]
    rows = "" if plan.dataset == "digits" else (
        "rows = np.sort(np.random.default_rng(2000).choice(np.arange(60_000, 70_000), 2_000, replace=False))\n"
        "images = images[rows]\n"
    )  # fmt: skip
    return f"import numpy as np\n{where}\n{read}{rows}X = images.reshape(len(images), -1)\n"


def method_program(method: str, random: bool, seed: int, values: Mapping[str, float]) -> str:
    """The lines that make the map of X by a method at these values of its knobs."""
    if method == "pca":
        return "from sklearn.decomposition import PCA\n\nplaces = PCA(2).fit_transform(X)\n"
    if method == "tsne":
        return (
            "from sklearn.manifold import TSNE\n\n"
            f'tsne = TSNE(perplexity={values["perplexity"]:g}, init="{"random" if random else "pca"}", '
            f"random_state={seed})\nplaces = tsne.fit_transform(X)\n"
        )
    return (
        "from umap import UMAP\n\n"
        f"umap = UMAP(n_neighbors={values['n_neighbors']:g}, min_dist={values['min_dist']:g}, "
        f'init="{"random" if random else "spectral"}", random_state={seed}, n_epochs={catalogue.UMAP_EPOCHS})\n'
        "places = umap.fit_transform(X)\n"
    )


def map_program(choice: Choice, method: str, values: Mapping[str, float]) -> str:
    """The whole program of a map."""
    points, made = points_program(choice.source), method_program(method, choice.random, choice.seed, values)
    imported, _, rest = made.partition("\n\n")
    first, _, read = points.partition("\n\n")
    return f"{first}\n{imported}\n\n{read}{rest}print(places)  # a row for each point: x, y\n"


def of_maps(choice: Choice, values: Mapping[str, Mapping[str, float]]) -> None:
    """The programs of all maps on screen, by method; `values` are those of their knobs."""
    frame.explain("projections", "code")
    for method, knobs in values.items():
        st.markdown(f"**{TITLES[method]}**")
        st.code(map_program(choice, method, knobs))
    if "points.npy" in points_program(choice.source):
        st.download_button(
            "points.npy", lambda: as_npy(projections.known_points(choice.source)), "points.npy",
            key="program_points", on_click="ignore",
        )  # fmt: skip


def as_npy(points: np.ndarray | None) -> bytes:
    """A table as NumPy keeps it in a file."""
    file = io.BytesIO()
    np.save(file, np.asarray(points, dtype=np.float32), allow_pickle=False)
    return file.getvalue()


# --- networks --------------------------------------------------------------------------------------------------------


def network_program(settings: NetworkSettings) -> str:
    """The whole program of a network whose page lets one choose it."""
    where, read, parts = IMAGES[settings.dataset]
    is_vae = isinstance(settings, VAESettings)
    noise = getattr(settings, "noise", 0.0)
    entropy = getattr(settings, "likelihood", "") == "bernoulli"
    told = {
        "where": where, "read": read, "parts": parts, "tensors": TENSORS[settings.architecture], "k": settings.latent,
        "epochs": settings.epochs, "batch": settings.batch, "rate": settings.learning_rate, "seed": settings.seed,
        "decay": settings.weight_decay, "beta": getattr(settings, "beta", 0.0),
        "seen": f"x + {noise:g} * torch.randn(x.shape, generator=draws)" if noise else "x",
        "measured": "from torch.nn.functional import binary_cross_entropy\n" if entropy else "",
        "error": 'binary_cross_entropy(rebuilt, x, reduction="none")' if entropy else "(rebuilt - x).square()",
        "layers": written(
            settings.architecture, width=settings.width, outputs="2 * k" if is_vae else "k",
            pixels=math.prod(datasets.IMAGE_SHAPES[settings.dataset]),
        ),
    }  # fmt: skip
    return written("vae" if is_vae else "autoencoder", **told)


def written(name: str, **told: Any) -> str:
    """One of the written pieces of a program, with what its places are told."""
    return (FOLDER / f"{name}.py.txt").read_text(encoding="utf-8").format(**told)


def faces_program() -> bytes:
    """The code that draws the faces, as a file that needs NumPy alone."""
    code = Path(faces.__file__).read_text(encoding="utf-8")
    return code.replace("from core.errors import SettingError\n", "SettingError = ValueError\n").encode()


def of_network(page: str, model: str) -> None:
    """The program that trains one of the shipped networks, by artefact name, and which one it is."""
    settings = catalogue.models()[model]
    frame.prose(text.section(page, "code").format(which=which(settings)))
    frame.explain(page, f"code-{settings.dataset}")
    if settings.dataset == "faces":
        st.download_button("faces.py", faces_program, "faces.py", key="program_faces", on_click="ignore")
    st.code(network_program(settings))


def which(settings: NetworkSettings) -> str:
    """The settings of a network that its page lets one choose."""
    beta = f", β = {settings.beta:g}" if isinstance(settings, VAESettings) else ""
    return f"{parameters.DATA.shown(settings.dataset)}, {settings.latent} numbers in the code{beta}"


def unfolded(anchor: str, draw: Callable[[], None]) -> None:
    """One click deep: the code, written only while it is open. `anchor` is the place's name, one a page."""
    box = frame.unfolding("Code", anchor, type="compact")
    if box.open:
        with box, frame.show_errors():
            draw()
