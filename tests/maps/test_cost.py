"""What a map costs: every map is made and timed step by step."""

from core.maps import cost, live
from core.maps.cost import FIRST, Timed
from core.maps.source import map_points

SOURCE = "toy-circle"


def steps_of(points, settings):
    method = live.method_of(settings)
    state, count = method.start(points, settings), 1
    while not state.finished:
        state, count = method.step(state), count + 1
    return count


def test_every_map_is_timed_from_its_first_step_to_its_last(short_cost, monkeypatch):
    monkeypatch.setattr(cost, "points_of", lambda source, n: map_points(source).points[:n])
    found = cost.begin(SOURCE)
    assert cost.take_snapshot(found) == cost.CostSnapshot((), 0, 7)
    while not found.finished:
        found = cost.step(found)
    points = map_points(SOURCE).points
    expected = [steps_of(points[:n], short_cost) for n in (60, 90)]
    assert min(expected) > 2
    assert found.timed == (
        Timed("pca", 60, 1.0), Timed("tsne", 60, expected[0]), Timed("pca", 90, 1.0), Timed("tsne", 90, expected[1]),
        Timed(FIRST, 0, 1.0), Timed("umap", 60, 1.0), Timed("umap", 90, 1.0),
    )  # fmt: skip
    assert cost.take_snapshot(found).done == cost.take_snapshot(found).last == 7


def test_what_is_measured_is_large_enough_to_tell():
    assert cost.measurable("toy-circle") == "digits"
    assert cost.measurable("digits-vae") == "digits-vae"
    assert [cost.available(source) for source in ("digits", "digits-vae")] == [1797, 1797]
    assert cost.points_of("digits", 250).shape == (250, 64)
    sizes = [n for method, n in cost.begin("digits").todo if method == "tsne"]
    assert sizes == [250, 500, 1000, 1797]
