"""The table of the tour's cards, without a page."""

import pytest

from core.cache import faces, projections
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
    kept = faces.figures()["kept"]["autoencoder"]
    assert kept["4"]["smile"] < 0.1
    assert kept["10"]["smile"] > 0.5
    assert min(kept["4"][name] for name in ("hair", "glasses", "gaze")) > 0.5


def test_only_the_map_by_pca_knows_nothing_of_the_smile():
    known = {}
    for method in ("pca", "tsne", "umap"):
        maps = ("faces", method, False, 0)
        known[method] = projections.told_by_map(*maps, projections.map_sweep(*maps).place({"perplexity": 30}), "smile")
    assert known["pca"] < 0.1
    assert min(known["tsne"], known["umap"]) > 0.3
