"""A finished map is held against its vectors: a good one is believed, a shuffled one is not, and the report says so."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.limits import Limits
from core.maps import audit as measured
from core.maps import live, tsne
from core.sections import audit, audit_report
from core.settings import perplexity_limit

RNG = np.random.default_rng(5)
VECTORS = np.vstack([RNG.normal(size=(25, 4)), RNG.normal(size=(25, 4)) + 8]).round(3)
PLACES = VECTORS[:, :2] + 0.5 * VECTORS[:, 2:]


def page():
    from core.sections import own_map

    own_map.mapper()


def table(places):
    rows = np.column_stack([VECTORS, places])
    lines = [f"<b>{i},{','.join(f'{cell:.4f}' for cell in row)}" for i, row in enumerate(rows)]
    return "\n".join(["name,a,b,c,d,UMAP_1,UMAP_2", *lines]).encode()


@pytest.fixture(scope="module")
def found():
    return measured.audit(VECTORS, PLACES)


def test_a_shuffled_map_is_as_good_as_chance(found):
    lost = measured.audit(VECTORS, PLACES[RNG.permutation(50)])
    good, bad = found.maps[0].quality, lost.maps[0].quality
    assert good.trustworthiness > 0.85 > 0.65 > bad.trustworthiness
    assert abs(bad.trustworthiness - lost.chance.trustworthiness) < 0.1
    assert "can mostly be believed" in measured.verdict(found)[1]
    assert "can not be believed" in measured.verdict(lost)[1]
    assert len({each.title for each in found.maps}) == 4


def test_the_report_holds_everything_and_runs_nothing(found):
    report = audit_report.as_html(found, "<script>", ["<b>x"] * 50).decode()
    assert report.count("<circle") == 4 * 50
    assert f"{found.maps[0].quality.trustworthiness:.2f}" in report
    assert "<script" not in report
    assert "<b>" not in report
    assert not re.findall(r"(?:src|href)=|url\(", report)


def test_columns_named_so_are_audited_and_go_with_the_table(workerless):
    workerless.limits = Limits(points=100, dimensions=9, upload_mb=1)
    app = AppTest.from_function(page, default_timeout=120).run()
    app.get("file_uploader")[0].set_value(("m.csv", table(PLACES), "text/csv"))
    app.run()
    assert app.multiselect(key="audit_axes").value == [5, 6]
    app.button(key="audit_go").click().run()
    app.run()
    assert not app.exception
    held = app.session_state[audit.KEPT]
    assert np.allclose(np.ptp(held.found.maps[0].positions, axis=0), np.ptp(PLACES, axis=0), atol=1e-2)
    assert any("Regions" in each.value for each in app.markdown)
    other = AppTest.from_function(page, default_timeout=120).run()
    assert audit.KEPT not in other.session_state
    app.button(key="upload_remove").click().run()
    assert audit.KEPT not in app.session_state


@pytest.mark.parametrize("n", [*range(live.FEWEST_MEASURED, 96), 2_000])
def test_a_map_of_any_number_of_rows_has_maps_beside_it(n):
    perplexity = next(each.perplexity for each in measured.asked(n).values() if hasattr(each, "perplexity"))
    tsne.check_perplexity(perplexity, n)
    assert perplexity == min(measured.PERPLEXITY, perplexity_limit(n))
