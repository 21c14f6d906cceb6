"""Every question's answer against another computation of it, and that each choice is right for some seed."""

import re

import numpy as np
import pytest
from scipy.spatial.distance import cdist, pdist

from core.artefacts import catalogue
from core.cache import asked_images, asked_maps, autoencoder, faces, projections, vae, words
from core.cache.question import SAME
from core.data import word_pairs
from core.data.toys import CLAIMED, TOYS
from core.latent.codes import box_draws, prior_draws
from core.pictures.png import thumbnails

SEEDS = range(24)
NUMBER = r"-?[\d.]*\d"


def cases(question, source="digits"):
    return [question.case(source, seed) for seed in SEEDS]


def numbers(text):
    return [float(each) for each in re.findall(NUMBER, text.replace("*", ""))]


@pytest.mark.parametrize("question", [*asked_images.ALL, *asked_maps.ALL], ids=lambda each: each.name)
def test_each_choice_is_right_for_some_seed_and_a_seed_is_the_same_again(question):
    found = cases(question)
    rights = [each.right for each in found]
    assert set(rights) == set(range(len(found[0].choices)))
    assert max(np.bincount(rights)) <= 0.75 * len(rights)
    again = question.case("digits", 7)
    assert (again.asked, again.choices, again.right, again.truth) == (
        found[7].asked, found[7].choices, found[7].right, found[7].truth,
    )  # fmt: skip


def named(uris, pictures):
    """Which of the pictures (n, ...) the data URIs are."""
    known = thumbnails(pictures)
    return [known.index(each) for each in uris]


@pytest.mark.parametrize("seed", range(5))
def test_the_picture_from_so_many_numbers_is_the_one_that_this_network_rebuilds(seed):
    case, found = asked_images.rebuilt("digits", seed), autoencoder.reconstruction("digits")
    (row,) = case.before[0].rows.values()
    image = named(row[:1], found.images)[0]
    k = int(re.search(r"had (\d+) numbers", case.asked)[1])
    rebuilt = found.decode(found.codes(k)[[image]])
    assert thumbnails(rebuilt) == [row[1 + case.right]]
    error = ((rebuilt[0] - found.images[image]) ** 2).sum()
    assert f"{case.choices[case.right]} has {k} and an error of {error:.2f}" in case.truth


@pytest.mark.parametrize("seed", range(5))
def test_the_decoder_draws_the_right_one_at_the_place(seed):
    case, found = asked_images.place("digits", seed), autoencoder.reconstruction("digits")
    plane, strip = case.before
    assert thumbnails(found.decode(plane.place[None])) == [strip.rows[""][case.right]]
    near = cdist(plane.place[None], found.codes(2))[0].argsort()[:10]
    counts = np.bincount(found.labels[near])
    assert f"are of class {found.label_names[counts.argmax()]}" in case.truth
    assert f" {counts.max()} are of class" in case.truth


def test_pictures_that_can_be_told_apart_are_the_farthest_from_those_before():
    pictures = np.array([0, 1, 10, 5, 7.5, 9.5]).reshape(-1, 1, 1)
    assert asked_images.unlike_each_other(pictures) == [0, 2, 3, 4]


@pytest.mark.parametrize("seed", range(5))
def test_a_picture_is_unlike_where_its_nearest_training_image_is_far(seed):
    case = asked_images.unlike("digits", seed)
    k = int(re.search(r"of (\d+) numbers", case.asked)[1])
    codes = box_draws(autoencoder.reconstruction("digits").codes(k), asked_images.CANDIDATES, seed)
    pictures = autoencoder.decoded(f"autoencoder-digits-k{k}", codes)
    at = named(case.before[0].rows[""], pictures)[0]
    training = autoencoder.training_pictures("digits")
    squares = cdist(pictures[at].reshape(1, -1), training.reshape(len(training), -1), "sqeuclidean")
    assert case.right == int(squares.min() > autoencoder.usual_distance("digits"))
    assert f" {squares.min():.2f}: " in case.truth


@pytest.mark.parametrize("seed", range(5))
def test_the_drawn_picture_is_no_test_image_and_the_others_are(seed):
    case, real = asked_images.drawn("digits", seed), thumbnails(vae.test_images("digits").images)
    row = case.before[0].rows[""]
    assert [each in real for each in row] == [i != case.right for i in range(4)]
    model = catalogue.wide_vae("digits")
    picture = vae.decoded(model, prior_draws(1, catalogue.models()[model].latent, seed))
    training = autoencoder.training_pictures("digits")
    squares = cdist(picture.reshape(1, -1), training.reshape(len(training), -1), "sqeuclidean")
    assert f"nearest training image is {squares.min():.1f};" in case.truth


