"""Three well-known tables to try the own map with: they come with scikit-learn, and go the way of a visitor's file.

Read from its files rather than through it, as the digits are: importing it would cost nearly a second.
"""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from core.errors import DatasetError

CELLS = ("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
         "symmetry", "fractal dimension")  # fmt: skip


class Example(NamedTuple):
    """One table.

    Args:
        file: its name among scikit-learn's data.
        columns: what its columns are called, in order.
        kind: what its classes are.
        kinds: their names, in the order of their numbers.
        look_for: one sentence on what its map shows; a test measures that it does.
        source: who made it.
    """

    file: str
    columns: tuple[str, ...]
    kind: str
    kinds: tuple[str, ...]
    look_for: str
    source: str


EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        "Iris": Example(
            "iris.csv",
            ("sepal length", "sepal width", "petal length", "petal width"),
            "species",
            ("setosa", "versicolor", "virginica"),
            "Three kinds of iris, four lengths of each flower: setosa stands apart on every map, the other two touch.",
            "Fisher, 1936",
        ),
        "Wine": Example(
            "wine_data.csv",
            ("alcohol", "malic acid", "ash", "alcalinity", "magnesium", "phenols", "flavanoids", "other phenols",
             "proanthocyanins", "colour", "hue", "dilution", "proline"),
            "grape",
            ("grape A", "grape B", "grape C"),
            "Three grapes, 13 measurements. Proline has the largest numbers and drowns all else: "
            "turn on *Same weight for every column* and map it again, and the grapes part.",
            "Aeberhard & Forina, 1992",
        ),
        "Tumours": Example(
            "breast_cancer.csv",
            tuple(f"{which} {cell}" for which in ("mean", "error of", "worst") for cell in CELLS),
            "found",
            ("malignant", "benign"),
            "569 tumours, 30 measurements of their cells. With the same weight for every column most of the two kinds "
            "lie apart, but no gap divides them: the doubtful ones lie where they meet.",
            "Wolberg, Mangasarian, Street & Street, 1995",
        ),
    }
)  # fmt: skip


def content(name: str) -> bytes:
    """One of `EXAMPLES` as a CSV file. Raises DatasetError where scikit-learn is not there."""
    example, package = EXAMPLES[name], find_spec("sklearn")
    folders = [] if package is None else list(package.submodule_search_locations or [])
    files = [file for folder in folders if (file := Path(folder, "datasets", "data", example.file)).exists()]
    if not files:
        raise DatasetError(
            "This example comes with scikit-learn, which is not there whole: pip install -r requirements.txt."
        )
    rows = files[0].read_text(encoding="utf-8").split()[1:]  # the first line counts rows and columns
    lines = [",".join((*example.columns, example.kind))]
    for row in rows:
        *numbers, label = row.split(",")
        lines.append(",".join((*numbers, example.kinds[int(label)])))
    return ("\n".join(lines) + "\n").encode()
