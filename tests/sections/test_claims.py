"""Sentences put to the test: nothing is told before the visitor has decided, everything after."""

import pytest
from streamlit.testing.v1 import AppTest

from core import luck
from core.artefacts import map_sources
from core.cache import claims
from core.claims.experiments import CLAIMS, TimedClaim
from tests.conftest import words


def opened(**link):
    def page():
        from core.sections import claims

        claims.put_to_the_test()

    app = AppTest.from_function(page, default_timeout=120)
    app.query_params |= link
    return app.run()


def test_the_verdict_waits_for_the_visitor_and_another_claim_asks_anew():
    app = opened(claim=CLAIMS["far"].said)
    assert not app.exception
    assert "###" not in words(app)
    assert not app.get("vega_lite_chart")
    app.segmented_control(key="guess").set_value("half").run()
    assert f"### {claims.evidence('far').verdict}." in words(app)
    app.selectbox(key="claim").set_value("size").run()
    assert app.segmented_control(key="guess").value is None
    assert "###" not in words(app)


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if not isinstance(claim, TimedClaim)])
def test_every_claim_shows_its_verdict_and_its_figures(name):
    app, claim, found = opened(claim=CLAIMS[name].said, guess="It holds"), CLAIMS[name], claims.evidence(name)
    assert not app.exception
    assert not app.warning
    assert f"### {found.verdict}.\n{found.why}" in words(app)
    assert len(app.get("vega_lite_chart")) == len(claim.shown)
    for values in found.found.values:
        assert f"**{luck.told(values, claim.form)}**, " in words(app)
    assert all(f"{map_sources.source_of(each.source).title}: **" in words(app) for each in claim.shown if each.source)
    for true in found.found.truth:
        if true == true:
            assert claim.form.format(true) in words(app).partition("In the data: ")[2]
    if found.found.chance == found.found.chance:
        assert f"By chance: {claim.form.format(found.found.chance)}." in words(app)


@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if isinstance(claim, TimedClaim)])
def test_every_claim_about_time_shows_whole_runs(name):
    app, found = opened(claim=CLAIMS[name].said, guess="It holds"), claims.timed()
    verdict, why = CLAIMS[name].judge(found)
    assert not app.exception
    assert f"### {verdict}.\n{why}" in words(app)
    assert luck.told(found.seconds["umap"][-1], "{:.2f} s") in app.table[0].value["UMAP"].tolist()
    assert luck.told(found.first["umap"], "{:.2f} s") == app.table[0].value["UMAP"].tolist()[0]
    assert [f"{size:,}" for size in found.sizes] == app.table[0].value.iloc[1:, 0].tolist()
