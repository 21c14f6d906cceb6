"""The tables of the maps: small, and true to the frames."""

import numpy as np
import pytest

from core.charts import map_tables
from core.pictures import places

RNG = np.random.default_rng(0)
FRAMES = RNG.normal(size=(6, 30, 2))
LABELS = np.arange(30) % 3
NAMES = ("a", "b", "it's")


def test_on_screen_fills_the_plot_and_keeps_shapes():
    shown = places.on_screen(FRAMES * 0.01 + 5).astype(float)
    assert np.ptp(shown, axis=1).max(axis=1) == pytest.approx(np.full(6, 2 * places.LEVELS), abs=2)
    assert (np.abs(shown) <= places.LEVELS + 1).all()
    for frame, screen in zip(FRAMES, shown, strict=True):
        ratio = np.linalg.norm(screen[1:] - screen[:-1], axis=1) / np.linalg.norm(frame[1:] - frame[:-1], axis=1)
        assert ratio == pytest.approx(np.full(29, ratio[0]), rel=2e-3)
    assert (places.on_screen(np.zeros((1, 5, 2))) == 0).all()


def test_tables_hold_the_places_the_classes_and_the_pictures():
    shown = places.on_screen(FRAMES)
    tables = map_tables.point_tables(shown, LABELS, pixels=[f"p{i}" for i in range(30)])
    tables |= map_tables.mark_tables(shown, LABELS, NAMES, classes=(1,))
    points, middles = tables[map_tables.POINTS], tables[map_tables.MIDDLES]
    assert tables[map_tables.MARKS]["on"].tolist() == [
        map_tables.FULL if label == 1 else map_tables.OFF for label in LABELS
    ]
    assert (tables[map_tables.MARKS]["point"] == points["point"]).all()
    assert (points["y4"] == shown[4, :, 1]).all()
    assert points["x0"].dtype == np.int16
    assert points["pixels"][7] == "p7"
    assert middles["kind"].tolist() == [1]
    assert middles["x2"][0] == pytest.approx(np.median(shown[2, LABELS == 1, 0]), abs=1)


def test_a_group_is_lit_and_the_others_step_back():
    marks = map_tables.strengths(LABELS, (1,), (1, 2))
    assert marks[1] == marks[2] == map_tables.LIT  # a class that is not shown too: it was lit on purpose
    assert marks[4] == map_tables.BEHIND
    assert marks[3] == map_tables.OFF
    assert map_tables.OFF < map_tables.LIT
    table = map_tables.mark_tables(places.on_screen(FRAMES), LABELS, NAMES, group=(1, 2))[map_tables.MARKS]
    assert np.flatnonzero(table["listed"]).tolist() == [1, 2]
    assert set(table["on"]) == {map_tables.FULL}


def test_a_single_class_has_no_table_of_names():
    shown = places.on_screen(FRAMES)
    assert map_tables.MIDDLES not in map_tables.mark_tables(shown, map_tables.all_alike(shown), ("",))
    assert map_tables.MIDDLES in map_tables.mark_tables(shown, map_tables.all_alike(shown), ("", "absent"))


def test_points_know_their_neighbours_and_what_is_asked_for_is_one_row():
    neighbours = RNG.integers(0, 30, (30, map_tables.NEAR))
    table = map_tables.point_tables(places.on_screen(FRAMES), LABELS, neighbours=neighbours)[map_tables.POINTS]
    found = [[int(word[i : i + 5]) for i in range(0, len(word), 5)] for word in table["near"]]
    assert found == neighbours.tolist()
    assert map_tables.asked_table(None, True, 3) == {map_tables.ASKED: {"point": [-1], "group": [1], "serial": [3]}}
