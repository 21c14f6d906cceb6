"""Tables as a visitor brings them, read within small limits."""

import io

import numpy as np
import pytest

from core.data import uploads
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


def read(content, limits=LIMITS, name="own.csv"):
    return uploads.read(name, content, limits)


def refused(content, limits=LIMITS):
    with pytest.raises(UploadError) as told:
        read(content, limits)
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence
