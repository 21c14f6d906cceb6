import json

import numpy as np
import pytest

from core.artefacts import files
from core.errors import ArtefactError

PROVENANCE = {"settings": {"k": 2}, "dataset": "digits", "dataset_sha256": "0", "metrics": {"error": 1.5}, "seconds": 1}
ARRAYS = {"codes": np.arange(6, dtype=np.float32).reshape(3, 2)}


@pytest.fixture
def folder(tmp_path):
    files.save("thing", files.npz_bytes(ARRAYS), "npz", PROVENANCE, tmp_path)
    return tmp_path


def test_what_is_saved_is_loaded(folder):
    artefact = files.load("thing", folder)
    assert np.array_equal(artefact.arrays()["codes"], ARRAYS["codes"])
    assert artefact.metrics == {"error": 1.5}
    assert set(artefact.provenance["versions"]) == set(files.LIBRARIES)
    assert sorted(path.name for path in folder.iterdir()) == ["thing.json", "thing.npz"]


def test_the_same_arrays_give_the_same_bytes():
    assert files.npz_bytes(ARRAYS) == files.npz_bytes(ARRAYS)


def damage(folder, kind):
    data, record = folder / "thing.npz", folder / "thing.json"
    content = data.read_bytes()
    if kind == "missing":
        data.unlink()
    elif kind == "truncated":
        data.write_bytes(content[:-5])
    elif kind == "flipped":
        data.write_bytes(content[:60] + bytes([content[60] ^ 1]) + content[61:])
    elif kind == "swapped":
        files.save("other", files.npz_bytes({"other": np.zeros(3)}), "npz", PROVENANCE, folder)
        data.write_bytes((folder / "other.npz").read_bytes())
    elif kind == "no record":
        record.unlink()
    elif kind == "no json":
        record.write_text("{")
    elif kind == "no fields":
        record.write_text("{}")
    elif kind == "not an object":
        record.write_text("[1]")
    elif kind == "outside":
        record.write_text(json.dumps(json.loads(record.read_text()) | {"file": "../thing.npz"}))
    elif kind == "other name":
        record.write_text(json.dumps(json.loads(record.read_text()) | {"name": "other"}))


@pytest.mark.parametrize(
    "kind",
    [
        "missing", "truncated", "flipped", "swapped", "no record", "no json", "no fields", "not an object", "outside",
        "other name",
    ],
)  # fmt: skip
def test_every_damage_is_named_with_the_file_and_the_remedy(folder, kind):
    damage(folder, kind)
    with pytest.raises(ArtefactError, match=r"weights/thing\.(npz|json) .*python -m core\.build thing"):
        files.load("thing", folder)


def test_bytes_that_are_no_archive_are_told(tmp_path):
    files.save("thing", b"no archive", "npz", PROVENANCE, tmp_path)
    files.save("net", b"no tensors", "safetensors", PROVENANCE, tmp_path)
    for name in ("thing", "net"):
        with pytest.raises(ArtefactError, match="can't be read"):
            files.load(name, tmp_path).arrays()


def test_pickled_arrays_are_refused(tmp_path):
    files.save("thing", files.npz_bytes({"x": np.array([{}], dtype=object)}), "npz", PROVENANCE, tmp_path)
    with pytest.raises(ArtefactError, match="can't be read"):
        files.load("thing", tmp_path).arrays()
