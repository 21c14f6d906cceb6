"""Live maps: the chain is the method's own run, on the points that were asked for."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from core.cache import work
from core.errors import SettingError
from core.jobs.chain import Pool
from core.limits import Limits
from core.maps import live, metrics, neighbours, pca, reduced, source, tsne
from core.maps.live import MapOrder
from core.settings import TSNESettings, UMAPSettings

SETTINGS = TSNESettings(perplexity=10, iterations=150)
ORDER = MapOrder("toy-long-shape", 60, SETTINGS)


def finished(order):
    return finished_from(live.begin(order))


def finished_from(run):
    while not run.finished:
        run = live.step(run)
    return run


def test_a_chain_is_the_run_of_the_method():
    points = source.map_points("toy-long-shape").points[live.rows(100, 60)]
    run = finished(ORDER)
    assert run.state.positions == pytest.approx(tsne.run(points, SETTINGS).positions)
    seen = live.take_snapshot(run)
    assert seen.done == run.state.iteration
    assert seen.quality == metrics.measure(metrics.reference(points), run.state.positions)
    assert seen.kl == run.state.kl


def test_an_unfinished_map_is_not_judged():
    begun = live.step(live.begin(ORDER))
    assert live.take_snapshot(begun).done == 0
    assert live.take_snapshot(live.step(begun)).done > 0
    assert live.take_snapshot(live.step(begun)).quality is None


def test_a_map_that_settled_says_so():
    long = MapOrder("toy-long-shape", 60, TSNESettings(perplexity=10, iterations=3000, early=80))
    seen = live.take_snapshot(finished(long))
    assert seen.finished
    assert seen.done < seen.last
    assert not live.take_snapshot(live.begin(long)).finished


def turned(order, perplexity):
    return replace(order, settings=replace(order.settings, perplexity=perplexity))


def test_what_is_trimmed_goes_on_just_the_same():
    run = finished(ORDER)
    trimmed = live.trimmed(run)
    assert len(pickle.dumps(trimmed)) < len(pickle.dumps(run))
    maps = [live.step(live.step(live.go_on(each, turned(ORDER, 15.0)))).state.positions for each in (run, trimmed)]
    assert np.array_equal(*maps)
    assert live.take_snapshot(trimmed).quality == live.take_snapshot(run).quality


def test_neighbours_that_are_found_for_a_high_perplexity_do_not_travel(monkeypatch):
    monkeypatch.setattr(tsne, "KEPT_IN_ALL", 60 * 20)
    run = live.begin(ORDER)
    after = live.go_on(run, turned(ORDER, 15.0))
    assert (run.state.neighbours.k, after.state.neighbours.k) == (20, 20)
    whole = tsne.start(ORDER.table, TSNESettings(perplexity=15))
    assert np.array_equal(after.state.affinities.values, whole.affinities.values)


def test_another_perplexity_goes_on_from_the_map_on_screen():
    run = finished(ORDER)
    after = live.go_on(run, turned(ORDER, 15.0))
    stretch = after.state.positions / run.state.positions
    assert stretch == pytest.approx(stretch[0, 0])
    assert after.order.settings.perplexity == 15
    assert not after.finished
    with pytest.raises(SettingError, match="perplexity = 50 is too high for 60 points: choose at most 19"):
        live.go_on(run, turned(ORDER, 50.0))


def test_only_turned_knobs_go_on():
    was, umap = SETTINGS, UMAPSettings()
    turned = replace(was, perplexity=11, exaggeration=4.0, learning_rate=0.5)
    for now in (was, replace(was, perplexity=11), turned):
        assert live.goes_on(was, now)
    for now in (replace(was, seed=1), replace(turned, init="random"), umap, None):
        assert not live.goes_on(was, now)
    for earlier in (None, umap):
        assert not live.goes_on(earlier, was)
    assert live.goes_on(umap, replace(umap, n_neighbors=5, min_dist=0.5))
    assert not live.goes_on(umap, replace(umap, seed=1))
    assert not live.goes_on(None, None)
    with pytest.raises(SettingError, match="Only a map by the same method, from the same start and seed, can go on"):
        live.go_on(live.begin(ORDER), replace(ORDER, settings=umap))


def test_a_umap_map_goes_on_after_it_was_trimmed():
    order = replace(ORDER, settings=UMAPSettings(n_neighbors=10, iterations=40))
    run = finished(order)
    other = replace(order, settings=replace(order.settings, min_dist=0.5))
    maps = [finished_from(live.go_on(each, other)).state.positions for each in (run, live.trimmed(run))]
    assert np.array_equal(*maps)
    assert not np.array_equal(maps[0], run.state.positions)


def test_a_sample_is_the_same_every_time():
    assert (live.rows(100, 60) == live.rows(100, 60)).all()
    assert len(set(live.rows(100, 60))) == 60
    assert (live.rows(100, 100) == np.arange(100)).all()


def test_too_high_a_perplexity_is_refused_in_one_sentence():
    with pytest.raises(SettingError, match="choose at most 19, or bring more points"):
        live.begin(MapOrder("toy-long-shape", 60, TSNESettings(perplexity=30)))


# --- a visitor's own points ------------------------------------------------------------------------------------------

RNG = np.random.default_rng(8)
POINTS = np.vstack([RNG.normal(size=(30, 5)), RNG.normal(size=(30, 5)) + 9]).astype(np.float32)


def begun(points, settings):
    return live.begin(MapOrder(points, len(points), settings))


def test_pca_of_ones_own_points_is_pca():
    found = begun(POINTS, None)
    assert found.finished
    assert found.state.positions == pytest.approx(pca.pca(POINTS).positions)
    quality = metrics.measure(metrics.reference(POINTS), found.state.positions)
    assert live.take_snapshot(found).quality == quality


def test_tsne_of_ones_own_points_is_tsne():
    settings = TSNESettings(perplexity=8.0, iterations=100)
    found = begun(POINTS, settings)
    while not found.finished:
        found = live.step(found)
    assert found.state.positions == pytest.approx(tsne.run(POINTS, settings).positions)
    assert live.take_snapshot(found).kl == found.state.kl


def test_settings_that_do_not_suit_the_table_are_told():
    with pytest.raises(SettingError, match="perplexity"):
        begun(POINTS, TSNESettings(perplexity=200.0))


TSNE, UMAP = TSNESettings(), UMAPSettings()


@pytest.mark.parametrize(
    ("points", "settings", "words"),
    [
        (POINTS, TSNESettings(perplexity=20), "perplexity = 20 is too high for 60 points: choose at most 19"),
        (POINTS, UMAPSettings(n_neighbors=60), "n_neighbors = 60 is too many for 60 points: choose 2 to 59"),
        (POINTS[:3], TSNE, "points has 3 rows, too few for a map: bring at least 7"),
        (POINTS[:3], UMAP, "points has 3 rows, too few for a map: bring at least 7"),
        (POINTS[:2], None, "points has 2 rows, too few for a map: bring at least 3"),
        *[(np.ones((50, 3)), each, "All 50 points are equal, .* bring points that differ")
          for each in (None, TSNE, UMAP)],
        *[(POINTS * [1, 1, np.nan, 1, 1], each, "points has nan in row 0, column 2 .* fill or remove them")
          for each in (None, TSNE, UMAP)],
        *[(POINTS * [1, np.inf, 1, 1, 1], each, "points has -?inf in row 0, column 1 .* fill or remove them")
          for each in (None, TSNE, UMAP)],
    ],
)  # fmt: skip
def test_what_cannot_be_mapped_is_told_with_the_argument_its_value_the_range_and_the_remedy(points, settings, words):
    with pytest.raises(SettingError, match=words):
        begun(points, settings)


@pytest.mark.parametrize("settings", [None, TSNESettings(perplexity=5, iterations=20)])
def test_a_constant_column_changes_nothing(settings):
    with_constant = np.column_stack([POINTS, np.full(60, 7)]).astype(np.float32)
    maps = [begun(points, settings).state.positions for points in (POINTS, with_constant)]
    assert np.abs(maps[0]) == pytest.approx(np.abs(maps[1]), rel=1e-4, abs=1e-9)


def test_three_points_are_enough_for_pca():
    assert begun(POINTS[:3], None).state.positions.shape == (3, 2)


def test_large_tables_stay_behind():
    many = RNG.normal(size=(live.MEASURED_ROWS + 1, 2))
    assert not begun(many, None).order.points.size
    assert live.take_snapshot(begun(many, None)).quality is None
    wide = RNG.normal(size=(41, 50_000)).astype(np.float32)
    assert not begun(wide, None).order.points.size


def test_ones_own_points_are_mapped_in_a_worker_and_kept_for_nobody(monkeypatch):
    order = MapOrder(POINTS, 60, UMAPSettings(n_neighbors=5, iterations=20))
    assert order.key is None
    with Pool(Limits(workers=1)) as pool:
        monkeypatch.setattr(work, "shared_pool", lambda: pool)
        *_, last = work.mapping("me", order)
        assert last.finished
        assert last.view.positions.shape == (60, 2)
        assert pool.load().kept == 0


def heavy(monkeypatch, megabytes):
    monkeypatch.setenv("LATENT_MAP_MB", str(megabytes))


MANY = RNG.normal(size=(1_000, 3)).astype(np.float32)


@pytest.mark.parametrize(
    ("settings", "knob", "megabytes", "allowed", "most"),
    [
        (TSNESettings(perplexity=100), "perplexity", 9, 7, 76),
        (UMAPSettings(n_neighbors=400), "n_neighbors", 26, 9, 138),
    ],
)
def test_a_map_that_would_be_too_heavy_for_the_server_is_refused_with_what_fits(
    monkeypatch, settings, knob, megabytes, allowed, most
):
    heavy(monkeypatch, allowed)
    words = f"{knob} = .* for 1,000 points .* may take {megabytes} MB, where {allowed} MB .* choose at most {most}, "
    with pytest.raises(SettingError, match=words):
        begun(MANY, settings)
    live.check_bytes(1_000, replace(settings, **{knob: most}))
    with pytest.raises(SettingError):
        live.check_bytes(1_000, replace(settings, **{knob: most + 1}))
    run = begun(MANY, replace(settings, **{knob: most}))
    assert len(pickle.dumps(live.step(live.step(run)))) < allowed << 20
    if knob == "perplexity":
        with pytest.raises(SettingError, match=f"choose at most {most}"):
            live.go_on(run, MapOrder(MANY, len(MANY), replace(settings, perplexity=most + 1.0)))


def test_where_no_setting_fits_only_fewer_rows_help(monkeypatch):
    heavy(monkeypatch, 1)
    with pytest.raises(SettingError, match="MB are allowed: bring fewer rows"):
        live.check_bytes(20_000, TSNESettings())


def test_the_usual_settings_fit_the_largest_table():
    limits = Limits()
    live.check_bytes(limits.points, TSNESettings())
    live.check_bytes(limits.points, UMAPSettings())
    live.check_bytes(limits.points, None)
    with pytest.raises(SettingError, match="choose at most 46"):
        live.check_bytes(limits.points, TSNESettings(perplexity=200))


def wide(n, d, rng):
    """A table (n, d) of three groups that lie in few directions, with a little noise in all of them."""
    groups = rng.normal(size=(3, d)) * 4
    return (groups[rng.integers(3, size=n)] + rng.normal(size=(n, 5)) @ rng.normal(size=(5, d))).astype(np.float32)


@pytest.mark.parametrize("settings", [TSNESettings(perplexity=10), UMAPSettings(n_neighbors=10)])
def test_a_large_table_is_seen_through_its_first_components_and_says_so(settings):
    points = wide(5_010, 400, np.random.default_rng(0))
    begun = live.begin(MapOrder(points, len(points), settings))
    seen = live.take_snapshot(begun)
    centred = points - points.mean(0, dtype=float)
    variance = np.linalg.eigvalsh(centred.T @ centred)[::-1]
    assert seen.reduced == (400, 50, pytest.approx(variance[:50].sum() / variance.sum()))
    exact = neighbours.nearest(points, 10).indices
    through = neighbours.nearest(reduced.reduced(points)[0], 10).indices
    same = [len(np.intersect1d(a, b)) / 10 for a, b in zip(exact[:200], through[:200], strict=True)]
    assert np.mean(same) > 0.95
    turned_on = live.go_on(begun, MapOrder(points, len(points), settings))
    assert turned_on.reduced == begun.reduced


def test_smaller_tables_and_pca_are_mapped_as_they_are():
    rng = np.random.default_rng(0)
    for points in (wide(3_000, 400, rng), wide(45_000, 50, rng)):
        assert not reduced.is_large(points)
    large = wide(6_000, 400, rng)
    assert reduced.is_large(large)
    assert live.take_snapshot(live.begin(MapOrder(large, len(large), None))).reduced is None
    assert live.mapped(MapOrder("faces", 1_000, SETTINGS))[1] is None
