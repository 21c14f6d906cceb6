"""How long a visitor waits for the first update of a network of their own: from the click on Train to epoch 1.

    python tests/bench/live_training.py --repeat 5

Starts the app, opens the Autoencoder page in Chromium (found on PATH; needs playwright), waits until a worker has had
time to import torch, and presses Train with another seed each time, since equal runs are computed once. Printed are the
seconds until the first epoch is on screen and until the run has been stopped. Exit status 1 when the median of the
first updates, the very first left out, takes more than a second.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.visit import visit  # noqa: E402

LIMIT = 1.0
LEARNING = r"() => /Epoch [1-9]\d* of/.test(document.body.innerText)"
IDLE = "() => !document.querySelector('.st-key-t_stop button')"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="runs after the first one")
    parser.add_argument("--warm", type=float, default=15.0, help="seconds a worker has to get ready")
    arguments = parser.parse_args()
    firsts = []
    with visit("/Autoencoder", ".st-key-t_train button", arguments.warm) as page:
        print("| first update, s | stopped after, s |\n|---|---|")
        for i in range(arguments.repeat + 1):
            seed = page.locator(".st-key-t_seed input")
            seed.fill(str(i + 1))
            seed.press("Enter")
            page.wait_for_timeout(1_500)
            began = time.perf_counter()
            page.locator(".st-key-t_train button").click()
            page.wait_for_function(LEARNING, timeout=120_000, polling=20)
            firsts.append(time.perf_counter() - began)
            page.locator(".st-key-t_stop button").first.click()  # with its tooltip there are two
            page.wait_for_function(IDLE, timeout=120_000, polling=20)
            print(f"| {firsts[-1]:.2f} | {time.perf_counter() - began:.2f} |", flush=True)
    return int(statistics.median(firsts[1:] or firsts) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
