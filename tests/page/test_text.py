"""The texts of the pages."""

import re
import subprocess
import sys

import pytest

from core.artefacts import files
from core.page import text

PAGES = sorted(path.stem for path in text.FOLDER.glob("*.md"))


@pytest.mark.parametrize("page", PAGES)
def test_every_section_has_words_and_no_shouting(page):
    for key, words in text.sections(page).items():
        assert key
        assert words
        assert "!" not in words.replace("!=", "").replace("\\!", "")  # in a formula it is a space


def shown_programs():
    """Every program on the pages: a block of Python in a text."""
    return {
        f"{page}-{key}": code
        for page in PAGES
        for key, words in text.sections(page).items()
        for code in re.findall(r"```python\n(.*?)```", words, re.S)
    }


def test_every_program_on_the_pages_is_run():
    assert shown_programs().keys() == FIGURES.keys()


FIGURES = {  # the shipped network that does what a program does, and how far off a fifth of the epochs may end
    "autoencoder-pytorch": ("autoencoder-digits-k2", "test_total", 0.4),
    "vae-maths-code": ("vae-digits-k2-beta1", "test_total", 0.1),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_program_on_a_page_runs_as_it_stands_and_comes_to_the_figure_of_the_shipped_network(name):
    code = shown_programs()[name]
    shorter = code.replace("epochs, batch = 100", "epochs, batch = 20")
    assert shorter != code
    ran = subprocess.run([sys.executable, "-c", shorter], capture_output=True, text=True, check=False, timeout=200)
    assert ran.returncode == 0, ran.stderr
    model, figure, off = FIGURES[name]
    printed = float(ran.stdout.split()[-1])
    assert printed == pytest.approx(files.provenance(model)["metrics"][figure], rel=off)
