"""Questions on pictures and their codes, each answered by what the shipped networks do."""

import numpy as np

from core.artefacts import catalogue
from core.cache import autoencoder, faces, vae
from core.cache.question import LETTERS, Case, Placed, Question, Strip, random
from core.cache.shared import decoded
from core.data.faces import KNOBS
from core.latent.codes import prior_draws
from core.pictures.png import thumbnails

CANDIDATES = 24  # codes among which one is sought that is like real pictures or unlike them, or some unlike each other
NEAR = 10  # codes around a place
FOUND = 0.85  # correlation from which one number of a code is a knob clearly enough to be asked for
WALK = (5.0, 27.5, 50.0, 72.5, 95.0)  # percentiles through which a number is moved


def rebuilt(name: str, seed: int) -> Case:
    """Which of three rebuilt pictures came from so many numbers?"""
    rng, found = random("rebuilt", seed), autoencoder.reconstruction(name)
    image, sizes = int(rng.integers(len(found))), rng.permutation([2, 8, found.sizes[-1]]).tolist()
    right = int(rng.integers(3))
    shown = ["original", *LETTERS[:3]]
    pictures = thumbnails(np.stack([found.images[image], *(found.rebuilt(image, k) for k in sizes)]))
    told = [f"{letter}: {k}" for letter, k in zip(LETTERS[:3], sizes, strict=True)]
    errors = ", ".join(
        f"{letter} has {k} and an error of {found.error(image, k):.2f}"
        for letter, k in zip(LETTERS[:3], sizes, strict=True)
    )
    return Case(
        f"Three networks rebuilt the first picture. Which one had {sizes[right]} numbers?", LETTERS[:3], right,
        (Strip({"": pictures}, tuple(shown)),), (Strip({"": pictures}, ("original", *told)),),
        f"{LETTERS[right]} came from {sizes[right]} numbers. Measured: {errors}.",
    )  # fmt: skip


def place(name: str, seed: int) -> Case:
    """What does the decoder draw at a marked place of the plane?"""
    rng, found = random("place", seed), autoencoder.reconstruction(name)
    codes, right = found.codes(2), int(rng.integers(4))
    rows = rng.choice(len(found), CANDIDATES, replace=False)
    seen = found.decode(codes[rows])
    chosen = unlike_each_other(seen)
    rows, pictures = rows[chosen], thumbnails(seen[chosen])
    order = np.argsort(((codes - codes[rows[right]]) ** 2).sum(axis=1), kind="stable")[:NEAR]
    kinds, counts = np.unique(found.labels[order], return_counts=True)
    most = found.label_names[kinds[counts.argmax()]]
    plane = Placed(codes, found.labels, found.label_names, codes[rows[right]])
    return Case(
        "Each dot is the code of a picture. What does the decoder draw at the diamond?", LETTERS, right,
        (plane, Strip({"": pictures}, LETTERS)), (),
        f"The decoder draws {LETTERS[right]}. Of the {NEAR} codes nearest to the place {counts.max()} are of class "
        f"{most}.",
    )  # fmt: skip


def unlike_each_other(pictures: np.ndarray) -> list[int]:
    """Which of pictures (n, ...) can be told apart: the first, and each time the farthest from all chosen before."""
    flat, chosen = pictures.reshape(len(pictures), -1), [0]
    while len(chosen) < len(LETTERS):
        squares = ((flat[:, None] - flat[chosen]) ** 2).sum(axis=2).min(axis=1)
        chosen.append(int(squares.argmax()))
    return chosen


def unlike(name: str, seed: int) -> Case:
    """Is the picture of a random code like any real one?"""
    rng, found = random("unlike", seed), autoencoder.reconstruction(name)
    k, wanted = int(rng.choice(found.sizes[2:])), bool(rng.integers(2))
    pictures = autoencoder.random_pictures(name, k, CANDIDATES, seed)
    near, usual = autoencoder.nearest(name, pictures), autoencoder.usual_distance(name)
    strange = near.distances > usual
    at = int(np.argmax(strange == wanted))  # the first such one; where there is none, the first of all
    training = autoencoder.training_pictures(name)[near.rows[at]]
    drawn, beside = thumbnails(np.stack([pictures[at], training]))
    right = int(strange[at])
    side = "more" if right else "not more"
    return Case(
        f"A random code of {k} numbers was decoded. Is the picture like a real one?",
        ("Like a real one", "Unlike all real ones"), right,
        (Strip({"": [drawn]}, ("decoded",), 150),),
        (Strip({"": [drawn, beside]}, ("decoded", "nearest real one"), 150),),
        f"It is {'unlike all real ones' if right else 'like a real one'}. Its squared distance to the nearest training "
        f"image is {near.distances[at]:.2f}: {side} than {usual:.2f}, below which 95 % of real pictures stay.",
    )  # fmt: skip


