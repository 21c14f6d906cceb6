"""Tables as a visitor brings them, read within small limits."""

import io
from types import SimpleNamespace

import numpy as np
import pytest

from core.data import uploads
from core.data.tables.choice import role_of
from core.errors import UploadError
from core.limits import Limits

LIMITS = Limits(points=1_000, dimensions=20, upload_mb=2)
POINTS = np.random.default_rng(4).normal(size=(12, 3)).round(4)


def csv(rows, header="a,b,c", separator=","):
    lines = [header] if header else []
    return "\n".join([*lines, *(separator.join(map(str, row)) for row in rows)]).encode()


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def points_of(made):
    return made.dataset.table.astype(float) * made.unit


def read(content, limits=LIMITS, name="own.csv"):
    """What is made of a file: its points but for what all have in common, what is told, each column's use and why."""
    upload = uploads.read(name, content, limits)
    frame, made = upload.frame, upload.made
    uses = {each.name: (role_of(frame, upload.choice, i), each.guess.why) for i, each in enumerate(frame.columns)}
    remarks = (*frame.remarks, *made.remarks)
    return SimpleNamespace(
        upload=upload, dataset=made.dataset, points=points_of(made), weighted=made.weighted, remarks=remarks, uses=uses,
        roles={name: role for name, (role, _) in uses.items()},
    )  # fmt: skip


def refused(content, limits=LIMITS):
    with pytest.raises(UploadError) as told:
        read(content, limits)
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence
