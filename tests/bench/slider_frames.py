"""What one frame of the sliders inside the maps costs, beside a bare Vega-Lite chart of as many points; message sizes.

    python tests/bench/slider_frames.py

Starts the app, opens the Projections page in Chromium (found on PATH; needs playwright), and in the same browser

- moves the perplexity slider (12 maps) and both UMAP sliders (10 × 5 maps) to the next position and waits until the
  frame is drawn, over and over; this is the whole way: expressions, marks, canvas;
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
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.table import Row  # noqa: E402
from tests.serving import server  # noqa: E402

ROUNDS, FRAMES, LIMIT = 5, 15, 1.5

FRAME = """async ([name, low, high, frames]) => {
  const input = document.querySelector(`input[type=range][name="${name}"]`);
  const times = [];
  for (let i = 0; i < frames; i++) {
    const value = low + (high - low) * ((i * 7) % frames) / frames;
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


def bare_spec() -> dict:
    """The bare chart: as many points, a circle each, one colour a class, one plain slider."""
    import numpy as np

    from core.cache import projections

    ground, shown = (
        projections.shown_points("digits"),
        projections.map_on_screen("digits", "tsne", False, 0)[5].astype(int),
    )
    values = [
        {"x": int(x), "y": int(y), "label": str(label)}
        for (x, y), label in zip(shown, np.asarray(ground.labels), strict=True)
    ]
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


def vega_embed() -> Path:
    """The script through which Streamlit loads Vega."""
    import streamlit

    return next((Path(streamlit.__file__).parent / "static" / "static" / "js").glob("loadVegaEmbed*.js"))


def measure(page) -> dict[str, list[list[float]]]:
    """Milliseconds of every frame of each slider: until it is on screen, and until it is computed."""
    sliders = {"bare": (0, 1000), "perplexity_stop": (3, 8), "min_dist_stop": (0, 4), "n_neighbors_stop": (2, 8)}
    times: dict[str, list[list[float]]] = {name: [] for name in sliders}
    for _ in range(ROUNDS):
        for name, (low, high) in sliders.items():
            times[name] += page.evaluate(FRAME, [name, low, high, FRAMES])[2:]
            page.wait_for_timeout(4000)  # the report to the server, and what it answers, belong to no frame
    return times


def rows() -> Iterator[Row]:
    """The frame of each slider beside a bare chart's."""
    times, _ = visited()
    shown = {name: statistics.median(frame[0] for frame in each) for name, each in times.items()}
    for name in list(shown)[1:]:
        knob = name.removesuffix("_stop")
        what = f"a frame of the {knob} slider, 1,797 points"
        yield Row(
            what, "a bare chart", shown[name], shown["bare"], 1.0, "ms", limit="two maps are blended for each frame"
        )


def visited() -> tuple[dict[str, list[list[float]]], dict[str, int]]:
    """Milliseconds of every frame as from `measure`, and bytes received."""
    from playwright.sync_api import sync_playwright

    received: list[int] = []
    with server(subprocess.DEVNULL) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-quic"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: received.append(len(frame))))
        page.goto(f"{address}/Projections")
        page.locator("[data-testid=stVegaLiteChart] canvas").first.wait_for(timeout=120_000)
        page.wait_for_timeout(8000)
        sizes = {"opening the page": sum(received)}
        received.clear()
        page.evaluate(FRAME, ["perplexity_stop", 8, 8, 1])
        page.wait_for_timeout(4000)
        sizes["a slider at rest"] = sum(received)
        page.evaluate(BARE, [f"{address}/static/js/{vega_embed().name}", bare_spec()])
        page.wait_for_timeout(1500)
        times = measure(page)
        browser.close()
    return times, sizes


def main() -> int:
    """Measure and print."""
    times, sizes = visited()
    shown, computed = ({name: statistics.median(each[i] for each in times[name]) for name in times} for i in (0, 1))
    for name in times:
        print(
            f"{name:18} {shown[name]:6.1f} ms a frame ({shown[name] / shown['bare']:.2f} of bare), of which computing "
            f"{computed[name]:6.1f} ms ({computed[name] / computed['bare']:.2f} of bare)"
        )
    worst = max(shown.values()) / shown["bare"]
    for name, size in sizes.items():
        print(f"{name:18} {size:9,} bytes received")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
