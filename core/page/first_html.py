"""What a page shows before any script has come: title, words and a picture inside Streamlit's own HTML.

Streamlit's HTML is empty, and is filled after a megabyte of scripts: ten seconds on a slow link. Here the same words
that the page begins with stand in it at once, over everything until the page's own heading is there, which a rule
of style alone decides. A service that shows a preview of a link finds its title, words and picture in the head.
"""

import asyncio
import html
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import streamlit
from streamlit import config

from core.page import answers, lessons, script, text
from core.page.answers import Packed, answer, packed
from core.page.links import LINKS
from core.page.parameters import START
from core.page.previews import Preview, card, preview
from core.pictures import png

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

APP = "Latent spaces"
INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
NO_SCRIPT = "The pictures and sliders of this page are drawn by scripts: allow JavaScript for this site to see them."
SCRIPT = f'<script defer src=".{script.PATH}" data-app="{{}}"></script>'  # with the way from the page to the app
STYLE = Path(__file__).parent / "first.css"
STYLESHEET = re.compile(r"\s*<link rel=\"stylesheet\"[^>]*>")
SCRIPTS = INDEX.parent / "static" / "js"
DRAWING = ("ArrowVegaLiteChart", "Button", "ButtonGroup", "Checkbox", "Html", "PageLink", "Slider")  # what pages show
BESIDES = {START: ("ImageList",), "Projections": ("Selectbox",)}  # and these, without a click
IMPORT = re.compile(r'"\./(?<=[mt]"\./)([^"]+\.js)"')  # from"./x.js" or import"./x.js", found by its middle
FONT = re.compile(r"\s*<link\s+rel=\"preload\"[^>]*as=\"font\"[^>]*/>")


class Words(NamedTuple):
    """What a page is called and says first."""

    title: str
    lead: str  # Markdown


def words(label: str) -> Words:
    """The title and lead of the page that the links call `label`."""
    return Words(APP if label == START else label, text.section(label.lower(), "lead"))


def plain(markdown: str) -> str:
    """The words of a paragraph alone, on one line."""
    return " ".join(re.sub(r"<[^>]+>", "", text.marked_up(markdown)).split())


def head(page: Words, picture: str) -> str:
    """What stands in the head of a page: for browsers' tabs, search engines and previews of links."""
    name, lead = html.escape(page.title), html.escape(html.unescape(plain(page.lead)))
    title = name if page.title == APP else f"{name} · {APP}"
    shown = f'<meta property="og:image" content="{picture}" />' if picture else ""
    return f"""<title>{title}</title>
    <meta name="description" content="{lead}" />
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content="{APP}" />
    <meta property="og:title" content="{title}" />
    <meta property="og:description" content="{lead}" />
    {shown}
    <meta name="twitter:card" content="{"summary_large_image" if picture else "summary"}" />
    <style>{colours()}{STYLE.read_text(encoding="utf-8")}</style>"""


def colours() -> str:
    """The colours of both themes, as the app has them, for the first page's own rules."""
    rules = []
    for theme, query in (("light", "all"), ("dark", "(prefers-color-scheme: dark)")):
        text_colour, ground = (config.get_option(f"theme.{theme}.{name}Color") for name in ("text", "background"))
        rules.append(f"@media {query}{{#first{{color:{text_colour};background:{ground}}}}}")
    return "".join(rules) + f"#first a{{color:{config.get_option('theme.primaryColor')}}}"


def body(page: Words, drawing: str) -> str:
    """The words and the drawing of a page, and the way to the others."""
    links = "".join(f'<a href="{"./" if label == START else f"./{label}"}">{label}</a>' for label in LINKS.values())
    return (
        f'<div id="first"><nav>{links}</nav><h1>{html.escape(page.title)}</h1><p>{text.marked_up(page.lead)}</p>'
        f"<noscript><p>{NO_SCRIPT}</p></noscript>{drawing}</div>"
    )


