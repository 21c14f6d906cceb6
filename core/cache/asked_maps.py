"""Questions on maps and words, each answered by the data that were mapped."""

import numpy as np

from core.artefacts import map_sources
from core.cache import claims, projections, words
from core.cache.question import ALIKE, LETTERS, SAME, Case, Question, Still, random
from core.claims.experiments import Shown
from core.claims.figures import distance_ratio, size_ratio
from core.data import word_pairs
from core.latent import analogies
from core.maps.sweep import Sweep

TITLES = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
LEGIBLE = 0.1  # of the side of a map: letters nearer to each other than this cover one another
PARTS = 10  # classes of a curve or a sheet, which is one group
COUNTS = ("1", "2", "3", "4 or more")
GROUPED = (  # sources whose groups are known
    "toy-two-sizes", "toy-three-distances", "toy-parallel-lines", "toy-linked-rings", "toy-noise", "toy-long-shape",
    "toy-grid", "toy-circle", "toy-hidden",
)  # fmt: skip
SIZES = (("toy-two-sizes", 0, 1), ("toy-hidden", 0, 1), ("toy-three-distances", 0, 1), ("toy-three-distances", 1, 2))
GAPS = (  # three groups of which the second is the middle one
    ("toy-three-distances", 0, 1, 2), ("toy-hidden", 0, 1, 2), ("toy-three-distances", 0, 2, 1),
)  # fmt: skip


def one_map(source: str, rng: np.random.Generator) -> tuple[str, Sweep, tuple[int, int]]:
    """A shipped map of a source by t-SNE or UMAP: the method, the sweep that it is in, and its place there."""
    method = str(rng.choice(["tsne", "umap"]))
    if source in map_sources.CLAIM_ONLY:
        sweep = claims.sweep(source, Shown(method, random=bool(rng.integers(2))))
    else:
        sweep = projections.map_sweep(source, method, False, 0)
    return method, sweep, (int(rng.integers(len(sweep.stops[0]))), sweep.place({})[1])


def note(sweep: Sweep, place: tuple[int, int]) -> str:
    """What stands above a map."""
    return f"{sweep.knobs[0]} {sweep.stops[0][place[0]]:g}"


def of_groups(
    source: str, groups: list[int], rng: np.random.Generator
) -> tuple[Still, np.ndarray, np.ndarray, np.ndarray]:
    """A map of some groups alone, called by letters in this order; and their points (m, d), labels and places."""
    method, sweep, place = one_map(source, rng)
    kinds = claims.shown_points(source).labels
    chosen = np.isin(kinds, groups)
    labels = np.array([groups.index(each) for each in kinds[chosen]])
    frame = sweep.frames[place][chosen]
    still = Still(method, note(sweep, place), frame, labels, LETTERS[: len(groups)])
    return still, claims.points_of(source)[chosen], labels, frame


def compared(ratio: float) -> int:
    """Which choice a ratio is, first to second: 0 the first is larger, 1 the second, 2 about the same."""
    return 0 if ratio >= ALIKE else 1 if ratio <= 1 / ALIKE else 2


def sizes(name: str, seed: int) -> Case:
    """Which of two groups is wider in the data?"""
    rng = random("sizes", seed)
    source, *pair = SIZES[rng.integers(len(SIZES))]
    still, points, labels, frame = of_groups(source, rng.permutation(pair).tolist(), rng)
    true, seen = (size_ratio(each, labels, 0, 1) for each in (points, frame))
    choices, right = ("A", "B", SAME), compared(true)
    return Case(
        "Which of the two groups is wider in the data?", choices, right, (still,), (),
        f"Right is: {choices[right].replace('About', 'about')}. {in_both('of A', 'of B', true, seen)}",
    )  # fmt: skip


def gaps(name: str, seed: int) -> Case:
    """Which of two gaps between groups is wider in the data?"""
    rng = random("gaps", seed)
    source, first, middle, last = GAPS[rng.integers(len(GAPS))]
    ends = rng.permutation([first, last]).tolist()
    still, points, labels, frame = of_groups(source, [ends[0], middle, ends[1]], rng)
    true, seen = (distance_ratio(each, labels, (1, 2), (0, 1)) for each in (points, frame))
    choices, right = ("From A to B", "From B to C", SAME), compared(true)
    return Case(
        "Three groups. Which gap is wider in the data?", choices, right, (still,), (),
        f"Right is: {choices[right][0].lower()}{choices[right][1:]}. "
        f"{in_both('from A to B', 'from B to C', true, seen)}",
    )  # fmt: skip