def drawn(name: str, seed: int) -> Case:
    """Which of four pictures was drawn by the VAE from random numbers?"""
    rng, model = random("drawn", seed), catalogue.wide_vae(name)
    real, right = vae.test_images(name).images, int(rng.integers(4))
    pictures = np.array(real[rng.choice(len(real), 4, replace=False)])
    pictures[right] = decoded(model, prior_draws(1, catalogue.models()[model].latent, seed))[0]
    distances = autoencoder.nearest(name, pictures).distances
    others = np.delete(distances, right)
    shown, told = thumbnails(pictures), [f"{letter}: real" for letter in LETTERS]
    told[right] = f"{LETTERS[right]}: drawn"
    return Case(
        "Three pictures are real, one was drawn by the network from random numbers. Which one?", LETTERS, right,
        (Strip({"": shown}, LETTERS),), (Strip({"": shown}, tuple(told)),),
        f"{LETTERS[right]} was drawn. Its squared distance to the nearest training image is {distances[right]:.1f}; "
        f"those of the real ones are {others.min():.1f} to {others.max():.1f}.",
    )  # fmt: skip


def beta(name: str, seed: int) -> Case:
    """Which of two rows of rebuilt pictures is by the VAE with the larger β?"""
    rng, betas = random("beta", seed), catalogue.VAE_FAMILIES[name].betas
    few = len(betas) // 3  # between neighbours in the middle nothing can be seen
    pair = rng.permutation([rng.choice(betas[:few]), rng.choice(betas[-few:])]).tolist()
    images = vae.test_images(name).images
    rows = rng.choice(len(images), 6, replace=False)
    strips = {"real": thumbnails(images[rows])}
    planes = [vae.plane(each, name) for each in pair]
    for letter, each, plane in zip(LETTERS[:2], pair, planes, strict=True):
        strips[letter] = thumbnails(decoded(vae.plane_model(name, each), plane.own(plane.mu[rows])))
    right = int(pair[1] > pair[0])
    errors = [plane.figures["squared_error_of_means"] for plane in planes]
    told = " and ".join(
        f"{letter} has β = {each:g} and a squared error of {error:.2f}"
        for letter, each, error in zip(LETTERS[:2], pair, errors, strict=True)
    )
    return Case(
        "Two VAEs rebuilt the first row. Which row is by the one with the larger β?", LETTERS[:2], right,
        (Strip(strips, ("",) * 6, 200),), (), f"Row {LETTERS[right]} is. Measured on test images: {told}.",
    )  # fmt: skip


def knob(name: str, seed: int) -> Case:
    """Which number of the code is a certain knob of a face? Each row moves another one."""
    rng, found = random("knob", seed), np.abs(faces.correlations(faces.SAVING))
    asked = int(rng.choice(np.flatnonzero(found.max(axis=1) >= FOUND)))
    best = int(found[asked].argmax())
    others = rng.choice(np.delete(np.arange(found.shape[1]), best), 3, replace=False)
    right = int(rng.integers(4))
    numbers = np.insert(others, right, best)
    codes = faces.codes_of(faces.SAVING)
    rows = {}
    for letter, number in zip(LETTERS, numbers, strict=True):
        moved = np.tile(codes.mean(axis=0), (len(WALK), 1))
        moved[:, number] = np.percentile(codes[:, number], WALK)
        rows[letter] = thumbnails(decoded(faces.SAVING, moved.astype(np.float32)))
    title = list(KNOBS.values())[asked].title
    told = ", ".join(f"{letter} {found[asked, each]:.2f}" for letter, each in zip(LETTERS, numbers, strict=True))
    return Case(
        f"In each row one number of the code moves from low to high. Which one is *{title}*?", LETTERS, right,
        (Strip(rows, ("low", "", "", "", "high"), 260),), (),
        f"{LETTERS[right]} is. The correlation of each number with {title} over test faces: {told}.",
    )  # fmt: skip


REBUILT = Question("rebuilt", "how many numbers?", rebuilt)
PLACE = Question("place", "what appears here?", place)
UNLIKE = Question("unlike", "is it like a real picture?", unlike)
DRAWN = Question("drawn", "which picture is not real?", drawn)
BETA = Question("beta", "which row has the larger β?", beta)
KNOB = Question("knob", "which number is it?", knob)
ALL = (REBUILT, PLACE, UNLIKE, DRAWN, BETA, KNOB)
