"""All benchmarks in one go, each beside its peer, as one table in docs/benchmarks.md.

LATENT_DATA_DIR=... python -m tests.bench            half an hour on a quiet machine
python -m tests.bench --only umap rerun              some of them; the table is printed, the document stays
"""

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench import build_time, rerun, slider_frames, startup, tsne, umap, vae_example
from tests.bench.table import HEADER, Row, write

PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "tsne": tsne.rows,
    "umap": umap.rows,
    "slider": slider_frames.rows,
    "vae": vae_example.rows,
    "startup": startup.rows,
    "rerun": rerun.rows,
    "build": build_time.rows,
}


def main() -> int:
    """Measure, print each row as it comes, and write the document when all are there."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=tuple(PARTS))
    chosen = parser.parse_args().only
    print(HEADER, flush=True)
    rows = []
    for part in chosen:
        for row in PARTS[part]():
            print(row.line(), flush=True)
            rows.append(row)
    if set(chosen) == set(PARTS):
        write(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
