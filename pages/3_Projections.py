"""Projections: PCA, t-SNE and UMAP of the same points side by side, and how far to believe each of them."""

from typing import NamedTuple

import streamlit as st

from core import cache, catalogue, frame, live_maps, own_map
from core.charts import projections as charts
from core.charts import space, trust

TITLES = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
OF = {"": "pixels", "-autoencoder": "the autoencoder's code", "-vae": "the VAE's code"}
STARTS = {"data": "from the data", "random": "at random"}
FIGURES = {"Neighbours kept": "neighbours_kept", "Big picture kept": "triplets_kept"}
MORE_FIGURES = {"Trustworthiness": "trustworthiness", "Continuity": "continuity"}
NOISE = "toy-noise"
FOUR = 250  # pixels: of a map when four stand side by side
WIDTH = charts.SIDE + 12  # pixels: of a map with its frame
SOURCES = {plan.dataset: name for name, plan in catalogue.MAP_SOURCES.items() if plan.model is None}
NAMES = tuple(dict.fromkeys(("digits", "mnist", "fashion", "kmnist", *SOURCES)))


class Choice(NamedTuple):
    """What the visitor looks at: the source of the points, and how the maps began."""

    source: str
    random: bool
    seed: int

    def maps(self, method: str) -> tuple[str, str, bool, int]:
        """What the cache calls the maps of one method."""
        return self.source, method, self.random, self.seed


def main() -> None:
    frame.page("Projections")
    frame.explain("projections", "lead")
    with frame.section("Three maps of the same points: which one to believe?", "maps"):
        choice = choose()
        if choice is None:
            frame.explain("projections", "not-shipped")
        else:
            three_maps(choice)
    if choice is not None:
        with frame.section("Is it real, or would noise look the same?", "real"):
            is_it_real(choice)
    with frame.section("What people say about maps: does it hold?", "claims"):
        put_to_the_test()
    if choice is not None:
        with frame.section("Would a third dimension help?", "space"):
            in_space(choice)
        with frame.section("Make your own map", "own"):
            frame.explain("projections", "own")
            live_maps.mapper(choice.source)
    with frame.section("And a table of your own?", "table"):
        own_map.mapper()
    frame.explain("projections", "video")
    frame.footer(*(cache.held_data(choice.source) if choice is not None else ()))


def choose() -> Choice | None:
    """The controls that all maps share; None where no map of the data set is shipped."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        source = pick_source(frame.data_picker(NAMES))
        if source is None:
            return None
        start = st.segmented_control(
            "t-SNE and UMAP start", STARTS, format_func=STARTS.get, default="data", required=True, key="start",
            bind="query-params", help=frame.text.section("projections", "start"),
        )  # fmt: skip
        seed = st.segmented_control(
            "Seed", catalogue.MAP_SEEDS, default=0, required=True, key="seed", bind="query-params"
        )
    return Choice(source, start == "random", int(seed or 0))


def pick_source(name: str) -> str | None:
    """What of the data set is mapped; None where no map of it is shipped."""
    if name not in SOURCES or not cache.maps_there(SOURCES[name]):
        return None
    tails = [tail for tail in OF if cache.maps_there(SOURCES[name] + tail)]
    if len(tails) < 2:
        return SOURCES[name]
    of = st.selectbox(
        "Of", [tail.strip("-") or "pixels" for tail in tails], key="of", bind="query-params", width=230,
        format_func=lambda each: OF.get(f"-{each}", OF[""]),
    )  # fmt: skip
    return SOURCES[name] + ("" if of == "pixels" else f"-{of}")


@st.fragment
def three_maps(choice: Choice) -> None:
    """The maps with their sliders, and two numbers of trust under each."""
    places, boxes = {}, {}
    with frame.told():
        ground = cache.map_ground(choice.source)
        take_click(choice.source, ground)
        classes = classes_shown(ground)
        with st.container(horizontal=True, gap="small"):
            for method in TITLES:
                with st.container(width=WIDTH, gap="xsmall"):
                    with frame.told():
                        places[method] = draw_map(choice, method, ground, classes)
                        if method != "umap":  # its second slider takes the place of the words
                            st.caption(frame.text.section("projections", method))
                    boxes[method] = st.container(gap="xsmall")
        for method in places:
            with boxes[method]:
                numbers(choice, method, places)
        filters(choice.source, ground)
        frame.explain("projections", "maps")
        with st.expander("What do the axes mean, and what is drawn between two stops?"):
            frame.explain("projections", "axes")
    with frame.section("How much does the knob matter?", "knob"):
        curves(choice, places)


def curves(choice: Choice, places: dict[str, tuple[int, int]]) -> None:
    """Trust over the stops of each knob, with a mark where the slider is."""
    more = st.toggle("Also trustworthiness and continuity", key="more", bind="query-params")
    figures = FIGURES | MORE_FIGURES if more else FIGURES
    flat = cache.map_sheet(*choice.maps("pca"))
    levels = {words: flat.fact(name, (0, 0)) for words, name in figures.items()}
    for column, method in zip(st.columns(2, gap="medium"), ("tsne", "umap"), strict=True):
        if method in places:
            sheet, place = cache.map_sheet(*choice.maps(method)), places[method]
            spec = trust.trust_curves(TITLES[method], sheet.knobs[0], sheet.stops[0], tuple(figures))
            values = {words: getattr(sheet.facts, name)[:, place[1]] for words, name in figures.items()}
            spec["datasets"] = trust.trust_tables(sheet.stops[0], values, levels, sheet.stops[0][place[0]])
            column.vega_lite_chart(spec, key=f"trust-{method}", width="stretch")
    frame.explain("projections", "curves")


def classes_shown(ground: cache.MapGround) -> tuple[int, ...] | None:
    """The classes that the pills below the maps say are drawn in full; None means all."""
    return (
        tuple(ground.names.index(name) for name in st.session_state.get("classes") or [] if name in ground.names)
        or None
    )


def filters(source: str, ground: cache.MapGround) -> None:
    """Which classes are drawn in full, and a way to let go of the picked point."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if len(ground.names) > 1:
            st.pills("Show only", ground.names, selection_mode="multi", key="classes", bind="query-params")
        if picked(source) is not None:
            st.button("Let go of the picked point", key="let_go", on_click=let_go, args=(source,))


