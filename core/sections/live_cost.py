"""How long does a map take here? Measured on request, in steps, while the points of the curve appear.

live_cost.panel(source)
"""

import streamlit as st

from core.artefacts import map_sources
from core.cache import work
from core.charts.curves import cost_curves
from core.maps import cost
from core.maps.cost import LOADING, Timed, exponent
from core.page import draw, frame
from core.page.parameters import METHOD
from core.page.run import LOOK, Run, row, visitor
from core.sections import download

TITLES = METHOD.words


class CostRun(Run):
    """A visitor's measurement."""

    unit = "Map"
    starting = "Getting ready"

    def begin(self, source: str) -> None:
        """Measure anew: seconds are of now, so nobody shares them."""
        self.state = self.seen = None
        self.follow(work.measuring(visitor(), source))


@st.fragment
def panel(source: str) -> None:
    """The button, and what it measures: maps of a key of `map_sources.SOURCES`, of the digits for a small one."""
    with frame.show_errors():
        frame.explain("projections", "cost")
        measured = cost.measurable(source)
        run = st.session_state.setdefault("live:cost", CostRun())
        run.turn_to(measured)
        if not download.ready(map_sources.SOURCES[measured].dataset, "_cost"):
            return
        title, most = map_sources.SOURCES[measured].title, cost.available(measured)
        st.button(
            f"Measure it here: up to {most:,} points of {title}", key="c_go", disabled=run.busy, on_click=run.begin,
            args=(measured,),
        )  # fmt: skip
        st.fragment(report, run_every=LOOK if run.busy else None)(run)


def report(run: CostRun) -> None:
    """Progress and the curve so far; looks at the chain once each time it runs."""
    row(run, "c_stop", "Keeps what has been measured.")
    if run.seen is None or all(each.method in LOADING for each in run.seen.timed):
        return
    source = run.state.source
    draw.whole("c_curve", cost_curves(series(run.seen.timed), cost.available(source)))
    frame.prose(words(run.seen.timed, map_sources.SOURCES[source].title))


def series(timed: tuple[Timed, ...], what: str = "seconds") -> dict[str, list[tuple[int, float]]]:
    """For each method's title the pairs of points and seconds, or "memory" in bytes."""
    return {
        title: [(each.n, getattr(each, what)) for each in timed if each.method == key] for key, title in TITLES.items()
    }


def growth(seconds: list[tuple[int, float]], memory: list[tuple[int, float]]) -> str:
    """How both grow, once there are three sizes to fit; and how much memory the largest map took."""
    line = f"; {memory[-1][1] / 1e6:,.1f} MB"
    if len(seconds) < 3 or min(y for _, y in (*seconds, *memory)) <= 0:
        return line
    return f"{line}. Fitted: time grows like n^{exponent(seconds):.1f}, memory like n^{exponent(memory):.1f}"


def words(timed: tuple[Timed, ...], title: str) -> str:
    """What was measured, in sentences."""
    lines = []
    for method, pairs in series(timed).items():
        if not pairs:
            continue
        (few, least), (many, most) = pairs[0], pairs[-1]
        line = f"**{method}**: {most:.2f} s for {many:,} points"
        if many > few and least > 0:
            line += f", {most / least:.1f} times as long as for {few:,}, with {many / few:.1f} times the points"
        lines.append(line + growth(pairs, series(timed, "memory")[method]))
    for each in timed:
        if each.method in LOADING:
            ready = ", since this worker had it ready" if each.seconds < 1 else ""
            name = TITLES[LOADING[each.method]]
            lines.append(f"Before its first map {name} is loaded, once for each worker: {each.seconds:.1f} s{ready}")
    return "  \n".join([f"{title}, measured on this server just now.", *lines])
