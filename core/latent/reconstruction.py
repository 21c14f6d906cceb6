"""What the shipped autoencoders of one data set make of its test images: codes, rebuilt images, errors by latent size.

Every figure is measured on images that no model has learned from. The error of an image is the squared difference
between rebuilt and original, summed over its pixels; beside the autoencoder stand PCA with as many values, and the
mean training image, which needs no code at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np

from core.latent.codes import grid, one_by_one

METHODS = ("autoencoder", "pca")
PLANE = 2  # values of the code whose plane is decoded
USUAL = 0.98  # of the values of codes: the others lie so far out that all would look like nothing beside them


class Pictures(NamedTuple):
    """Images of a data set that a page can't load, in 256 grey levels; the fields are arrays of the file.

    Args:
        images: the n test images, (n, h, w).
        labels: their classes, (n,).
        references: training images that pictures are held against, (m, h, w).
    """

    images: np.ndarray
    labels: np.ndarray
    references: np.ndarray

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """The pictures among the arrays of a file."""
        return cls(*(arrays[key] for key in cls._fields))


class AutoencoderFamily(NamedTuple):
    """What is shipped of a family of autoencoders beside their weights.

    Args:
        rows: of the n test images in the data set, (n,).
        pca_mean: the mean training image, (d,).
        pca_axes: the principal axes of the training images, widest first, (largest k, d).
        codes: for each latent size k, rising, the codes of the test images, (n, k).
        errors: for each of `METHODS` and each k, the squared error of each image, (n,).
        axes: both axes of the decoded plane of two values, (side,) each: a grid over the middle of their codes.
        pictures: of a data set that is not embedded, what a page shows of it.
    """

    rows: np.ndarray
    pca_mean: np.ndarray
    pca_axes: np.ndarray
    codes: Mapping[int, np.ndarray]
    errors: Mapping[str, Mapping[int, np.ndarray]]
    axes: tuple[np.ndarray, np.ndarray]
    pictures: Pictures | None = None

    def to_arrays(self) -> dict[str, np.ndarray]:
        """As arrays by name; `from_arrays` reads them."""
        arrays = {"rows": self.rows, "pca_mean": self.pca_mean, "pca_axes": self.pca_axes}
        arrays |= self.pictures._asdict() if self.pictures else {}
        for k, codes in self.codes.items():
            arrays |= {f"{method}_error_{k}": self.errors[method][k] for method in METHODS}
            arrays[f"codes_{k}"] = codes
            if k == PLANE:
                arrays |= dict(zip(("axis_1", "axis_2"), self.axes, strict=True))
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """What the arrays of a file hold."""
        sizes = sorted(int(key.removeprefix("codes_")) for key in arrays if key.startswith("codes_"))
        codes = {k: arrays[f"codes_{k}"] for k in sizes}
        errors = {method: {k: arrays[f"{method}_error_{k}"] for k in sizes} for method in METHODS}
        axes = arrays["axis_1"], arrays["axis_2"]
        pictures = Pictures.from_arrays(arrays) if "images" in arrays else None
        return cls(arrays["rows"], arrays["pca_mean"], arrays["pca_axes"], codes, errors, axes, pictures)


class FormingPlane(NamedTuple):
    """The plane of two values while a network learns; the fields are the arrays of a file.

    Args:
        rows: of the n test images in the data set, (n,).
        stops: numbers of epochs, rising, (stops,).
        codes: of the test images after so many epochs, (stops, n, 2).
    """

    rows: np.ndarray
    stops: np.ndarray
    codes: np.ndarray


@dataclass(frozen=True, eq=False)
class Reconstruction:
    """Test images of a data set and what a family of autoencoders makes of them.

    Args:
        title: of the data set.
        images: test images, (n, h, w) in [0, 1].
        labels: (n,), positions in `label_names`.
        label_names: what each label means.
        samples: position of the first image of each class.
        family: what is shipped of the autoencoders, read-only.
        metrics: figures, measured on all test images.
        decode: the images (n, h, w) that codes (n, k) stand for, by the autoencoder with k values.
    """

    title: str
    images: np.ndarray
    labels: np.ndarray
    label_names: tuple[str, ...]
    samples: Sequence[int]
    family: AutoencoderFamily
    metrics: Mapping[str, Any]
    decode: Callable[[np.ndarray], np.ndarray]

    def __len__(self) -> int:
        return len(self.images)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The latent sizes k there are, rising."""
        return tuple(self.family.codes)

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
        return self.family.codes[k]

    def rebuilt(self, image: int, k: int, method: str = "autoencoder") -> np.ndarray:
        """One test image rebuilt from k values by "autoencoder" or "pca", (h, w)."""
        if method == "autoencoder":
            found: np.ndarray = self.decode(self.codes(k)[image : image + 1])[0]
            return found
        axes, mean = self.family.pca_axes[:k].astype(np.float32), self.family.pca_mean
        shadow: np.ndarray = axes.T @ (axes @ (self.images[image].ravel() - mean)) + mean
        return shadow.reshape(self.images.shape[1:])

    def error(self, image: int, k: int, method: str = "autoencoder") -> float:
        """Squared error of one image."""
        return float(self.family.errors[method][k][image])

    def mean_error(self, k: int, method: str = "autoencoder") -> float:
        """Squared error per image, the mean over all test images."""
        return float(self.metrics[method][str(k)])

    @property
    def mean_image_error(self) -> float:
        """Squared error per image of answering every time with the mean training image."""
        return float(self.metrics["mean_image"])

    def error_map(self, image: int, k: int) -> np.ndarray:
        """Rebuilt minus original of one image, (h, w)."""
        error: np.ndarray = self.rebuilt(image, k) - self.images[image]
        return error

    def turned(self, k: int, image: int, steps: int) -> np.ndarray:
        """The code of an image with each value moved through where codes of test images lie: (k, steps, k)."""
        low, high = np.quantile(self.codes(k), [1 - USUAL, USUAL], axis=0)
        return one_by_one(self.codes(k)[image], low, high, steps)

    def ladder(self, image: int, method: str = "autoencoder") -> np.ndarray:
        """One image rebuilt at every latent size, (sizes, h, w)."""
        return np.stack([self.rebuilt(image, k, method) for k in self.sizes])

    def winners(self) -> dict[str, list[int]]:
        """For "autoencoder" and "pca" the latent sizes at which its mean error is the lower one."""
        better = {k: min(METHODS, key=lambda method: self.mean_error(k, method)) for k in self.sizes}
        return {method: [k for k in self.sizes if better[k] == method] for method in METHODS}

    def plane(self) -> np.ndarray:
        """What the two-value autoencoder decodes over the grid of `family.axes`, in reading order, (a·b, h, w)."""
        return self.decode(grid(*self.family.axes))

    @property
    def middle_tile(self) -> int:
        """Number of the place on the plane that is nearest to the median code."""
        places = grid(*self.family.axes)
        return int(np.linalg.norm(places - np.median(self.codes(PLANE), axis=0), axis=1).argmin())

    def nearest_code(self, z: np.ndarray) -> tuple[int, float]:
        """The test image whose code of two values lies nearest to z (2,), and how far away it is."""
        distances = np.linalg.norm(self.codes(PLANE) - z, axis=1)
        return int(distances.argmin()), float(distances.min())

    def reach(self, k: int) -> float:
        """What all but a few values of codes stay below, without their sign: where the axes of codes end."""
        return float(np.quantile(np.abs(self.codes(k)), USUAL))