@pytest.mark.parametrize("seed", range(5))
def test_the_larger_beta_is_that_of_the_row(seed):
    case, images = asked_images.beta("digits", seed), vae.test_images("digits").images
    rows = case.before[0].rows
    chosen = named(rows["real"], images)
    betas = [float(each) for each in re.findall(r"β = ([\d.]+)", case.truth)]
    assert case.right == int(np.argmax(betas))
    for letter, beta in zip("AB", betas, strict=True):
        plane = vae.plane(beta, "digits")
        pictures = vae.decoded(vae.plane_model("digits", beta), plane.mu[chosen] @ plane.turn.T)
        assert thumbnails(pictures) == rows[letter]
        assert f"{letter} has β = {beta:g} and a squared error of {plane.figures['squared_error_of_means']:.2f}" in (
            case.truth
        )


@pytest.mark.parametrize("name", ["digits", "faces"])
def test_the_larger_beta_loses_more_as_its_reason_says(name):
    for case in cases(asked_images.BETA, name):
        errors = [float(each) for each in re.findall(r"error of ([\d.]+\d)", case.truth)]
        assert int(np.argmax(errors)) == case.right


@pytest.mark.parametrize("seed", range(5))
def test_the_number_that_is_the_knob_correlates_with_it_most(seed):
    case = asked_images.knob("", seed)
    title = re.search(r"\*(.+)\*", case.asked)[1]
    at = [knob.title for knob in faces.KNOBS.values()].index(title)
    known, codes = faces.face_knobs()[:, at], faces.codes_of(faces.SAVING)
    measured = [abs(np.corrcoef(known, column)[0, 1]) for column in codes.T]
    said = numbers(case.truth.split(": ")[1])
    assert int(np.argmax(said)) == case.right
    assert max(said) == pytest.approx(max(measured), abs=0.006)


def toy(title):
    """The points of a toy, drawn as its source is, by the number of its groups."""
    every = TOYS | CLAIMED
    return next(each for each in every.values() if each.title.lower() == title)


def test_groups_are_as_many_as_were_drawn():
    for case in cases(asked_maps.GROUPS):
        drawn = toy(case.truth.rstrip(".").split(": ")[1])
        count = 1 if drawn.label_names[0] == "part 1" else len(drawn.label_names)
        assert f"**{count}** group" in case.truth
        assert case.right == min(count, 4) - 1
        assert set(case.before[0].labels) == {0}, "grey first"
        assert set(case.after[0].labels) == set(range(len(drawn.label_names)))


def test_the_wider_group_is_as_it_was_drawn():
    """The spreads are 1 and 0.1 where one is wider; those of the three clusters are alike."""
    for case in cases(asked_maps.SIZE):
        true, _ = numbers(case.truth.partition("In the data")[2])
        assert true == pytest.approx(1 if case.choices[case.right] == SAME else 10, rel=0.25)
        assert case.choices[case.right] == SAME or f"the width of {case.choices[case.right]} is" in case.truth


def test_the_wider_gap_is_as_it_was_drawn():
    """10, 40 and 50 between the three clusters, and one three times as wide as the other in many dimensions."""
    for case in cases(asked_maps.GAP):
        true, _ = numbers(case.truth.partition("In the data")[2])
        assert min(abs(true / drawn - 1) for drawn in ((1.25,) if case.choices[case.right] == SAME else (3, 4))) < 0.1


@pytest.mark.parametrize("seed", range(5))
def test_the_nearer_point_is_nearer_in_all_numbers(seed):
    case, points = asked_maps.nearer("digits", seed), projections.known_points("digits")
    p, a, b = (int(np.flatnonzero(case.before[0].labels == each)[0]) for each in (1, 2, 3))
    apart = cdist(points[[p]], points[[a, b]])[0]
    assert case.right == int(apart.argmin())
    assert f"A is {apart[0]:.2f} from P and B {apart[1]:.2f};" in case.truth
    places = case.before[0].frame[[p, a, b]]
    assert pdist(places).min() > 0.1, "the letters can be read"


@pytest.mark.parametrize("seed", range(5))
def test_a_sum_comes_out_where_the_nearest_other_word_is_meant(seed):
    case, found = asked_maps.sums("", seed), words.words()
    a, b, c, meant = re.fullmatch(r"(\w+) − (\w+) \+ (\w+): does it come out at \*(\w+)\*\?", case.asked).groups()
    rows = [found.row(each) for each in (a, b, c)]
    likeness = found.vectors @ (found.vectors[rows[0]] - found.vectors[rows[1]] + found.vectors[rows[2]])
    likeness[rows] = -np.inf
    nearest = found.words[int(likeness.argmax())]
    assert (case.choices[case.right] == "Yes") == (nearest == meant)
    assert f"nearest is **{nearest}**" in case.truth
    pairs = [pair.split() for family in word_pairs.FAMILIES.values() for pair in family.split(",")]
    assert [b, a] in pairs
    assert [c, meant] in pairs
