"""Widgets of two pages under one name share their value through the session: they must be of one kind."""

import re
from collections import defaultdict

from tests.conftest import ROOT

KEYED = re.compile(r'st\.(\w+)\((?:[^()]|\([^()]*\))*?key="(\w+)"')
SEEDED = re.compile(r'seed_input\("(\w+)"')


def test_one_name_is_one_kind_of_widget_on_every_page():
    kinds = defaultdict(set)
    for path in sorted((ROOT / "pages").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        for kind, key in KEYED.findall(source):
            kinds[key].add(kind)
        for key in SEEDED.findall(source):
            kinds[key].add("number_input")
    assert len(kinds) > 10
    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}
