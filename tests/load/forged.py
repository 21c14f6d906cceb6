"""Values of widgets that no browser sends: of every kind, for every widget of a page, right and wrong.

python tests/load/forged.py [250]      so many on each page at most; prints what became an error
"""

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from streamlit.proto.WidgetStates_pb2 import WidgetState  # noqa: E402

from tests.load.visitor import SessionError, Visitor  # noqa: E402
from tests.serving import server  # noqa: E402

PAGES = ("", "Autoencoder", "VAE", "Projections")
IN_PART = 0.8  # of the values run their part of the page alone, as a browser asks; the others all of it
TEXTS = ("", "x", "0", "-1", "NaN", "\x00", "'\"<b>", "9" * 400, "null", "true", "[]", "{}", "[" * 900, '"')
NUMBERS = (0.0, -1.0, 0.5, 1e9, -1e300, float("nan"), float("inf"))
POINTS = (
    None, 1, "x", [], [None], [1], {"x": []}, [{"x": "y"}], [{"point": 1e30}], [{"stop": "x"}], [{"stop": None}],
    [{"stop": [[1]]}], {"stop": [2, "x"]}, {"x": [2, 1], "y": ["a", None]}, [{"point": float("nan")}], [{"_vgsid_": 1}],
)  # fmt: skip
WRONG = ([], None, {"selection": []}, {"selection": None}, {"selection": {"x": {}}, "y": 1}, {"x": 1})


def values(names: list[str]) -> Iterator[WidgetState]:
    """Values of every kind; `names` are selections of charts, which are answered as a chart would."""
    for number in NUMBERS:
        yield WidgetState(double_value=number)
        yield from (listed("double_array_value", [number] * count) for count in (1, 3))
    for whole in (0, -1, 10**6, -(1 << 62)):
        yield WidgetState(int_value=whole)
        yield listed("int_array_value", [whole] * 2)
    for flag in (False, True):
        yield WidgetState(bool_value=flag)
        yield WidgetState(trigger_value=flag)
    for text in TEXTS:
        yield from (WidgetState(**{kind: text}) for kind in ("string_value", "json_value", "json_trigger_value"))
        yield listed("string_array_value", [text] * 2)
    yield from others()
    for chosen in (*({"selection": {name: each}} for each in POINTS for name in names or ["x"]), *WRONG):
        yield WidgetState(string_value=json.dumps(chosen))


def listed(kind: str, items: list) -> WidgetState:
    """A value that is a list."""
    made = WidgetState()
    getattr(made, kind).data.extend(items)
    return made


def others() -> Iterator[WidgetState]:
    """None at all, bytes, a file, a table, what somebody says in a chat."""
    yield WidgetState()
    yield WidgetState(bytes_value=b"\xff\x00")
    file, table, said, pressed = (WidgetState() for _ in range(4))
    file.file_uploader_state_value.uploaded_file_info.add(file_id="x", name="../x", size=1 << 60)
    table.arrow_value.data = b"\xff"
    said.chat_input_value.data = "x"
    pressed.string_trigger_value.data = "x"
    yield from (file, table, said, pressed)


def selections(element: object) -> list[str]:
    """The names of a chart's selections."""
    if not hasattr(element, "spec"):
        return []
    return [each["name"] for each in json.loads(element.spec).get("params", ()) if "select" in each]


def forge(visitor: Visitor, page: str, rng: random.Random, most: int) -> list[str]:
    """Open a page and send `most` forged values of its widgets at most; returns what became an error, one line each."""
    visitor.open(page)
    found = visitor.every_widget()
    forged = [(placed, each) for placed in found for each in values(selections(placed.element))]
    wrong = []
    for placed, each in rng.sample(forged, min(most, len(forged))):
        each.id = placed.element.id
        try:
            there = {other.fragment for other in visitor.every_widget()}  # the server is silent on one that has gone
            visitor.send_as_it_is(each, placed.fragment if rng.random() < IN_PART and placed.fragment in there else "")
        except SessionError as error:
            wrong.append(f"{page} {placed.kind} {str(each)[:100]!r}: {error}")
            visitor.open(page)
    return wrong


def main() -> None:
    """Forge on every page of an app of its own."""
    rng, most = random.Random(0), int(sys.argv[1]) if len(sys.argv) > 1 else 250
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with server(log) as (base, _), Visitor(base, timeout=20.0) as visitor:
            wrong = [line for page in PAGES for line in forge(visitor, page, rng, most)]
        told = log.read_text().count("Traceback")
    sys.stdout.writelines(f"{line}\n" for line in (*wrong, f"{len(wrong)} errors, {told} tracebacks"))


if __name__ == "__main__":
    main()
