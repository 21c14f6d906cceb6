"""How long a visitor waits for a live t-SNE map of the digits: from the click to the first picture, and to the last.

    python tests/bench/live_map.py --repeat 5

Starts the app, opens the Projections page in Chromium (found on PATH; needs playwright), waits until a worker has had
time to get ready, and presses "Map it" with another seed each time, since equal runs are computed once. Printed are the
seconds until the first picture is on screen (the start of the run, step 0), until one that has moved, and until the map
has ended; beside them the server's own account of when it had something to show, and the seconds of computing by the
clock: 1 on a core that does nothing else, so that column tells how busy the machine was. Then the perplexity is moved
by a stop, and the last two columns are the seconds until the map has ended again, and of computing. The first row is
the first map since the server started. Exit status 1 when the median first picture of the others takes more than a
second.
"""

import argparse
import re
import statistics
import sys
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.visit import visit  # noqa: E402

SHOWN = r"[Ss]tep (\d+) (?:of|\(at most) \d+\)?, ([\d.]+) s of computing, first picture after ([\d.]+) s"
LIMIT = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="maps after the first one")
    parser.add_argument("--warm", type=float, default=15.0, help="seconds a worker has to get ready")
    arguments = parser.parse_args()
    firsts = []
    with visit("/Projections", ".st-key-m_go button", arguments.warm) as page:
        print("| first picture, s | moved, s | ended, s | server: first, s | computing, s | turned, s | computing, s |")
        print("|" + "---|" * 7)
        for i in range(arguments.repeat + 1):
            seed = page.locator(".st-key-m_seed input")
            seed.fill(str(i + 1))
            seed.press("Enter")
            page.wait_for_function("document.querySelector('[data-testid=stStatusWidget]') === null", timeout=60_000)
            page.wait_for_timeout(1_000)
            first, *rest = measured(page, page.locator(".st-key-m_go button").click)
            slider = page.locator(".st-key-m_perplexity input[type=range]").first
            *_, turned, _, computing = measured(page, partial(slider.press, ("ArrowRight", "ArrowLeft")[i % 2]))
            print("| " + " | ".join(f"{each:.2f}" for each in (first, *rest, turned, computing)) + " |", flush=True)
            firsts.append(first)
    return int(statistics.median(firsts[1:] or firsts) > LIMIT)


def measured(page, begin) -> list[float]:
    """One map, from what begins it: seconds to its first picture, to one that has moved, to its end; what is said."""
    began = time.perf_counter()
    begin()
    times = []
    for least, most in ((0, 5_000), (1, 5_000), (None, None)):
        test = "(m && !d)" if least is None else f"(m && d && +m[1] >= {least} && +m[1] <= {most})"
        page.wait_for_function(
            f"""() => {{
                const m = document.body.innerText.match(/{SHOWN}/);
                const d = document.querySelector('.st-key-m_stop button');
                return {test};
            }}""",
            timeout=600_000, polling=20,
        )  # fmt: skip
        times.append(time.perf_counter() - began)
    said = re.search(SHOWN, page.locator("body").inner_text())
    return [*times, float(said[3]), float(said[2])]


if __name__ == "__main__":
    sys.exit(main())
