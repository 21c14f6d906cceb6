"""The texts of the pages."""

import pytest

from core.page import text

PAGES = sorted(path.stem for path in text.FOLDER.glob("*.md"))


@pytest.mark.parametrize("page", PAGES)
def test_every_section_has_words_and_no_shouting(page):
    for key, words in text.sections(page).items():
        assert key
        assert words
        assert "!" not in words.replace("!=", "").replace("\\!", "")  # in a formula it is a space
