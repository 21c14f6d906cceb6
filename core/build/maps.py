"""Recipes for the shipped maps: PCA, t-SNE and UMAP of every source in the catalogue.

Every map is an independent run, what a user of the library would get: none starts from a neighbouring stop. What is
shared is only what the runs have in common: the exact neighbours, the graph and the spectral start. Finished stops
are kept in a temporary folder until the whole atlas is written, so an interrupted build loses at most one stop.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.artefacts import catalogue, files, map_sources
from core.artefacts.files import Artefact
from core.artefacts.stops import stops_in_space
from core.build.map_points import Base, base_of, truth
from core.build.map_runs import RUNS, RUNS_OF, Extent, extent_of, runs_compared
from core.build.recipe import Made, Recipe, differences, workshop
from core.data import datasets, words
from core.data.mnist import FAMILY
from core.maps import metrics, procrustes
from core.maps.affinities import most_neighbours
from core.maps.atlas import BITS, DEFAULTS, Atlas, MapFacts, ShippedPCA, atlas_of, field, knobs_of, pack, pca_of, unpack
from core.maps.neighbours import nearest
from core.maps.pca import pca
from core.pictures import bmp

Make = Callable[[str, str], Made]  # name, source
Check = Callable[[str, Artefact], list[str]]  # source, what is shipped -> what is wrong with it

TOLERANCE = 2e-3  # between machines: equal distances may fall either way
CHECKED = 3  # maps of an atlas measured again by a check; the default one is always among them


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name: of every source, and of noise like it."""
    found = {}
    for source in map_sources.SOURCES:
        for each in (source, source + map_sources.NOISE):
            plan = map_sources.source_of(each)
            for method, (settings, make, check) in methods(plan).items():
                name = catalogue.map_name(each, method)
                identity = {"source": each, "model": plan.model, "method": method} | settings
                needs = (plan.model,) if plan.model else (words.NAME,) if plan.dataset == words.NAME else ()
                found[name] = Recipe(
                    name, identity, plan.dataset, "npz", partial(make, name, each), partial(check, each), needs
                )
    return found


def methods(plan: map_sources.MapSource) -> dict[str, tuple[dict[str, Any], Make, Check]]:
    """For each method: the settings that identify its maps of these points, and its functions to make and to check."""
    n, extent = plan.size, extent_of(plan)
    perplexities, counts = catalogue.perplexities(n), catalogue.neighbour_counts(n)
    shared = {"size": n, "seeds": list(extent.seeds), "bits": BITS}
    tsne = {"knob": "perplexity", "stops": list(perplexities), "iterations": catalogue.TSNE_ITERATIONS}
    umap = {"knob": "n_neighbors", "stops": list(counts), "epochs": catalogue.UMAP_EPOCHS}
    umap |= {"min_dists": list(extent.min_dists)}
    if plan.noise:
        shared |= {"random": False, "noise": "normal"}
    else:
        tsne["stops_3d"] = list(stops_in_space(perplexities, DEFAULTS["perplexity"]))
        umap["stops_3d"] = list(stops_in_space(counts, DEFAULTS["n_neighbors"]))
        tsne["made_twice"] = DEFAULTS["perplexity"]
    found: dict[str, tuple[dict[str, Any], Make, Check]] = {
        "tsne": (shared | tsne, partial(make_atlas, "tsne"), check_atlas),
        "umap": (shared | umap, partial(make_atlas, "umap"), check_atlas),
    }
    if not plan.noise:
        pictured = {"pictures": True} if plan.dataset in FAMILY else {}
        found["pca"] = ({"size": n, "dims": 3} | pictured, make_pca, check_pca)
    return found


# --- PCA -------------------------------------------------------------------------------------------------------------


def make_pca(name: str, source: str) -> Made:
    """The first three principal components, and what pages need to know of the points themselves."""
    base, plan = base_of(source), map_sources.source_of(source)
    found = pca(base.points, 3)
    positions = found.positions.astype(np.float32)
    labels, thumbnails = pictures(base, plan.dataset)
    made = ShippedPCA(
        positions, found.variance_share, base.rows, truth(source).neighbours.astype(np.uint16),
        base.points if plan.model else None, labels, thumbnails, quality_of(source, positions),
    )  # fmt: skip
    return Made(files.npz_bytes(made.to_arrays()), pca_metrics(made), base.sha256)


