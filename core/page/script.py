"""The app's one script of its own, page.js, with the explanations of terms that it shows."""

import json
from functools import lru_cache
from pathlib import Path

from core.page import text

SCRIPT = Path(__file__).parent / "page.js"
PLACE = "/* terms */ {}"  # in the script
PATH = "/page.js"  # in the app's address


@lru_cache(maxsize=1)
def script() -> bytes:
    """The script as it is sent."""
    terms = {text.term_key(term): " ".join(words.split()) for term, words in text.sections("glossary").items()}
    return SCRIPT.read_text(encoding="utf-8").replace(PLACE, json.dumps(terms, ensure_ascii=False)).encode()
