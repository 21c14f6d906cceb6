"""What the shipped autoencoders of one data set make of its test images: codes, rebuilt images, errors by latent size.

Every figure is measured on images that no model has learned from. The error of an image is the squared difference
between rebuilt and original, summed over its pixels; beside the autoencoder stand PCA with as many values, and the
mean training image, which needs no code at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.latent.codes import grid

METHODS = {"autoencoder": "Autoencoder", "pca": "PCA"}


@dataclass(frozen=True, eq=False)
class Squeezed:
    """Test images of a data set and what a family of autoencoders makes of them.

    Args:
        title: of the data set.
        images: test images, (n, h, w) in [0, 1].
        labels: (n,), positions in `label_names`.
        label_names: what each label means.
        sizes: the latent sizes k there are, rising.
        arrays: the artefact's arrays, read-only.
        metrics: its figures, measured on all test images.
        decode: the images (n, h, w) that codes (n, k) stand for, by the autoencoder with k values.
    """

    title: str
    images: np.ndarray
    labels: np.ndarray
    label_names: tuple[str, ...]
    sizes: tuple[int, ...]
    arrays: Mapping[str, np.ndarray]
    metrics: Mapping[str, Any]
    decode: Callable[[np.ndarray], np.ndarray]

    def __len__(self) -> int:
        return len(self.images)

    @property
    def pixels(self) -> int:
        """Numbers in one image."""
        return int(np.prod(self.images.shape[1:]))

    @property
    def measured(self) -> int:
        """How many test images the mean errors are measured on."""
        return int(self.metrics.get("test_images", len(self)))

    def codes(self, k: int) -> np.ndarray:
        """Codes of the test images, (n, k)."""
        return self.arrays[f"codes_{k}"]

    def rebuilt(self, image: int, k: int, method: str = "autoencoder") -> np.ndarray:
        """One test image rebuilt from k values by "autoencoder" or "pca", (h, w)."""
        if method == "autoencoder":
            return self.decode(self.codes(k)[image : image + 1])[0]
        axes, mean = self.arrays["pca_axes"][:k].astype(np.float32), self.arrays["pca_mean"]
        shadow = axes.T @ (axes @ (self.images[image].ravel() - mean)) + mean
        return shadow.reshape(self.images.shape[1:])

    def error(self, image: int, k: int, method: str = "autoencoder") -> float:
        """Squared error of one image."""
        return float(self.arrays[f"{method}_error_{k}"][image])

    def mean_error(self, k: int, method: str = "autoencoder") -> float:
        """Squared error per image, the mean over all test images."""
        return float(self.metrics[method][str(k)])

    @property
    def mean_image_error(self) -> float:
        """Squared error per image of answering every time with the mean training image."""
        return float(self.metrics["mean_image"])

    def error_map(self, image: int, k: int) -> np.ndarray:
        """Rebuilt minus original of one image, (h, w)."""
        return self.rebuilt(image, k) - self.images[image]

    def ladder(self, image: int, method: str = "autoencoder") -> np.ndarray:
        """One image rebuilt at every latent size, (sizes, h, w)."""
        return np.stack([self.rebuilt(image, k, method) for k in self.sizes])

    def winners(self) -> dict[str, list[int]]:
        """For "autoencoder" and "pca" the latent sizes at which its mean error is the lower one."""
        better = {k: min(METHODS, key=lambda method: self.mean_error(k, method)) for k in self.sizes}
        return {method: [k for k in self.sizes if better[k] == method] for method in METHODS}

    @property
    def samples(self) -> list[int]:
        """Position of the first image of each class."""
        return [int(np.flatnonzero(self.labels == label)[0]) for label in np.unique(self.labels)]

    @property
    def plane_axes(self) -> tuple[np.ndarray, np.ndarray]:
        """The axes, (a,) and (b,), of a grid over the middle of the codes of two values."""
        return self.arrays["axis_1"], self.arrays["axis_2"]

    def plane(self) -> np.ndarray:
        """What the two-value autoencoder decodes over that grid, in reading order, (a·b, h, w)."""
        return self.decode(grid(*self.plane_axes))

    @property
    def middle_tile(self) -> int:
        """Number of the place on the plane that is nearest to the median code."""
        places = grid(*self.plane_axes)
        return int(np.linalg.norm(places - np.median(self.codes(2), axis=0), axis=1).argmin())

    def nearest_code(self, z: np.ndarray) -> tuple[int, float]:
        """The test image whose code of two values lies nearest to z (2,), and how far away it is."""
        distances = np.linalg.norm(self.codes(2) - z, axis=1)
        return int(distances.argmin()), float(distances.min())

    def reach(self, k: int) -> float:
        """The largest value in any code, without its sign: where the axes of codes end."""
        return float(np.abs(self.codes(k)).max())


def squeezed(
    title: str,
    images: np.ndarray,
    labels: np.ndarray,
    label_names: tuple[str, ...],
    arrays: Mapping[str, np.ndarray],
    metrics: Mapping[str, Any],
    decode: Callable[[np.ndarray], np.ndarray],
) -> Squeezed:
    """The same, with the latent sizes read from the names of the arrays."""
    sizes = tuple(sorted(int(key.removeprefix("codes_")) for key in arrays if key.startswith("codes_")))
    return Squeezed(title, images, labels, label_names, sizes, arrays, metrics, decode)