def quality_of(source: str, positions: np.ndarray) -> dict[int, metrics.MapQuality]:
    """How far the 2-D and the 3-D map can be trusted, from positions (n, 3)."""
    return {dims: metrics.measure(truth(source), positions[:, :dims]) for dims in (2, 3)}


def pca_metrics(found: ShippedPCA) -> dict[str, Any]:
    """The figures of the 2-D and the 3-D map."""
    quality = {f"{dims}d": rounded(each._asdict()) for dims, each in found.quality.items()}
    return quality | {"variance_share": [round(float(share), 5) for share in found.variance_share]}


def check_pca(source: str, artefact: Artefact) -> list[str]:
    """Make the map again and compare distances and figures; axis signs may differ."""
    base, found = base_of(source), pca_of(artefact)
    if wrong := other_data(base, artefact):
        return wrong
    again = pca(base.points, 3).positions
    turned = procrustes.aligned(found.positions, again)
    if not np.allclose(turned, again, atol=1e-3 * np.abs(again).max()):
        return [f"weights/{artefact.name}: the map is not the PCA of its points."]
    if found.points is not None and not np.allclose(found.points, base.points, atol=TOLERANCE):
        return [f"weights/{artefact.name}: the points are not the network's codes."]
    anew = found._replace(quality=quality_of(source, found.positions))
    return differences(artefact.name, artefact.metrics, pca_metrics(anew), TOLERANCE)


# --- t-SNE and UMAP --------------------------------------------------------------------------------------------------


def make_atlas(method: str, name: str, source: str) -> Made:
    """All maps of a source by one method, stop after stop, measured as they are stored.

    They are turned to the default one, which is itself turned to the PCA map.
    """
    base, plan = base_of(source), map_sources.source_of(source)
    extent = extent_of(plan)
    settings = recipes()[name].settings
    folder = workshop(settings, base.sha256, base.model_sha256)
    packed, facts = {}, {}
    for dims in extent.dims:
        stops = settings["stops" if dims == 2 else "stops_3d"]
        maps, facts[dims] = make_maps(method, base.points, stops, dims, folder, extent)
        anchor = procrustes.aligned(maps[default_map(facts[dims])], pca(base.points, dims).positions)
        packed[dims] = pack(np.stack([procrustes.aligned(each, anchor) for each in maps]))
        facts[dims] = measured(truth(source), unpack(packed[dims]), facts[dims])
    made = Made(
        files.npz_bytes(Atlas(packed, facts).to_arrays()),
        atlas_metrics(facts) | {"model_sha256": base.model_sha256},
        base.sha256,
    )
    if plan.noise:
        made.metrics["columns"] = base.points.shape[1]
    for part in folder.glob("*.npz"):
        part.unlink()
    folder.rmdir()
    return made


def make_maps(
    method: str, points: np.ndarray, stops: list[float], dims: int, folder: Path, extent: Extent
) -> tuple[list[np.ndarray], np.ndarray]:
    """The maps (n, dims) of all stops, and their facts (m, fields) as far as the runs themselves tell."""
    maps, facts = [], []
    runs_of = RUNS_OF[method]
    n, most = len(points), max(stops)
    neighbours = nearest(points, most_neighbours(n, most) if method == "tsne" else min(n, int(most)) - 1)
    for stop in stops:
        part = folder / f"{dims}-{stop:g}.npz"
        if not part.exists():
            known, positions = zip(*runs_of(points, neighbours, stop, dims, extent), strict=True)
            files.write_whole(part, files.npz_bytes({"maps": np.stack(positions), "facts": np.stack(known)}))
        with np.load(part, allow_pickle=False) as archive:
            maps.extend(archive["maps"])
            facts.extend(archive["facts"])
    return maps, np.stack(facts)


