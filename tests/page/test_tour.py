"""The table of the tour's cards, without a page."""

import numpy as np
import pytest

from core import luck
from core.artefacts import catalogue
from core.cache import autoencoder, faces, projections
from core.page import text, tour, tour_card
from core.page.parameters import PARAMETERS
from core.page.values import Choice, Number


def test_every_card_has_a_story_a_task_and_a_reward():
    assert tuple(text.sections("tour")) == tour.ORDER
    assert 15 <= len(tour.ORDER) <= 20
    for number in range(1, len(tour.ORDER) + 1):
        story, task, reward = tour_card.words(number)
        assert story.startswith("**"), number
        assert "**" in task, number
        assert reward, number
        assert len(f"{story} {task}".split()) <= 50, number


def test_every_card_knows_its_task_in_one_way():
    for card in tour.CARDS.values():
        assert bool(card.watched) != bool(card.touched)


@pytest.mark.parametrize("key", tour.ORDER)
def test_what_a_card_sets_is_allowed_and_leaves_its_task_to_the_visitor(key):
    card = tour.CARDS[key]
    for name, value in card.sets.items():
        values = PARAMETERS[name].values
        assert card.page in PARAMETERS[name].pages
        if isinstance(values, Choice) and value is not None:
            assert value in values.words
        elif isinstance(values, Number) and value is not None:
            assert values.low <= value <= values.high
    if card.watched:
        assert not card.reached(card.sets[card.watched])


def test_a_number_beyond_the_last_card_is_the_last_and_nonsense_is_none():
    values = PARAMETERS[tour.NAME].values
    assert [values.repaired(each) for each in ("99", "-3", "7", "nonsense", "nan")] == ["18", "1", "7", None, None]


def test_the_smile_is_lost_at_four_numbers_and_hair_glasses_and_gaze_are_not():
    kept = faces.kept("autoencoder")
    assert kept[4]["smile"][0] < 0.1
    assert kept[10]["smile"][0] > 0.5
    assert min(kept[4][name][0] for name in ("hair", "glasses", "gaze")) > 0.5, "with the network that is shown"
    assert luck.middle(kept[4]["smile"]) < 0.1
    assert luck.middle(kept[10]["smile"]) > 0.5, "and with its like"


def test_most_random_codes_of_ten_numbers_fall_into_holes():
    size = tour.CARDS["random"].sets["draw_k"]
    assert luck.middle(autoencoder.unlike_shares("faces")[size]) > 0.5 > autoencoder.real_unlike("faces")


def test_one_number_is_the_smile_with_most_order_and_in_few_other_codes():
    smile, family = faces.NAMES.index("smile"), catalogue.VAE_FAMILIES["faces"]
    names = {beta: catalogue.vae_name("faces", family.wide, beta) for beta in family.wide_betas}
    best = {beta: np.abs(faces.correlations(name)[smile]).max() for beta, name in names.items()}
    assert tour.CARDS["knob"].reached(family.wide_betas[-1])
    assert best[family.wide_betas[-1]] > 0.95
    strongest = {beta: faces.figures()["strongest"][name]["smile"] for beta, name in names.items()}
    assert luck.middle(strongest.pop(family.wide_betas[-1])) > 0.9, "and with most of its like"
    others = [each for found in strongest.values() for each in found]
    assert sum(each < 0.9 for each in others) > len(others) / 2


def test_what_is_recorded_of_the_first_seed_is_what_is_shown():
    for model, found in faces.figures()["strongest"].items():
        shown = np.abs(faces.correlations(model)).max(1)
        assert [found[name][0] for name in faces.NAMES] == pytest.approx(shown, abs=2e-3)


def test_one_arrow_turns_the_smile_of_nearly_every_face_with_every_training():
    assert min(faces.figures()["worked"][catalogue.wide_vae("faces")]["smile"]["turned"]) > 0.95


def test_only_the_map_by_pca_knows_nothing_of_the_smile():
    known = {}
    for method in ("pca", "tsne", "umap"):
        maps = ("faces", method, False, 0)
        known[method] = projections.told_by_map(*maps, projections.map_sweep(*maps).place({"perplexity": 30}), "smile")
    assert known["pca"] < 0.1
    assert min(known["tsne"], known["umap"]) > 0.3
