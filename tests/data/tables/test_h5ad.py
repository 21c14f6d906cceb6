"""AnnData files: which matrix is taken, what stands beside it, and that nothing outside the file is ever read."""

import io
import subprocess
import sys

import h5py
import numpy as np
import pytest

from core.data.tables.roles import Role
from core.limits import Limits
from tests.conftest import ROOT
from tests.data.tables.brought import POINTS, read, refused

N = len(POINTS)
TYPES = np.array(["B", "T", "B", "NK"] * 3)


def h5ad(write):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        write(file)
    return buffer.getvalue()


def observed(file):
    """Columns of obs, as AnnData writes them: an index, a categorical one, numbers, and one that is none."""
    obs = file.create_group("obs")
    obs.attrs["_index"] = "cell"
    obs["cell"] = [f"cell {i}" for i in range(N)]
    kinds, codes = np.unique(TYPES, return_inverse=True)
    group = obs.create_group("cell_type")
    group["codes"], group["categories"] = codes.astype(np.int8), [str(each) for each in kinds]
    obs["counts"] = np.arange(N) * 7.5
    obs["images"] = np.zeros((N, 2, 2))


def cells(file):
    file["X"] = POINTS.astype(np.float32)
    file["obsm/X_umap"] = POINTS[:, :2]
    observed(file)


def stored(name, values, kind):
    """Write a sparse matrix (n, d) as AnnData does."""

    def write(file):
        group = file.create_group(name)
        group.attrs["encoding-type"], group.attrs["shape"] = kind, values.shape
        of = values if kind == "csr_matrix" else values.T
        full = of != 0
        group["data"], group["indices"] = of[full], np.nonzero(full)[1]
        group["indptr"] = np.concatenate([[0], full.sum(axis=1).cumsum()])

    return write


def test_vectors_classes_names_and_a_map_beside_them():
    found = read(h5ad(cells))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.dataset.label_names == ("B", "NK", "T")
    assert found.roles["cell_type"] is Role.CLASS
    assert found.roles["name"] is Role.NAME
    assert {found.uses[f"umap {i}"] for i in (1, 2)} == {(Role.OUT, "an axis of a finished map")}
    assert found.roles["counts"] is Role.OUT
    assert found.remarks == ("Left out of obs, since it is no column of numbers or words: images.",)


@pytest.mark.parametrize("kind", ["csr_matrix", "csc_matrix"])
def test_sparse_matrices(kind):
    sparse = np.where(POINTS > 0, POINTS, 0)
    assert read(h5ad(stored("X", sparse, kind))).points == pytest.approx(sparse, abs=1e-6)


def test_principal_components_instead_of_too_many_genes():
    def wide(file):
        file["X"], file["obsm/X_pca"] = np.zeros((N, 21)), POINTS

    found = read(h5ad(wide))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert "X has 21 columns, more than 20: the columns of obsm/X_pca are taken instead." in found.remarks
    assert "run scanpy.pp.pca(adata)" in refused(h5ad(lambda file: file.create_dataset("X", data=np.zeros((N, 21)))))


def test_what_is_refused():
    assert "no table that is known here" in refused(h5ad(lambda file: file.create_dataset("table", data=POINTS)))
    assert "no real numbers" in refused(h5ad(lambda file: file.create_dataset("X", data=POINTS.astype(complex))))
    assert "more than 10 rows" in refused(h5ad(cells), Limits(points=10, dimensions=20))
    assert "can't be read" in refused(h5ad(cells)[:900])

    def huge(file):
        file.create_dataset("X", (10**12, 3), "f4", chunks=(1000, 3))

    assert "more than 1,000 rows" in refused(h5ad(huge))

    def wrong(file):
        stored("X", np.where(POINTS > 0, POINTS, 0), "csr_matrix")(file)
        file["X/indices"][0] = 99

    assert "can't be read" in refused(h5ad(wrong))


def test_nothing_outside_the_file_is_read(tmp_path):
    secret = tmp_path / "secret.h5"
    secret.write_bytes(h5ad(cells))
    raw = tmp_path / "raw"
    raw.write_bytes(POINTS.tobytes())

    def linked(file):
        file["X"] = h5py.ExternalLink(str(secret), "X")

    def soft(file):
        file["X"] = h5py.SoftLink("/elsewhere")

    def external(file):
        file.create_dataset("X", POINTS.shape, "f8", external=[(str(raw), 0, raw.stat().st_size)])

    def virtual(file):
        layout = h5py.VirtualLayout(POINTS.shape, "f4")
        layout[:] = h5py.VirtualSource(str(secret), "X", shape=POINTS.shape)
        file.create_virtual_dataset("X", layout)

    def beside(file):
        cells(file)
        file["obs/leak"] = h5py.ExternalLink(str(secret), "obs/counts")

    for write in (linked, soft, external, virtual, beside):
        assert "lies in another file" in refused(h5ad(write))


STUCK = """
import ctypes
from core.data.tables import h5ad
h5ad.PATIENCE = 0.5
with h5ad.in_time():
    ctypes.PyDLL(None).sleep(60)  # holds Python's lock, as a library that goes round in circles does
"""


def test_a_library_that_never_comes_back_ends_its_process():
    assert subprocess.run([sys.executable, "-c", STUCK], cwd=ROOT, timeout=30, check=False).returncode == 1
    assert len(read(h5ad(cells)).points) == N, "and a good file is read in time"
