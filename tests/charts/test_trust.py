"""Trust over the stops of a knob: a valid chart whose tables hold the figures."""

import pandas as pd
import pytest

from core.charts import trust
from core.pictures import colours
from tests.charts import scene

STOPS = (2.0, 15.0, 200.0)
FIGURES = ("Neighbours kept", "Big picture kept")


@pytest.mark.parametrize("title", ["t-SNE", "UMAP"])
def test_the_chart_is_valid_and_ends_at_its_stops(title):
    chart = trust.trust_curves(title, "n_neighbors", STOPS, FIGURES)
    curves = {figure: [0.1, 0.2, 0.3] for figure in FIGURES}
    spec = scene.whole(chart.with_tables(trust.trust_tables(STOPS, curves, {FIGURES[0]: 0.12}, here=15.0)))
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < 2 < 200 < high
    assert spec["title"]["color"] == colours.METHODS[title]
    assert chart.called == {trust.CURVES, trust.LEVELS, trust.HERE}


def test_the_tables_hold_every_figure():
    curves = {FIGURES[0]: [0.1, 0.2, 0.3], FIGURES[1]: [0.6, 0.5, 0.4]}
    tables = trust.trust_tables(STOPS, curves, {FIGURES[0]: 0.12}, here=15.0)
    found = pd.DataFrame(tables[trust.CURVES]).set_index(["figure", "stop"])["value"]
    assert found[FIGURES[1], 15.0] == 0.5
    assert len(found) == 6
    assert tables[trust.LEVELS]["value"] == [0.12]
    assert tables[trust.HERE]["stop"] == [15.0]
    with pytest.raises(ValueError, match="argument"):
        trust.trust_tables(STOPS, {"one": [0.1]}, {}, 2.0)