def draw_map(choice: Choice, method: str, ground: cache.MapGround, classes: tuple[int, ...] | None) -> tuple[int, int]:
    """One map; returns the computed map nearest to where its sliders stand."""
    sheet, key = cache.map_sheet(*choice.maps(method)), chart_key(choice.source, method)
    if not {key, f"{key}:starts"} <= set(st.session_state):  # the browser draws this chart anew
        st.session_state[f"{key}:starts"] = starts_of(sheet)
    starts = st.session_state[f"{key}:starts"]
    sliders = [charts.Slider(*each) for each in zip(sheet.knobs, sheet.stops, starts, strict=True)]
    spec = charts.linked_map(TITLES[method], sliders, ground.names, ground.header)
    shown, point = cache.map_on_screen(*choice.maps(method)), picked(choice.source)
    tables = charts.map_tables(shown, ground.labels, classes, ground.pixels)
    near = cache.neighbours_on_maps(*choice.maps(method), point or 0)
    links = charts.link_table(shown, point, ground.neighbours[point or 0], near)
    spec["datasets"] = tables | {charts.LINKS: links}
    event = st.vega_lite_chart(
        spec, key=key, on_select="rerun", width="content", theme=None, alt=f"{TITLES[method]} map"
    )
    return resting_place(sheet, starts, event)


def chart_key(source: str, method: str) -> str:
    """The chart of one method; another one where the number of points, and so the stops, are others."""
    return f"map-{method}-{catalogue.MAP_SOURCES[source].size}"


def starts_of(sheet: cache.Sheet) -> list[int]:
    """Where the sliders stand at first: the stops nearest to what the URL names, or else to where they last stood."""
    wanted = dict(st.session_state.get("knobs", {}))
    for knob in sheet.knobs:
        try:
            wanted[knob] = float(st.query_params[knob])
        except (KeyError, ValueError):  # not named, or nonsense: the default
            continue
    return list(sheet.place(wanted))[: len(sheet.knobs)]


def resting_place(sheet: cache.Sheet, starts: list[int], event: dict) -> tuple[int, int]:
    """The computed map nearest to where the sliders rest; the URL is kept up to date with it."""
    place = [0, 0]
    for i, (knob, stops) in enumerate(zip(sheet.knobs, sheet.stops, strict=True)):
        chosen = event["selection"].get(knob) or []
        place[i] = min(max(round(float(chosen[0]["stop"])), 0), len(stops) - 1) if chosen else starts[i]
        value = f"{stops[place[i]]:g}"
        st.session_state.setdefault("knobs", {})[knob] = float(value)
        if chosen and st.query_params.get(knob) != value:
            st.query_params[knob] = value
    return tuple(place)


# --- is it real ------------------------------------------------------------------------------------------------------