def in_both(one: str, other: str, true: float, seen: float) -> str:
    """How many times as wide the wider one of two is, in the data and on the map."""
    if true < 1:
        one, other, true, seen = other, one, 1 / true, 1 / seen
    return f"In the data the width {one} is **{true:.1f}** times that {other}; on this map {seen:.1f} times."


def groups(name: str, seed: int) -> Case:
    """How many groups do points without colours have?"""
    rng = random("groups", seed)
    source = str(rng.choice(GROUPED))
    method, sweep, place = one_map(source, rng)
    points = claims.shown_points(source)
    count = 1 if len(points.names) == PARTS else len(points.names)
    frame, said = sweep.frames[place], note(sweep, place)
    after = Still(method, said, frame, points.labels, points.names)
    right = min(count, len(COUNTS)) - 1
    title = map_sources.source_of(source).title
    return Case(
        "How many groups do these points have in the data?", COUNTS, right,
        (Still(method, said, frame, 0 * points.labels, ("",)),), (after,),
        f"The points were drawn as **{count}** {'group' if count == 1 else 'groups'}: {title.lower()}.",
    )  # fmt: skip


def nearer(source: str, seed: int) -> Case:
    """Which of two points is nearer to a third in the data? The map may say otherwise."""
    rng = random("nearer", seed)
    points = projections.known_points(source)
    if points is None:  # they would have to be downloaded
        return nearer("digits", seed)
    method, sweep, place = one_map(source, rng)
    frame, wanted = sweep.frames[place], bool(rng.integers(2))
    for _ in range(200):
        three = rng.choice(len(points), 3, replace=False)
        true, seen = (far(each, three) for each in (points, frame))
        legible = min(*seen, *far(frame, three[1:])) > LEGIBLE
        if legible and (true[0] < true[1]) == wanted and min(true.max() / true.min(), seen.max() / seen.min()) > 1.2:
            break
    right, labels = int(true[1] < true[0]), np.zeros(len(frame), dtype=np.int64)
    labels[three] = 1, 2, 3
    return Case(
        "Which point is nearer to P in the data?", ("A", "B"), right,
        (Still(method, note(sweep, place), frame, labels, ("", "P", "A", "B")),), (),
        f"{LETTERS[right]} is. In the data A is {true[0]:.2f} from P and B {true[1]:.2f}; on the map, whose size is 1, "
        f"A is {seen[0]:.2f} away and B {seen[1]:.2f}.",
    )  # fmt: skip


def far(points: np.ndarray, three: np.ndarray) -> np.ndarray:
    """How far the others of some rows of points (n, d) are from the first one."""
    first, *others = points[three].astype(np.float64)
    return np.array([np.linalg.norm(each - first) for each in others])


def sums(name: str, seed: int) -> Case:
    """Does arithmetic with words come out at the word that is meant?"""
    rng, found = random("sums", seed), words.words()
    wanted = bool(rng.integers(2))
    families = word_pairs.families(found)
    for _ in range(200):
        family = families[rng.integers(len(families))]
        x, y, u, v = rng.permutation(analogies.questions(family.pairs))[0].tolist()
        first = int(words.answer(y, x, u).near.rows[0])
        if (first == v) == wanted:
            break
    right = int(first != v)
    called = [found.words[row] for row in (y, x, u, v)]
    score = words.scores()[family.name]
    return Case(
        f"{called[0]} − {called[1]} + {called[2]}: does it come out at *{called[3]}*?", ("Yes", "No"), right, (), (),
        f"{'No' if right else 'Yes'}: nearest is **{found.words[first]}**. Of the {score.questions:,} sums of this "
        f"kind ({family.name}) {score.right:.0%} come out right.",
    )  # fmt: skip


SIZE = Question("sizes", "which group is wider?", sizes)
GAP = Question("gaps", "which gap is wider?", gaps)
GROUPS = Question("groups", "how many groups?", groups)
NEARER = Question("nearer", "which point is nearer?", nearer)
SUMS = Question("sums", "does the sum come out?", sums)
ALL = (SIZE, GAP, GROUPS, NEARER, SUMS)
