"""Every widget that a link may set is bound through the table of parameters, as the kind that the table says."""

import ast
import re

import pytest

from core.page.parameters import ALL, CHART, PARAMETERS
from tests.conftest import ROOT

SOURCES = [ROOT / "streamlit_app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "core").rglob("*.py"))]
INPUTS = {each.widget for each in ALL} - {CHART} | {
    "checkbox",
    "color_picker",
    "date_input",
    "multiselect",
    "text_input",
}
OF_A_TABLE = {
    "upload_weight",
    "upload_out",
    "upload_classes",
    "upload_missing",
    "upload_names",
    "audit_axes",
    "own_by",
    "own_find",
}
OF_PICTURES = {"gallery_side", "gallery_whole", "gallery_colour"}
OF_A_GROUP = {"by_keys_map", "by_keys_x", "by_keys_y"}  # their rectangle is in the link, as `group`
IN_NO_LINK = OF_A_TABLE | OF_PICTURES | OF_A_GROUP | {"world"}  # what visitors bring; a world is a value of `data`


def calls():
    """Every call in the sources: its file, the name of what is called, and the call."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                yield path, getattr(node.func, "attr", getattr(node.func, "id", "")), node


CALLS = list(calls())
WIDGETS = [(path, name, call) for path, name, call in CALLS if name in INPUTS]


def names(node):
    """The parameters that a piece of source may mean: one that is written out, all that fit an f-string."""
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.JoinedStr):
        parts = (re.escape(each.value) if isinstance(each, ast.Constant) else r"\w+" for each in node.values)
        pattern = "".join(parts)
        return {name for name in PARAMETERS if re.fullmatch(pattern, name)}
    return set()


def bindings(call):
    """The calls of `bound` inside the call of a widget."""
    inner = (node for node in ast.walk(call) if isinstance(node, ast.Call) and node is not call)
    return [node for node in inner if getattr(node.func, "attr", getattr(node.func, "id", "")) == "bound"]


def test_no_name_means_two_things():
    assert len(ALL) == len(PARAMETERS)


def test_nothing_is_bound_past_the_table():
    assert {path.name for path in SOURCES if '"query-params"' in path.read_text(encoding="utf-8")} == {"links.py"}


def test_every_input_is_bound_or_known_to_be_in_no_link():
    keyed = [(name, each.value) for _, name, call in WIDGETS for each in call.keywords if each.arg == "key"]
    assert {getattr(value, "value", value) for _, value in keyed} == IN_NO_LINK
    assert len(WIDGETS) > 30


@pytest.mark.parametrize(("kind", "call"), [(kind, call) for _, kind, call in WIDGETS if bindings(call)])
def test_what_a_widget_is_bound_to_is_in_the_table_as_that_kind(kind, call):
    for binding in bindings(call):
        written = names(binding.args[0])
        assert written <= set(PARAMETERS)
        if isinstance(binding.args[0], ast.Constant):
            assert PARAMETERS[binding.args[0].value].widget == kind