@st.fragment
def is_it_real(choice: Choice) -> None:
    """The same settings on the data and on pure noise, without colours."""
    with frame.told(), st.container():
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            method = st.segmented_control(
                "Method", ("tsne", "umap"), format_func=TITLES.get, default="tsne", required=True, key="real",
                bind="query-params",
            )  # fmt: skip
            both = {source: cache.map_sheet(source, method, *choice[1:]) for source in (choice.source, NOISE)}
            stops = sorted(set(both[choice.source].stops[0]) & set(both[NOISE].stops[0]))
            knob = both[NOISE].knobs[0]
            stop = st.select_slider(
                knob, stops, stops[0], format_func=lambda each: f"{each:g}", key=f"real_{knob}", bind="query-params",
                width=340,
            )  # fmt: skip
        with st.container(horizontal=True, gap="medium"):
            for source, sheet in both.items():
                place = sheet.place({knob: stop})
                with st.container(width=WIDTH, gap="xsmall"):
                    spec = charts.linked_map(TITLES[method], (), ("",), note=f"{knob} {stop:g}", pickable=False)
                    spec["datasets"] = static_tables(source, method, choice, place)
                    st.vega_lite_chart(spec, key=f"real-{source == NOISE}", width="content", theme=None)
                    st.markdown(clumped(source, method, choice, place))
            with st.container(width=300):
                frame.explain("projections", "real")


def static_tables(source: str, method: str, choice: Choice, place: tuple[int, int], colours: bool = False) -> dict:
    """The tables of one computed map without its sliders, coloured by class or all alike."""
    maps, ground = (source, method, choice.random, choice.seed), cache.map_ground(source)
    row = place[0] * cache.map_sheet(*maps).frames.shape[1] + place[1]
    shown = cache.map_on_screen(*maps)[[row]]
    labels = ground.labels if colours else ground.labels * 0
    return charts.map_tables(shown, labels, None, ground.pixels if colours else None) | {
        charts.LINKS: charts.no_links(shown)
    }


def clumped(source: str, method: str, choice: Choice, place: tuple[int, int]) -> str:
    """How clumped one map is, and how much of it is true."""
    maps = (source, method, choice.random, choice.seed)
    kept = cache.map_sheet(*maps).fact("neighbours_kept", place)
    title = (
        f"Noise, {catalogue.MAP_SOURCES[NOISE].size} points" if source == NOISE else catalogue.MAP_SOURCES[source].title
    )
    return (
        f"**{title}**: spacing {cache.clumping(*maps, place):.2f} (1 is strewn at random, less is clumped), "
        f"neighbours kept {kept:.0%}."
    )


# --- claims ----------------------------------------------------------------------------------------------------------


@st.fragment
def put_to_the_test() -> None:
    """One common sentence, one experiment on data whose truth is known, one measured verdict."""
    with frame.told():
        frame.explain("projections", "claims")
        name = st.selectbox(
            "Claim", cache.CLAIMS, format_func=lambda each: cache.CLAIMS[each].said, key="claim", bind="query-params",
            width=480,
        )  # fmt: skip
        claim, found = cache.CLAIMS[name], cache.evidence_for(name)
        truth = f" In the data: **{claim.form.format(found.truth)}**." if found.truth == found.truth else ""
        st.markdown(f"### {found.verdict}.\n{found.why} Measured: {claim.figure}.{truth}", width=frame.READABLE)
        side = charts.SIDE if len(claim.shown) < 4 else FOUR
        with st.container(horizontal=True, gap="small"):
            for i, shown in enumerate(claim.shown):
                with st.container(width=side + 12, gap="xsmall"):
                    experiment(claim.source, shown, found.places[i], side, key=f"claim-{i}")
                    st.markdown(f"**{claim.form.format(found.values[i])}**, {beginning(shown)}")
        st.caption(f"Points: {catalogue.MAP_SOURCES[claim.source].title}. Pick them above to turn the knobs yourself.")


def experiment(source: str, shown: tuple, place: tuple[int, int], side: int, key: str) -> None:
    """One map of an experiment, coloured by class."""
    method, random, seed, _ = shown
    sheet, ground = cache.map_sheet(source, method, random, seed), cache.map_ground(source)
    note = f"{sheet.knobs[0]} {sheet.stops[0][place[0]]:g}" if sheet.knobs else "no knob"
    spec = charts.linked_map(TITLES[method], (), ground.names, ground.header, note, side, pickable=False)
    spec["datasets"] = static_tables(source, method, Choice(source, random, seed), place, colours=True)
    st.vega_lite_chart(spec, key=key, width="content", theme=None)


def beginning(shown: tuple) -> str:
    """How a run began, in words."""
    if shown.method == "pca":
        return "the same at every run"
    return f"started {STARTS['random' if shown.random else 'data']}, seed {shown.seed}"


# --- three dimensions ------------------------------------------------------------------------------------------------


