"""What Vega makes of a chart: its expressions evaluated, its marks placed, as in a browser but without one."""

import copy
import json
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import vl_convert

from core.charts import touch
from core.charts.chart import Chart

VEGA_LITE = "6.4"  # the version that Altair writes


class Mark(NamedTuple):
    """The marks of one layer: their kind ("symbol", "text", "rule", …) and each with its place, colour and words."""

    kind: str
    items: list[dict[str, Any]]


def rows(chart: Chart, name: str) -> list[dict[str, Any]]:
    """One table of a chart, row by row."""
    return json.loads(pd.DataFrame(chart.tables[name]).to_json(orient="records"))


def whole(chart: Chart) -> dict[str, Any]:
    """The specification with all its tables as rows; it is held against the schema, too."""
    spec = chart.complete() | {"datasets": {name: rows(chart, name) for name in chart.tables}}
    known = spec | {"params": [*map(as_vega_lite, spec["params"])]} if "params" in spec else dict(spec)
    known["config"] = {key: each for key, each in spec["config"].items() if key != "events"}  # those are Vega's own
    (alt.LayerChart if "layer" in spec else alt.Chart).from_dict(known)
    return spec


def as_vega_lite(param: dict[str, Any]) -> dict[str, Any]:
    """A parameter as Vega-Lite knows it: what a signal of Vega does on events it passes on without a look."""
    return {name: each for name, each in param.items() if name != "on"}


def marks(chart: Chart, kind: str) -> list[Mark]:
    """The layers of this kind as Vega draws them, from back to front; those of axes and legends are left out."""
    drawn = vl_convert.vegalite_to_scenegraph(whole(chart), vl_version=VEGA_LITE)
    return [each for each in layers(drawn["scenegraph"]) if each.kind == kind]


def looked_at(chart: Chart, where: str) -> Chart:
    """The chart while the row for which the expression `where` holds is under a mouse or a finger."""
    spec = copy.deepcopy(dict(chart.spec))
    for layer in spec["layer"]:
        for transform in layer.get("transform", ()):
            if transform.get("filter") == {"param": touch.NEAR, "empty": False}:
                transform["filter"] = where
    return Chart(spec, chart.tables)


def layers(part: dict[str, Any]) -> list[Mark]:
    """The layers in a part of what Vega draws."""
    found = []
    if part.get("role") == "mark" and part["marktype"] != "group":
        found.append(Mark(part["marktype"], part["items"]))
    elif not part.get("role", "").startswith(("axis", "legend", "title")):
        for item in part.get("items", ()):
            found += layers(item)
    return found
