"""All benchmarks in one go, each beside its peer, as tables in docs/benchmarks.md.

LATENT_DATA_DIR=... python -m tests.bench            two hours on a quiet machine
python -m tests.bench --only umap rerun              some of them: the others keep what was measured before
"""

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench import build_time, own, rerun, slider_frames, startup, tsne, umap, vae_example
from tests.bench.table import HEADER, Row, write

PARTS: dict[str, tuple[str, Callable[[], Iterator[Row]]]] = {
    "tsne": ("t-SNE", tsne.rows),
    "umap": ("UMAP", umap.rows),
    "slider": ("A frame of a slider", slider_frames.rows),
    "vae": ("Training", vae_example.rows),
    "startup": ("The first chart", startup.rows),
    "rerun": ("A run of a page", rerun.rows),
    "own": ("A visitor's own data", own.rows),
    "build": ("The complete build", build_time.rows),
}


def main() -> int:
    """Measure, print each row as it comes, and write each part as it is whole."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=tuple(PARTS))
    print(HEADER, flush=True)
    for part in parser.parse_args().only:
        title, measured = PARTS[part]
        rows = []
        for row in measured():
            print(row.line(), flush=True)
            rows.append(row)
        write(title, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
