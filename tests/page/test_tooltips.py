"""What appears under a pointer: only what a person would want to read."""

import json

import pytest

from tests.opened import opened

TITLES = {"figure", "perplexity", "n_neighbors", "value", "family", "questions", "with the step", "without it"}
SENTENCES = {"tip", "layer", "words"}  # columns that hold what is shown whole, without a title
LINKS = [
    ("Start", {}),
    *((page, {"data": data}) for page in ("Autoencoder", "VAE", "Projections") for data in ("faces", "mnist")),
    *(("Projections", {"data": data}) for data in ("digits", "words", "toy-circle")),
]


def tooltips(part):
    """Every tooltip in a specification."""
    if isinstance(part, dict):
        if "tooltip" in part:
            yield part["tooltip"]
        for value in part.values():
            yield from tooltips(value)
    elif isinstance(part, list):
        for each in part:
            yield from tooltips(each)


def told(tooltip):
    """What a tooltip puts before its values, or the column that it shows whole."""
    if isinstance(tooltip, list):
        return {each.get("title", each["field"]) for each in tooltip}
    if isinstance(tooltip, dict) and "field" in tooltip:
        return {tooltip["field"]}
    return set() if tooltip in (None, {"value": None}) else {str(tooltip)}


@pytest.mark.parametrize(("page", "link"), LINKS, ids=str)
def test_tooltips_say_only_what_is_listed(page, link):
    charts = [json.loads(each.proto.spec) for each in opened(page, **link).get("vega_lite_chart")]
    assert charts
    for spec in charts:
        assert spec["config"]["mark"]["tooltip"] is None  # else Streamlit tells of each mark all that a table holds
        for tooltip in tooltips(spec):
            assert told(tooltip) <= (TITLES if isinstance(tooltip, list) else SENTENCES)
