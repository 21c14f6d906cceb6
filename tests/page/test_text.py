"""The texts of the pages."""

import re

import pytest
import torch
from torch import nn

from core.data import datasets
from core.page import text

PAGES = sorted(path.stem for path in text.FOLDER.glob("*.md"))


@pytest.mark.parametrize("page", PAGES)
def test_every_section_has_words_and_no_shouting(page):
    for key, words in text.sections(page).items():
        assert key
        assert words
        assert "!" not in words.replace("!=", "").replace("\\!", "")  # in a formula it is a space


def test_the_lines_of_pytorch_on_the_page_do_it():
    """The code on the page, run on some of the digits for fewer epochs, lowers the loss."""
    code = re.search(r"```python\n(.*?)```", text.section("autoencoder", "pytorch"), re.S).group(1)
    assert len(code.strip().splitlines()) <= 12
    images = torch.tensor(datasets.load("digits").values[:320])
    mean_error = (images - images.mean(0)).square().sum((1, 2)).mean().item()
    names = {"torch": torch, "nn": nn, "images": images}
    with torch.random.fork_rng():
        torch.manual_seed(0)
        exec(code.replace("epochs, batch = 100", "epochs, batch = 20"), names)
    assert names["loss"].item() < 0.85 * mean_error
    assert names["z"].shape == (64, 2)


def test_source_shows_a_function_as_it_stands_in_the_file():
    shown = text.source("networks/losses", "kl_to_prior")
    assert shown.startswith("def kl_to_prior(")
    assert shown in (text.CORE / "networks/losses.py").read_text(encoding="utf-8")
    with pytest.raises(KeyError):
        text.source("networks/losses", "no_such_loss")
