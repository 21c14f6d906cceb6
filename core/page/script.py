"""The app's one script of its own: page.js, with what it is told of the app, and heard.js after it."""

import json
from functools import lru_cache
from pathlib import Path

from streamlit import config

from core.page import text

PARTS = [Path(__file__).parent / name for name in ("page.js", "heard.js")]
TERMS, ORIGINS = "/* terms */ {}", "/* origins */ []"  # in the script: explanations, and sites that may frame the app
PATH = "/page.js"  # in the app's address


@lru_cache(maxsize=1)
def script() -> bytes:
    """The script as it is sent."""
    terms = {text.term_key(term): " ".join(words.split()) for term, words in text.sections("glossary").items()}
    written = "\n".join(part.read_text(encoding="utf-8") for part in PARTS)
    written = written.replace(ORIGINS, json.dumps(config.get_option("client.allowedOrigins")))
    return written.replace(TERMS, json.dumps(terms, ensure_ascii=False)).encode()
