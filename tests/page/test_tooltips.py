"""What appears under a pointer: only what a person would want to read."""

import json

import pytest

from tests.opened import opened

TITLES = set()
LINKS = [
    ("Start", {}),
    *((page, {"data": data}) for page in ("Autoencoder", "VAE", "Projections") for data in ("digits", "faces", "mnist")),
    ("Projections", {"data": "words"}),
    ("Projections", {"data": "toy-circle"}),
]


def tooltips(part):
    """Every tooltip of a specification that draws something of a table."""
    if isinstance(part, dict):
        if "tooltip" in part and "x" in part | {"x": 0}:
            yield part["tooltip"]
        for value in part.values():
            yield from tooltips(value)
    elif isinstance(part, list):
        for each in part:
            yield from tooltips(each)


def titles(tooltip):
    """What stands before each value that a tooltip tells."""
    for each in tooltip if isinstance(tooltip, list) else [tooltip]:
        if isinstance(each, dict) and "field" in each:
            yield each.get("title", each["field"])
        elif each not in (None, {"value": None}):
            yield str(each)


@pytest.mark.parametrize(("page", "link"), LINKS, ids=str)
def test_tooltips_say_only_what_is_listed(page, link):
    for each in opened(page, **link).get("vega_lite_chart"):
        spec = json.loads(each.proto.spec)
        found = {title for tooltip in tooltips(spec) for title in titles(tooltip)}
        print(sorted(found - TITLES), spec.get("config", {}).get("mark"), each.proto.theme)
