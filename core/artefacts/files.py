"""The artefacts in weights/: one data file each, with a JSON of the same name that says where it came from.

Model weights are safetensors; everything else (maps, codes, rebuilt images) is a compressed npz. Neither can carry
code. Every file is held against the size and SHA-256 in its JSON before it is read.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError

from core.artefacts.quantize import decompress
from core.errors import ArtefactError

FOLDER = Path(__file__).resolve().parents[2] / "weights"
LIBRARIES = ("numpy", "scikit-learn", "torch", "numba", "umap-learn")


@dataclass(frozen=True, eq=False)
class Artefact:
    """A verified artefact."""

    name: str  # file name without its ending
    content: bytes  # of the data file
    provenance: dict[str, Any]  # settings, dataset, dataset_sha256, metrics, versions, seconds, file, bytes, sha256, …

    @property
    def metrics(self) -> dict[str, Any]:
        """The quality figures measured when it was made."""
        metrics: dict[str, Any] = self.provenance["metrics"]
        return metrics

    def arrays(self) -> dict[str, np.ndarray]:
        """All arrays by name, weights in float32. Raises ArtefactError when the bytes are no such file."""
        try:
            if self.provenance["file"].endswith(".safetensors"):
                from safetensors.numpy import load as arrays_from_bytes

                return decompress(arrays_from_bytes(self.content))
            with np.load(io.BytesIO(self.content), allow_pickle=False) as archive:
                return {key: archive[key] for key in archive.files}
        except (ValueError, OSError, KeyError, zipfile.BadZipFile, SafetensorError) as error:
            raise ArtefactError(
                f"weights/{self.provenance['file']} can't be read ({error}). {remedy(self.name)}"
            ) from error


def remedy(name: str) -> str:
    """What to do about a bad artefact."""
    return f"Fetch the file again, or make it anew with: python -m core.build {name}"


def npz_bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    """The arrays as a compressed npz; the same arrays give the same bytes."""
    buffer, named = io.BytesIO(), dict[str, Any](arrays)
    np.savez_compressed(buffer, **named)
    return buffer.getvalue()


def save(name: str, content: bytes, ending: str, provenance: dict[str, Any], folder: Path | None = None) -> Path:
    """Write an artefact and its JSON, each moved into place only when complete; returns the path of the data file.

    Its ending is "safetensors" or "npz". The provenance, in JSON types, must hold settings, dataset, dataset_sha256,
    metrics and seconds. The folder is weights/ by default.
    """
    folder = folder or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.{ending}"
    record = provenance | {
        "name": name,
        "file": path.name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "versions": {library: version(library) for library in LIBRARIES},
    }
    write_whole(path, content)
    write_whole(folder / f"{name}.json", (json.dumps(record, indent=1, sort_keys=True) + "\n").encode())
    return path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds either the old content or the new, never a half."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_bytes(content)
    partial.replace(path)


def provenance(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The JSON beside an artefact. Raises ArtefactError when it is missing or no valid record."""
    path = (folder or FOLDER) / f"{name}.json"
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for key in ("file", "bytes", "sha256", "settings", "dataset_sha256", "metrics"):
            record[key]
    except OSError as error:
        raise ArtefactError(f"weights/{path.name} is missing or can't be opened. {remedy(name)}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ArtefactError(f"weights/{path.name} is damaged ({error}). {remedy(name)}") from error
    if Path(record["file"]).name != record["file"]:
        raise ArtefactError(f"weights/{path.name} points outside weights/ ({record['file']}). {remedy(name)}")
    return record


def load(name: str, folder: Path | None = None) -> Artefact:
    """Read and verify an artefact. Raises ArtefactError when it is missing, damaged, or another one's file."""
    record = provenance(name, folder)
    try:
        content = ((folder or FOLDER) / record["file"]).read_bytes()
    except OSError as error:
        raise ArtefactError(f"weights/{record['file']} is missing or can't be opened. {remedy(name)}") from error
    if len(content) != record["bytes"]:
        raise ArtefactError(
            f"weights/{record['file']} is damaged: {len(content):,} bytes instead of {record['bytes']:,}. "
            f"{remedy(name)}"
        )
    if hashlib.sha256(content).hexdigest() != record["sha256"] or record.get("name") != name:
        raise ArtefactError(f"weights/{record['file']} is not the file it should be (wrong checksum). {remedy(name)}")
    return Artefact(name, content, record)
