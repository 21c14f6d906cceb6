"""What one frame of the sliders inside the maps costs, beside a bare Vega-Lite chart of as many points; message sizes.

    python tests/bench/slider_frames.py

Starts the app, opens the Projections page in Chromium (found on PATH; needs playwright), and in the same browser

- moves the perplexity slider (12 maps) and both UMAP sliders (10 × 5 maps), one point being picked, and waits until
  each frame is drawn; this is the whole way: expressions, marks, canvas. Once as a hand drags them, fast, five or six
  stops in 15 frames; once in jumps, where another computed map is the nearest one in each frame;
- does the same with maps of 5,000 and 10,000 points (`many_dots.py`);
- does the same with a bare chart: the same points as circles, coloured by class, on a canvas, moved by one plain
  slider with `datum.x + s`, without pictures, labels, links or stops.

The bare chart is drawn by the very Vega that Streamlit has loaded, with the same expression interpreter. All take
turns, so that a busy machine slows all alike. Printed are medians in milliseconds and their ratio to the bare chart,
until the frame is on screen and until it is computed; then the bytes that the browser was sent to open the page, and
after a slider came to rest. Exit status 1 when a frame of a slider costs more than 1.5 times the bare one.
"""

import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.table import Row  # noqa: E402
from tests.serving import server  # noqa: E402

ROUNDS, FRAMES, LIMIT = 5, 15, 1.5
SIZES = (5_000, 10_000)  # of the maps beside that of the digits
SLIDERS = {"perplexity_stop": (3, 8), "min_dist_stop": (0, 4), "n_neighbors_stop": (2, 8)}  # and from where to where
DRAGGED, JUMPS = 1, 7  # of 15 positions, to the next
WAYS = {"dragged": DRAGGED, "in jumps": JUMPS}

Times = dict[str, list[list[float]]]  # milliseconds of every frame by slider: until on screen, until computed

FRAME = """async ([name, low, high, frames, stride]) => {
  const input = document.querySelector(`input[type=range][name="${name}"]`);
  const times = [];
  for (let i = 0; i < frames; i++) {
    const value = low + (high - low) * ((i * stride) % frames) / frames;
    const begin = performance.now();
    input.value = value;
    input.dispatchEvent(new Event('input', {bubbles: true}));
    await new Promise(done => setTimeout(done, 0));
    const computed = performance.now() - begin;
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
    times.push([performance.now() - begin, computed]);
  }
  return times;
}"""

BARE = """async ([file, spec]) => {
  const place = document.createElement('div');
  place.id = 'bare';
  document.querySelector('[data-testid=stMain]').prepend(place);
  const {embed, expressionInterpreter} = await (await import(file)).t();
  await embed(place, spec, {renderer: 'canvas', actions: false, ast: true, expr: expressionInterpreter});
}"""


def bare_spec(places: np.ndarray, labels: Sequence[str]) -> dict:
    """The bare chart: a circle for each of these places, (n, 2), one colour a class, one plain slider."""
    values = [{"x": int(x), "y": int(y), "label": str(label)} for (x, y), label in zip(places, labels, strict=True)]
    scale = {"domain": [-31_500, 31_500], "nice": False}
    return {
        "width": 334, "height": 336, "data": {"values": values},
        "params": [{"name": "bare", "value": 0, "bind": {"input": "range", "min": 0, "max": 1000, "step": 1}}],
        "transform": [{"calculate": "datum.x + bare", "as": "moved"}],
        "mark": {"type": "circle", "size": 26, "clip": True, "opacity": 0.75},
        "encoding": {
            "x": {"field": "moved", "type": "quantitative", "scale": scale, "axis": None},
            "y": {"field": "y", "type": "quantitative", "scale": scale, "axis": None},
            "color": {"field": "label", "type": "nominal", "legend": None},
        },
    }  # fmt: skip


def of_digits() -> dict:
    """The bare chart of the digits, where t-SNE puts them."""
    from core.cache import projections

    labels = np.asarray(projections.shown_points("digits").labels)
    return bare_spec(projections.map_on_screen("digits", "tsne", False, 0)[5], labels.astype(str).tolist())


