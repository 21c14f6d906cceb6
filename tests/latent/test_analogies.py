"""Arithmetic with vectors: right where the step is the same, chance where it is not, as measured one by one."""

import numpy as np
import pytest

from core.data import word_pairs, words
from core.latent import analogies

RNG = np.random.default_rng(0)
FOUND = words.load()


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_questions_are_all_of_two_pairs_with_four_different_words():
    asked = analogies.questions(np.array([[0, 1], [2, 3], [1, 4]]))
    assert asked.tolist() == [[0, 1, 2, 3], [2, 3, 0, 1], [2, 3, 1, 4], [1, 4, 2, 3]]
    assert len(analogies.questions(np.array([[0, 1]]))) == 0


def test_one_step_that_is_the_same_everywhere_is_always_found():
    start = RNG.normal(size=(20, 30))
    vectors = np.concatenate([start, start + 3 * RNG.normal(size=30) / 5, RNG.normal(size=(200, 30))])
    pairs = np.column_stack([np.arange(20), np.arange(20, 40)])
    found = analogies.score(unit(vectors), pairs)
    assert found.questions == 380
    assert found.right > 0.95
    blind = analogies.score(unit(RNG.normal(size=(240, 30))), pairs)
    assert blind.right < 0.05
    assert blind.chance == 1 / 237


def test_without_a_pair_there_is_nothing_to_say():
    found = analogies.score(FOUND.vectors, np.array([[0, 1]]))
    assert found.questions == 0
    assert np.isnan([found.right, found.standing, found.chance]).all()


@pytest.mark.parametrize("family", word_pairs.families(FOUND), ids=lambda family: family.name)
def test_the_shares_are_those_of_the_questions_asked_one_by_one(family):
    right = standing = asked = 0
    for x, y in family.pairs:
        for u, v in family.pairs:
            if len({x, y, u, v}) == 4:
                asked += 1
                for place, name in ((FOUND.vectors[y] - FOUND.vectors[x] + FOUND.vectors[u], "right"), (None, "")):
                    near = FOUND.nearest(FOUND.vectors[u] if place is None else place, 1, (x, y, u)).rows[0]
                    right += near == v and name == "right"
                    standing += near == v and name == ""
    found = analogies.score(FOUND.vectors, family.pairs)
    assert found.questions == asked
    assert found.right == pytest.approx(right / asked, abs=0.02)  # rounding may decide between two words
    assert found.standing == pytest.approx(standing / asked, abs=0.02)


def test_capitals_and_women_mostly_come_out_right_and_clothes_hardly_ever():
    scores = {family.name: analogies.score(FOUND.vectors, family.pairs) for family in word_pairs.families(FOUND)}
    assert scores[word_pairs.CAPITALS].questions == 43 * 42
    assert scores[word_pairs.CAPITALS].right == pytest.approx(0.79, abs=0.01)
    assert scores["man → woman"].right > 0.7
    assert scores["clothes → where they are worn"].right < 0.1
    assert scores["month → next one"].right < scores["month → next one"].standing
    for each in scores.values():
        assert each.right > 3 * each.chance


def test_three_sums_that_are_known():
    for a, b, c, meant in (
        ("king", "man", "woman", "queen"), ("paris", "france", "japan", "tokyo"), ("paris", "france", "italy", "rome")
    ):  # fmt: skip
        given = tuple(map(FOUND.row, (a, b, c)))
        near = FOUND.nearest(analogies.step(FOUND.vectors, *given), 3, given)
        assert FOUND.words[near.rows[0]] == meant
