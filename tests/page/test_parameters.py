"""The table of parameters: true of what is on the pages, and safe from whatever a link says."""

from dataclasses import replace

import pytest

from core.artefacts import map_sources
from core.cache import work
from core.data import datasets
from core.data.datasets import Dataset, load
from core.page.parameters import ALL, CHART, PARAMETERS, WHOLE
from core.page.values import Choice, Number
from core.sections import gallery, upload
from tests.opened import FILES, opened

UMAP = dict.fromkeys(("real", "method", "m_method", "o_method", "y_method", "doubt"), "umap")
VIEWS = (
    ("Start", {}), ("Autoencoder", {}), ("Autoencoder", {"data": "mnist"}), ("VAE", {}), ("VAE", {"data": "mnist"}),
    ("Projections", {"method": "tsne", "o_method": "tsne"}), ("Projections", UMAP),
)  # fmt: skip
FACES = tuple((page, {"data": "faces"}) for page in ("Autoencoder", "VAE", "Projections"))
TOYS = {source.size: source.dataset for source in map_sources.SOURCES.values() if source.model is None}
OWN = {"level": "plain", "m_seed": "1"}  # of a page with one section unfolded, whose widgets depend on the points
KINDS = sorted({each.widget for each in ALL} - {CHART, WHOLE})
NONSENSE = (
    "", "nonsense", "-1", "99999999999999999999", "nan", "-inf", "1e999", "9" * 5_000, "x" * 5_000, "½ 😀 \x00 <b>",
)  # fmt: skip


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """No work begins, every data set is here, and a visitor has brought a table and pictures."""
    monkeypatch.setattr(work, "prepare_learning", lambda: None)
    monkeypatch.setattr(work, "prepare_mapping", lambda method: None)
    monkeypatch.setattr(datasets, "is_here", lambda name: True)
    digits = load("digits")
    table = Dataset(
        "upload", "mine", digits.values[:60].reshape(60, -1), digits.labels[:60], digits.label_names, "", ""
    )
    monkeypatch.setattr(upload, "upload_panel", lambda: table)
    monkeypatch.setattr(gallery, "panel", lambda: replace(table, name="yours", values=digits.values[:60]))


def widgets(app):
    """The inputs on a page by their key, but for those that set another one's value (`world`, the edges of a group)."""
    found = ((kind, each) for kind in KINDS for each in getattr(app, kind))
    return {
        each.key: (kind, each) for kind, each in found if each.key and not each.key.startswith(("world", "by_keys"))
    }


@pytest.fixture(scope="module")
def seen():
    """Every input of every page: name, page, kind, element."""
    with pytest.MonkeyPatch.context() as patch:
        no_worker.__wrapped__(patch)
        own = [("Projections", {"data": "yours", "y_method": method}) for method in ("tsne", "umap")]
        toys = [("Projections", OWN | {"data": name}) for name in TOYS.values() if name != "digits"]
        views = [*VIEWS, *FACES, *own, *toys]
        apps = [(page, opened(page, **link)) for page, link in views]
        assert not any(app.exception for _, app in apps)
        return [(name, page, *each) for page, app in apps for name, each in widgets(app).items()]


def test_every_parameter_with_a_widget_is_on_each_of_its_pages(seen):
    drawn = {(name, page, kind) for name, page, kind, _ in seen}
    plain = {(each.name, page, each.widget) for each in ALL if each.widget not in (CHART, WHOLE) for page in each.pages}
    assert plain - drawn == {("image", "Projections", "number_input")}  # there it is picked on the maps
    assert drawn - plain == set()


def test_no_widget_takes_what_the_table_does_not_allow(seen):
    for name, _, _, element in seen:
        values = PARAMETERS[name].values
        if isinstance(values, Choice):
            assert set(element.options) <= set(values.words.values()), name
            assert [values.repaired(each) for each in element.options] == element.options, name
        elif isinstance(values, Number):
            ends = [float(each) for each in getattr(element, "options", None) or (element.min, element.max)]
            assert values.low <= min(ends) <= max(ends) <= values.high, name


def test_options_have_names_and_words_that_are_told_apart():
    for each in ALL:
        if isinstance(each.values, Choice):
            for option, words in each.values.words.items():
                assert each.values.option(str(option)) == each.values.option(words) == option


@pytest.mark.parametrize("turn", range(0, len(NONSENSE), 3))
def test_nonsense_under_every_name_opens_the_page(turn):
    """A third of all pairs; what each kind of value makes of each nonsense is tested without a page."""
    for page, view in VIEWS + (FACES if turn % 2 == 0 else ()):
        here = [each.name for each in ALL if page in each.pages and each.name not in {"level"} | set(view)]
        link = {name: NONSENSE[(i + turn) % len(NONSENSE)] for i, name in enumerate(here)}
        app = opened(page, **(link | view))
        assert not app.exception, link
        assert not app.warning, (link, app.warning)
        assert app.title[0].value


IN_CHARTS = {
    "exaggeration": "4",
    "epoch": "5",
    "at": "100",
    "beta": "4",
    "perplexity": "5",
    "n_neighbors": "5",
    "min_dist": "0.5",
    "point": "5",
    "group": "pca,0,0,-9000,1000,-9000,8000",
    "learned": "5",
}


def charts(page, link):
    return [each.proto.SerializeToString(deterministic=True) for each in opened(page, **link).get("vega_lite_chart")]


def test_every_place_in_a_chart_can_be_in_a_link():
    assert set(IN_CHARTS) == {each.name for each in ALL if each.widget == CHART}
    plain = {page: charts(page, {}) for page in FILES}
    for name, value in IN_CHARTS.items():
        for page in PARAMETERS[name].pages:
            assert charts(page, {name: value}) != plain[page], (name, page)
