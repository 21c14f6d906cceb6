"""Charts made in less time are the same charts."""

import altair as alt
import pytest
from altair.utils import schemapi

from core.charts import quick, squeeze
from core.charts.blend import Slider
from core.charts.linked_maps import linked_maps
from core.charts.map_strip import PICTURES, WORDS
from core.pictures import colours
from tests.charts.linked import look_of

MAPS = {"pca": (), "tsne": (Slider("perplexity", (2.0, 5.0, 30.0), 1),)}
CHARTS = {
    "squeeze": lambda: squeeze.squeeze(("in", "code", "out", "lost"), False, colours.AUTOENCODER, 3),
    "pictures": lambda: linked_maps(look_of(MAPS, kind=PICTURES)),
    "words": lambda: linked_maps(look_of(MAPS, kind=WORDS)),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_what_altair_itself_makes_of_it(name, monkeypatch):
    made = CHARTS[name]()
    assert schemapi._deep_copy is quick.copied
    monkeypatch.setattr(schemapi, "_FromDict", quick.PLAIN[0])
    monkeypatch.setattr(schemapi, "_deep_copy", quick.PLAIN[1])
    plain = CHARTS[name]()
    assert made.spec == plain.spec
    assert list(made.tables) == list(plain.tables)


def test_a_copy_is_added_to_without_a_trace_in_the_first():
    first = alt.layer(alt.Chart().mark_point().encode(x="a:Q"), alt.Chart().mark_rule())
    before = first.to_dict(validate=False)
    copy = first.copy()
    copy.layer[0].mark = alt.MarkDef("bar")
    copy.layer.append(alt.Chart().mark_text())
    assert first.properties(width=3).interactive().to_dict() != before
    assert first.to_dict(validate=False) == before