def vega_embed() -> Path:
    """The script through which Streamlit loads Vega."""
    import streamlit

    return next((Path(streamlit.__file__).parent / "static" / "static" / "js").glob("loadVegaEmbed*.js"))


def measure(page, sliders: Iterable[str]) -> Times:
    """Milliseconds of every frame of each slider in each way, the bare one's first: until on screen, until computed."""
    moves = [("bare", "", (0, 1000), DRAGGED)]
    moves += [(name, way, SLIDERS[name], stride) for name in sliders for way, stride in WAYS.items()]
    times: Times = {f"{name} {way}".strip(): [] for name, way, *_ in moves}
    for _ in range(ROUNDS):
        for (name, _, (low, high), stride), found in zip(moves, times.values(), strict=True):
            found += page.evaluate(FRAME, [name, low, high, FRAMES, stride])[2:]
            page.wait_for_timeout(3000)  # the report to the server, and what it answers, belong to no frame
    return times


def rows() -> Iterator[Row]:
    """The frame of each slider beside a bare chart's."""
    yield from rows_of(visited()[0], 1_797)
    for n in SIZES:
        yield from rows_of(many(n), n)


def rows_of(times: Times, n: int) -> Iterator[Row]:
    """A row for each slider of maps of n points."""
    shown = {name: statistics.median(frame[0] for frame in each) for name, each in times.items()}
    for name in list(shown)[1:]:
        slider, _, way = name.partition("_stop ")
        what = f"a frame of the {slider} slider, {way}, {n:,} points, one of them picked"
        limit = "each stop that is passed asks who is near the picked point; from run to run a quarter more or less"
        yield Row(what, "a bare chart", shown[name], shown["bare"], 1.0, "ms", limit=limit)


@contextmanager
def opened(script: Path, place: str) -> Iterator[tuple[Any, list[int]]]:
    """A page in a browser once its first chart stands still, and how large what it received is, bytes a message."""
    from playwright.sync_api import sync_playwright

    received: list[int] = []
    flags = ["--no-sandbox", "--disable-quic"]
    with server(subprocess.DEVNULL, script) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: received.append(len(frame))))
        page.goto(f"{address}/{place}")
        page.locator("[data-testid=stVegaLiteChart] canvas").first.wait_for(timeout=120_000)
        page.wait_for_timeout(8000)
        yield page, received
        browser.close()


def with_bare(page, spec: dict) -> None:
    """Put a bare chart on the page, drawn by what Streamlit has loaded."""
    page.evaluate(BARE, [f"{page.evaluate('location.origin')}/static/js/{vega_embed().name}", spec])
    page.wait_for_timeout(1500)


def visited() -> tuple[Times, dict[str, int]]:
    """Milliseconds of every frame as from `measure`, and bytes received."""
    with opened(ROOT / "streamlit_app.py", "Projections") as (page, received):
        sizes = {"opening the page": sum(received)}
        received.clear()
        page.evaluate(FRAME, ["perplexity_stop", 8, 8, 1, 1])
        page.wait_for_timeout(4000)
        sizes["a slider at rest"] = sum(received)
        with_bare(page, of_digits())
        return measure(page, SLIDERS), sizes


def many(n: int) -> Times:
    """The same of one map of n points."""
    from tests.bench import many_dots

    shown, labels = many_dots.maps(n)
    with opened(Path(__file__).with_name("many_dots.py"), f"?n={n}") as (page, _):
        with_bare(page, bare_spec(shown[4], labels.astype(str).tolist()))
        return measure(page, ["perplexity_stop"])


def main() -> int:
    """Measure and print."""
    times, sizes = visited()
    shown, computed = ({name: statistics.median(each[i] for each in times[name]) for name in times} for i in (0, 1))
    for name in times:
        print(
            f"{name:26} {shown[name]:6.1f} ms a frame ({shown[name] / shown['bare']:.2f} of bare), of which computing "
            f"{computed[name]:6.1f} ms ({computed[name] / computed['bare']:.2f} of bare)"
        )
    worst = max(shown.values()) / shown["bare"]
    for row in (each for n in SIZES for each in rows_of(many(n), n)):
        print(row.line())
    for name, size in sizes.items():
        print(f"{name:18} {size:9,} bytes received")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