def default_map(facts: np.ndarray) -> int:
    """The number of the map at the default stop, min_dist, start and seed."""
    away = np.abs(facts[:, field("stop")] - DEFAULTS[knobs_of(facts)[0]]) + facts[:, field("random")] * 1e6
    away += facts[:, field("seed")] * 1e6
    away += np.nan_to_num(np.abs(facts[:, field("min_dist")] - DEFAULTS["min_dist"])) * 1e4
    return int(away.argmin())


def measured(true: metrics.Reference, maps: np.ndarray, facts: np.ndarray) -> np.ndarray:
    """The facts (m, fields) with each map's quality and, where there is one, its agreement with the other seed's."""
    facts = facts.copy()
    first = field("neighbours_kept")
    facts[:, first : first + 5] = [metrics.measure(true, each) for each in maps]
    for i, other in other_seed(facts).items():
        facts[i, list(map(field, RUNS))] = runs_compared(maps[i], maps[other])
    return facts


def other_seed(facts: np.ndarray) -> dict[int, int]:
    """For each map of which there is one: the number of the map that differs in the seed alone."""
    key = [tuple(np.nan_to_num(each[[0, 1, 2]], nan=-1.0)) for each in facts]
    return {i: j for i in range(len(key)) for j in range(len(key)) if j != i and key[j] == key[i]}


def atlas_metrics(facts: dict[int, np.ndarray]) -> dict[str, Any]:
    """The figures that stand in an atlas's provenance: of its default maps, and sums over all."""
    found: dict[str, Any] = {"maps": sum(len(table) for table in facts.values())}
    seconds = {str(dims): table[:, field("seconds")] for dims, table in facts.items()}
    found["computing_seconds"] = round(float(sum(each.sum() for each in seconds.values())), 1)
    found["map_seconds"] = {dims: each.round(3).tolist() for dims, each in seconds.items()}
    for dims, table in facts.items():
        best = MapFacts(*map(float, table[default_map(table)]))
        found[f"default_{dims}d"] = {name: value for name, value in rounded(best._asdict()).items() if value == value}
    return found


def check_atlas(source: str, artefact: Artefact) -> list[str]:
    """Measure some of the stored maps again: the default one, and a draw that is the same every time."""
    base, atlas = base_of(source), atlas_of(artefact)
    if wrong := other_data(base, artefact):
        return wrong
    problems = []
    for dims, facts in atlas.facts.items():
        maps = unpack(atlas.packed[dims])
        draw = np.random.default_rng(0).choice(len(maps), min(CHECKED - 1, len(maps)), replace=False)
        for i in sorted({default_map(facts), *draw.tolist()}):
            recorded = MapFacts(*map(float, facts[i])).quality._asdict()
            again = metrics.measure(truth(source), maps[i])._asdict()
            problems += differences(f"{artefact.name}, {dims}-D map {i}", recorded, again, TOLERANCE)
    return problems


# --- shared ----------------------------------------------------------------------------------------------------------


def other_data(base: Base, artefact: Artefact) -> list[str]:
    """A sentence when the artefact was made from other data or another network than there is now."""
    if artefact.provenance["dataset_sha256"] != base.sha256:
        return [f"weights/{artefact.name} was made from other data. {files.remedy(artefact.name)}"]
    if artefact.metrics.get("model_sha256", base.model_sha256) != base.model_sha256:
        return [f"weights/{artefact.name} was made from another network's codes. {files.remedy(artefact.name)}"]
    return []


def rounded(figures: dict[str, float]) -> dict[str, float]:
    """The figures with five decimals."""
    return {name: round(float(value), 5) for name, value in figures.items()}


def pictures(base: Base, name: str) -> tuple[np.ndarray | None, np.ndarray | None]:
    """What a page shows of images that it can't load: classes uint8 (n,), thumbnails uint8 (n, h, w) of 16 levels.

    None of data sets that need no download.
    """
    if name not in FAMILY:
        return None, None
    dataset = datasets.load(name)
    return dataset.labels[base.rows].astype(np.uint8), bmp.levels(bmp.halved(dataset.values[base.rows]))
