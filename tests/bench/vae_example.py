"""The VAE example of PyTorch beside ours: how long each takes to the same figure on MNIST.

    LATENT_DATA_DIR=... python tests/bench/vae_example.py

The peer follows the published recipe (https://github.com/pytorch/examples/tree/main/vae): 784-400-20-400-784 with
ReLU, Adam at 0.001, batches of 128 from torchvision's MNIST through a DataLoader, cross-entropy + KL summed over a
batch, 10 epochs over 60,000 images. Its figure is the loss per test image after the last epoch. Ours trains on 55,000
with `core.networks.training` until it has reached that figure, on the test images, at the end of an epoch of a run as
short as `EPOCHS`. Both run in this process on one thread, one after the other; the clock stops while a test error is
measured. The peer is run a second time with its images held in memory, as ours are: what is left is the recipe.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from core.data import datasets, mnist  # noqa: E402
from core.networks import training  # noqa: E402
from core.settings import VAESettings  # noqa: E402
from tests.bench.table import Row  # noqa: E402

EPOCHS = 6
OURS = VAESettings(
    dataset="mnist", latent=20, likelihood="bernoulli", width=400, epochs=EPOCHS, batch=128, learning_rate=0.003
)


class Example(nn.Module):
    """The network of the recipe."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.mu, self.log_var = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784), nn.Sigmoid())

    def loss(self, x: Tensor) -> Tensor:
        """Cross-entropy + KL of images x (n, 784), summed over all of them."""
        hidden = functional.relu(self.hidden(x))
        mu, log_var = self.mu(hidden), self.log_var(hidden)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        kl = -0.5 * torch.sum(1 + log_var - mu.square() - log_var.exp())
        return functional.binary_cross_entropy(self.decoder(z), x, reduction="sum") + kl


def peer(epoch_batches: Callable[[], Iterable[Tensor]], test: Tensor) -> tuple[float, float]:
    """Train the recipe for its 10 epochs: its loss per test image, and the seconds of training."""
    torch.manual_seed(1)  # as the recipe does: its layers, noise and loader draw from torch's own generator
    model, seconds = Example(), 0.0
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(10):
        began = time.perf_counter()
        for x in epoch_batches():
            optimizer.zero_grad()
            model.loss(x.reshape(-1, 784)).backward()
            optimizer.step()
        seconds += time.perf_counter() - began
    with torch.no_grad():
        return model.loss(test.reshape(-1, 784)).item() / len(test), seconds


def loaded(folder: Path) -> Callable[[], Iterator[Tensor]]:
    """Batches as the recipe loads them: image by image from torchvision."""
    images = mnist.torchvision_datasets().MNIST  # imported with care for a torchvision that does not fit its torch
    from torchvision import transforms

    loader = DataLoader(images(folder, train=True, transform=transforms.ToTensor()), batch_size=128, shuffle=True)
    return lambda: (x for x, _ in loader)


def held(images: Tensor) -> Callable[[], Iterable[Tensor]]:
    """Batches of images held in memory."""
    return lambda: (images[rows] for rows in torch.randperm(len(images)).split(128))


def ours(dataset: datasets.Dataset, goal: float) -> tuple[float, float, int]:
    """Train ours until `goal`: its loss per test image, the seconds of training, and the epochs that took."""
    state, images = training.start(OURS, dataset), training.part_images(dataset, "test")
    while True:
        state = training.step(state, dataset)
        found = training.evaluate(training.restore(state), images, OURS).total
        if found <= goal or state.finished:
            return found, sum(epoch.seconds for epoch in state.history), state.epoch


def rows() -> Iterator[Row]:
    """Ours to the loss of the example, beside its recipe."""
    torch.set_num_threads(1)
    dataset = datasets.load("mnist")
    figure, seconds = peer(loaded(datasets.data_directory()), training.part_images(dataset, "test"))
    found, ours_took, _ = ours(dataset, figure)
    yield Row(
        "VAE of 20 values to the loss of the example", "pytorch/examples", ours_took, seconds, 0.30,
        quality=("nats", found, figure), limit="four to six epochs are needed, each at what its matrices cost",
    )  # fmt: skip


def main() -> None:
    torch.set_num_threads(1)
    dataset = datasets.load("mnist")
    test = training.part_images(dataset, "test")
    everything = torch.from_numpy(dataset.values[: datasets.MNIST_TRAIN])
    figure, seconds = peer(loaded(datasets.data_directory()), test)
    held_figure, held_seconds = peer(held(everything), test)
    found, our_seconds, epochs = ours(dataset, figure)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, one thread, torch {torch.__version__}\n"
    )
    print("| run | test loss, nats per image | training, s | of the recipe's time |")
    print("|---|---|---|---|")
    print(f"| recipe of the example, 10 epochs | {figure:.2f} | {seconds:.0f} | 1 |")
    print(
        f"| the same, images held in memory | {held_figure:.2f} | {held_seconds:.0f} | {held_seconds / seconds:.2f} |"
    )
    print(f"| ours, epoch {epochs} of {EPOCHS} | {found:.2f} | {our_seconds:.0f} | {our_seconds / seconds:.2f} |")


if __name__ == "__main__":
    main()
