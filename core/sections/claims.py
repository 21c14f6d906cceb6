"""What people say about maps, put to the test: one sentence, one experiment, one measured verdict."""

import math

import streamlit as st

from core import luck
from core.artefacts import map_sources
from core.cache import claims, words
from core.charts.still_map import SIDE, MapLook
from core.page import frame, links, parameters
from core.pictures import places
from core.sections import map_panel, practice, word_arrows
from core.sections.map_choice import TITLES

MADE_BY: dict[str, str] = dict(TITLES, densmap="densMAP")
SECONDS = "{:.2f} s"
VOTED = "voted"  # where the session keeps that a decision has just been made
NARROW = 250  # pixels: of a map when four or five stand side by side


@st.fragment
def put_to_the_test() -> None:
    """One common sentence; the visitor decides, then the verdict and its maps are shown."""
    with frame.show_errors():
        frame.explain("projections", "claims")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            name = st.selectbox("Claim", width=480, on_change=undecided, **links.bound("claim"))
            guess = st.segmented_control("What do you think?", default=None, on_change=voted, **links.bound("guess"))
        if guess is None:
            return
        claim = claims.CLAIMS[name]
        if isinstance(claim, claims.TimedClaim):
            verdict = timed(claim)
        else:
            found = claims.evidence(name)
            mapped(claim, found)
            verdict = found.verdict
        if st.session_state.pop(VOTED, False) and guess != "open":
            practice.vote(f"{practice.CLAIM}{name}", verdict == parameters.GUESS.words[guess])
        practice.score()


def undecided() -> None:
    """Another claim: nothing is decided yet."""
    st.session_state["guess"] = None


def voted() -> None:
    """The visitor has decided, and not a link."""
    st.session_state[VOTED] = True


def told(verdict: str, why: str) -> None:
    """The verdict, beside what the visitor thought."""
    st.markdown(f"### {verdict}.\n{why}", width=frame.READABLE)


def mapped(claim: claims.Claim, found: claims.Evidence) -> None:
    """A claim that is tested on maps: the verdict, what was measured, and the maps."""
    told(found.verdict, found.why)
    st.markdown(measured(claim, found), width=frame.READABLE)
    in_a_row = next((width for width in (3, 4) if len(claim.shown) % width == 0), len(claim.shown))
    side = SIDE if in_a_row <= 3 else NARROW
    for start in range(0, len(claim.shown), in_a_row):
        with st.container(horizontal=True, gap="small"):
            for i in range(start, start + in_a_row):
                with st.container(width=side + 12, gap="xsmall"):
                    experiment(claim.shown[i], claim.shown[i].source or claim.source, found.places[i], side, i)
                    st.markdown(under(claim, found, i))
    st.caption(f"Points: {'; '.join(map_sources.source_of(source).title for source in sources(claim))}.")
    with st.expander("What is the bar?", type="compact"):
        frame.explain("projections", "bar")


def sources(claim: claims.Claim) -> list[str]:
    """Whose maps a claim shows, each once."""
    return list(dict.fromkeys(shown.source or claim.source for shown in claim.shown))


def measured(claim: claims.Claim, found: claims.Evidence) -> str:
    """What was measured, the same in the data, and by chance."""
    parts = [f"Measured: {claim.figure}."]
    truths = dict.fromkeys(claim.form.format(true) for true in found.found.truth if not math.isnan(true))
    if truths:
        parts.append(f"In the data: **{' and '.join(truths)}**.")
    if not math.isnan(found.found.chance):
        parts.append(f"By chance: {claim.form.format(found.found.chance)}.")
    return " ".join(parts)


def under(claim: claims.Claim, found: claims.Evidence, i: int) -> str:
    """The figures under one map of a claim, and how its runs began."""
    shown, values = claim.shown[i], found.found.values[i]
    source = shown.source or claim.source
    line = f"**{luck.told(values, claim.form)}**, {beginning(shown, source)}"
    if len(sources(claim)) > 1:
        line = f"{map_sources.source_of(source).title}: {line}"
    if found.found.also and claim.also:
        line += f"; {claim.also.figure} {luck.told(found.found.also[i], claim.also.form)}"
    return line


def beginning(shown: claims.Shown, source: str) -> str:
    """How a run began, in words."""
    if shown.again:
        return claims.AGAIN[shown.again]
    if shown.method == "pca":
        return "the same at every run"
    began = parameters.STARTS.words["random" if shown.random else "data"]
    if len(draws := map_sources.draws(source)) > 1:
        return f"started {began}, {len(draws)} draws of such noise, the first one shown"
    if shown.method == "tsne" and not shown.random:
        return f"started {began}, which no seed changes"
    return f"started {began}, {len(claims.runs(source, shown))} seeds, the first one shown"


def experiment(shown: claims.Shown, source: str, place: tuple[int, int], side: int, i: int) -> None:
    """One map of an experiment, coloured by class."""
    sweep, points = claims.sweep(source, shown), claims.shown_points(source)
    note = f"{sweep.knobs[0]} {sweep.stops[0][place[0]]:g}" if sweep.knobs else "no settings"
    look = MapLook(MADE_BY[shown.method], points.names, points.header, note, side)
    frames, pairs = places.on_screen(sweep.frames[place][None]), words.arrows(source)
    if len(pairs):
        word_arrows.picture(f"claim-{i}", look, frames, points, pairs)
    else:
        map_panel.picture(f"claim-{i}", look, frames, points.labels, points.pixels)


def timed(claim: claims.TimedClaim) -> str:
    """A claim about time: the seconds of every method at every size, and the verdict, which is returned."""
    found = claims.timed()
    verdict, why = claim.judge(found)
    told(verdict, why)
    rows = {"images of MNIST": [f"{found.sizes[0]:,}, first of a process", *(f"{size:,}" for size in found.sizes)]}
    for method, title in TITLES.items():
        rows[title] = [luck.told(each, SECONDS) for each in (found.first[method], *found.seconds[method])]
    st.table(rows, width="content", hide_index=True)
    frame.explain("projections", "seconds")
    return verdict
