"""Planes of codes: every point in its place, the ring, random codes with their numbers."""

import numpy as np
import pytest

from core.charts import planes
from tests.charts import scene

NAMES = ("a", "b", "c")


def test_random_codes_are_numbered_and_those_outside_the_window_left_out(codes, labels):
    draws = np.array([[0.0, 0.0], [90.0, 0.0], [0.5, 0.5]])
    window = planes.window_around(codes)
    chart = planes.plane_with_draws(codes, labels, NAMES, window)
    chart = chart.with_tables(planes.draw_table(draws, window, ["p", "q", "r"]))
    assert [row["draw"] for row in scene.rows(chart, planes.DRAWS)] == [1, 3]
    numbers, _ = scene.marks(chart, "text")
    assert [item["text"] for item in numbers.items] == ["1", "3"]
    under_a_finger = scene.looked_at(chart, "datum.draw == 3")
    assert [item["url"] for item in scene.marks(under_a_finger, "image")[0].items] == ["r"]
    assert [item["text"] for item in scene.marks(under_a_finger, "text")[1].items] == ["random code 3"]


def test_the_window_holds_all_codes_and_has_the_asked_shape(codes):
    window = planes.window_around(codes * [10, 1], aspect=1.5)
    assert (np.abs(codes * [10, 1] - np.array(window.middle)) < np.array(window.half)).all()
    assert window.half[0] / window.half[1] == pytest.approx(1.5)


def test_a_unit_is_as_long_across_as_up(codes, labels):
    window = planes.Window((0.0, 0.0), (3.0, 2.5))
    chart = planes.plane_with_draws(codes, labels, NAMES, window)
    chart = chart.with_tables(planes.draw_table(np.eye(2), window, ["p", "q"]))
    (ring,) = scene.marks(chart, "line")
    across, up = (np.ptp([item[axis] for item in ring.items]) for axis in "xy")
    assert across == pytest.approx(up, rel=0.01)


def test_a_code_under_a_finger_shows_its_picture(codes, labels):
    pictures = [f"data:image/png;base64,{i}" for i in range(len(codes))]
    chart = planes.scatter(codes, labels, NAMES, pictures=pictures)
    (table,) = scene.whole(chart)["datasets"].values()
    assert [row["picture"] for row in table] == pictures
    (shown,) = scene.marks(scene.looked_at(chart, "datum.point == 7"), "image")
    assert [item["url"] for item in shown.items] == [pictures[7]]
    assert scene.marks(planes.scatter(codes, labels, NAMES), "image") == []
