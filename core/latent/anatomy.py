"""What a shipped network is made of, read from its weights: layers, shapes, how many numbers training had to find."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

KINDS = ("weight", "bias")


class Layer(NamedTuple):
    """One layer with weights.

    Args:
        part: "encoder" or "decoder".
        shape: of its weights; (out, in) for a dense layer.
        parameters: weights and biases together.
    """

    part: str
    shape: tuple[int, ...]
    parameters: int

    @property
    def words(self) -> str:
        """What it does, in words: "64 → 256", or the kernel of a convolution."""
        if len(self.shape) == 2:
            return f"dense, {self.shape[1]:,} → {self.shape[0]:,}"
        return f"convolution {self.shape[2]}×{self.shape[3]}, {self.shape[0]} × {self.shape[1]} kernels"


def layers(weights: Mapping[str, np.ndarray]) -> list[Layer]:
    """The layers in the order in which an image passes them, from arrays named "encoder.1.weight" and so on."""
    names = [key.removesuffix(".weight").split(".") for key in weights if key.endswith(".weight")]
    ordered = sorted(names, key=lambda name: (name[0] == "decoder", int(name[1])))
    return [
        Layer(part, weights[f"{part}.{i}.weight"].shape, sum(weights[f"{part}.{i}.{kind}"].size for kind in KINDS))
        for part, i in ordered
    ]