@st.fragment
def in_space(choice: Choice) -> None:
    """A map in three dimensions that turns with the mouse, and what the third one is worth."""
    with frame.told():
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            method = st.segmented_control(
                "Method",
                TITLES,
                format_func=TITLES.get,
                default="pca",
                required=True,
                key="method",
                bind="query-params",
            )
            found = cache.maps_in_space(*choice.maps(method))
            stop = 0
            if len(found) > 1:
                knob = cache.map_sheet(*choice.maps(method)).knobs[0]
                stop = st.segmented_control(
                    knob, range(len(found)), format_func=lambda i: f"{found[i].stop:g}", default=1, required=True,
                    key=f"{method}3d", bind="query-params",
                )  # fmt: skip
            shown = st.toggle("Show it", key="space", bind="query-params", help="Needs a browser with WebGL.")
        ground, picture = cache.map_ground(choice.source), found[stop]
        if shown:
            deck = space.cloud(picture.frame, ground.labels, ground.names, picked(choice.source))
            st.pydeck_chart(deck, key="space_cloud", height=480)
        st.markdown(worth(choice, method, picture))
        frame.explain("projections", "space")


def worth(choice: Choice, method: str, picture: cache.SpaceMap) -> str:
    """The two numbers of a map in three dimensions, beside those of the flat one with the same settings."""
    sheet = cache.map_sheet(*choice.maps(method))
    flat = sheet.place({sheet.knobs[0]: picture.stop} if sheet.knobs else {})
    compared = [
        f"{words}: **{getattr(picture.quality, name):.0%}** (flat: {sheet.fact(name, flat):.0%})"
        for words, name in FIGURES.items()
    ]
    return f"{TITLES[method]} in three dimensions. " + ". ".join(compared) + "."


# --- the picked point: `image` in the URL for a test image, as on the other pages, `point` for any other point --------


def picked(source: str) -> int | None:
    """The picked point, or None."""
    dataset, point = st.session_state.get("picked", ("", None))
    return point if dataset == catalogue.MAP_SOURCES[source].dataset else None


def take_click(source: str, ground: cache.MapGround) -> None:
    """Take over the point that was clicked last on one of the maps, at first the one that the URL names."""
    dataset = catalogue.MAP_SOURCES[source].dataset
    if st.session_state.get("picked", ("", None))[0] != dataset:
        st.session_state["picked"] = (dataset, point_in_url(ground))
    for method in TITLES:
        key = chart_key(source, method)
        chosen = (st.session_state.get(key) or {"selection": {}})["selection"].get("pick") or []
        before = st.session_state.get(f"{key}:pick")
        if chosen and chosen != before:
            st.session_state[f"{key}:pick"] = chosen
            keep_point(dataset, int(chosen[0]["point"]), ground)


def point_in_url(ground: cache.MapGround) -> int | None:
    """The point that the URL names, or that was picked on another page; None where there is no such point."""
    image = st.query_params.get("image", frame.carried("image"))
    for text, numbers in ((st.query_params.get("point", ""), range(len(ground.rows))), (image, ground.test_numbers)):
        if str(text).isascii() and str(text).isdecimal() and int(text) in numbers:
            return list(numbers).index(int(text))
    return None


def keep_point(dataset: str, point: int, ground: cache.MapGround) -> None:
    """Remember the picked point, here, in the URL and for the other pages."""
    st.session_state["picked"] = (dataset, point)
    number = int(ground.test_numbers[point])
    if number >= 0:
        st.query_params["image"] = str(frame.carry("image", number))
        st.query_params.pop("point", None)
    else:
        st.query_params["point"] = str(point)
        st.query_params.pop("image", None)


def let_go(source: str) -> None:
    """Pick nothing any more."""
    st.session_state["picked"] = (catalogue.MAP_SOURCES[source].dataset, None)
    for name in ("point", "image"):
        st.query_params.pop(name, None)


# --- trust -----------------------------------------------------------------------------------------------------------


def numbers(choice: Choice, method: str, places: dict[str, tuple[int, int]]) -> None:
    """Two numbers for one map at its nearest computed stop, beside those of the other methods."""
    sheet, place = cache.map_sheet(*choice.maps(method)), places[method]
    at = ", ".join(f"{knob} {stops[i]:g}" for knob, stops, i in zip(sheet.knobs, sheet.stops, place, strict=False))
    lines = []
    for words, figure in FIGURES.items():
        values = {each: cache.map_sheet(*choice.maps(each)).fact(figure, places[each]) for each in places}
        others = ", ".join(f"{TITLES[each]} {values[each]:.0%}" for each in places if each != method)
        lines.append(f"{words}: **{values[method]:.0%}** ({others})")
    if (point := picked(choice.source)) is not None:
        near = cache.neighbours_on_maps(*choice.maps(method), point)[place[0] * sheet.frames.shape[1] + place[1]]
        lines.append(f"Picked point: **{near.sum()} of {len(near)}** true neighbours are still near")
    st.markdown("  \n".join(lines))
    st.caption(f"Measured at {at}." if at else "Every run gives this same map.")


main()