def first_html(label: str, found: Preview, picture: str) -> bytes:
    """Streamlit's HTML with the words and drawing of a page. `picture` is the address of its preview, or ""."""
    page = words(label)
    made = INDEX.read_text(encoding="utf-8")
    sheet, font = (taken(pattern, made) for pattern in (STYLESHEET, FONT))
    icon = f'<link rel="shortcut icon" href="{png.data_uri(np.asarray(png.icon()))}" />'
    for old, new in (
        # The app's own script comes before Streamlit's. The start page is the app's address, without a slash as well.
        (r"<title>.*?</title>", SCRIPT.format("" if label == START else "./") + head(page, picture)),
        (r'<link rel="shortcut icon"[^>]*>', icon),
        (r"<noscript>.*?</noscript>", ""),
        # The words wait for neither the style nor the font of what comes after them.
        (STYLESHEET.pattern, ""),
        (FONT.pattern, ""),
        (r'<div id="root"></div>', f'<div id="root"></div>{body(page, found.svg)}{sheet}{font}{ahead(label)}'),
    ):
        made = replaced(old, new, made)
    return made.encode()


def ahead(label: str) -> str:
    """Links to the scripts that draw what a page begins with, so that they come while it is still being computed.

    Streamlit asks for each only once there is something to draw with it, and then for what that imports. The largest
    come first: on a slow link each small one waits for its answer most of the time, and leaves the line to them.
    """
    named = re.findall(r'/js/([^"]+\.js)"', INDEX.read_text(encoding="utf-8"))
    last = [path.name for each in (*DRAWING, *BESIDES.get(label, ())) for path in SCRIPTS.glob(f"{each}.*.js")]
    found = sorted(imported(last, frozenset(named)), key=lambda name: (-(SCRIPTS / name).stat().st_size, name))
    return "".join(f'<link rel="modulepreload" href="./static/js/{name}" fetchpriority="low">' for name in found)


def imported(names: Iterable[str], known: Collection[str]) -> set[str]:
    """The scripts with these names and all that they import, and so on, but for what is known."""
    found, left = set[str](), list(names)
    while left:
        if (name := left.pop()) not in known and name not in found:
            found.add(name)
            left += IMPORT.findall((SCRIPTS / name).read_text(encoding="utf-8"))
    return found


def taken(pattern: re.Pattern[str], page: str) -> str:
    """The one place of Streamlit's HTML that a pattern finds. Raises ValueError where there is none."""
    if (found := pattern.search(page)) is None:
        raise ValueError(
            f"Streamlit's own page has nothing like {pattern.pattern}: install what requirements.txt names."
        )
    return found.group().strip()


def replaced(old: str, new: str, page: str) -> str:
    """A page with another text in one place. Raises ValueError where it has no such place."""
    taken(re.compile(old, re.DOTALL), page)
    return re.sub(old, lambda _: new, page, count=1, flags=re.DOTALL)


class FirstPages:
    """Answers requests for pages, their script and their previews; leaves others to the app."""

    def __init__(self, app: "ASGIApp") -> None:
        self.app, self.base = app, answers.base_of_app()
        self.labels = {"/" if label == START else f"/{label}": label for label in LINKS.values()}

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        path = answers.asked_for(scope, self.base)
        if path == script.PATH:
            file = await asyncio.to_thread(packed, script.script(), answers.coding_for(dict(scope["headers"])))
            await answer(scope, file, "text/javascript; charset=utf-8", answers.ASKED_ANEW)(scope, receive, send)
        elif path in self.labels:
            at = address(scope, self.base)
            page = await asyncio.to_thread(
                packed_page, self.labels[path], at, answers.coding_for(dict(scope["headers"]))
            )
            await answer(scope, page, "text/html; charset=utf-8", answers.ASKED_ANEW)(scope, receive, send)
        elif (found := lessons.page_at(path)) is not None:
            file = await asyncio.to_thread(packed, found, answers.coding_for(dict(scope["headers"])))
            await answer(scope, file, "text/html; charset=utf-8", answers.ASKED_ANEW)(scope, receive, send)
        elif path.startswith("/preview.") and (png_file := await asyncio.to_thread(card, path)) is not None:
            await answer(scope, packed(png_file, ""), "image/png", answers.KEPT_FOR_GOOD)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def address(scope: "Scope", base: str) -> str:
    """Where a browser found the app, as in https://example.org/latent; "" where the request does not say.

    A proxy that ends TLS names the scheme.
    """
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    secure = headers.get(b"x-forwarded-proto", scope.get("scheme", "http").encode()).startswith(b"https")
    return f"http{'s' * secure}://{host}{base}" if answers.HOST.fullmatch(host) else ""


@lru_cache(maxsize=64)  # pages under a few names of the host; who forges names drives out others, and no more
def packed_page(label: str, at: str, coding: str) -> Packed:
    """A page at an address, compressed."""
    found = preview(label)
    return packed(first_html(label, found, at + found.path if at and found.path else ""), coding)
