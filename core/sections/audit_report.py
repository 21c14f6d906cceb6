"""The report on a brought map: one HTML file with its figures and its pictures, which asks for nothing else."""

from collections.abc import Sequence
from html import escape

import numpy as np

from core.maps.audit import Audit, Audited, verdict
from core.maps.doubt import KINDS
from core.page import text
from core.pictures import colours

SIDE, DOT = 360, 2.2
WORST = 10
KIND_COLOURS = (colours.RAMP[0], colours.RAMP[2], colours.RAMP[4], colours.RAMP[6])
FIGURES = ("Neighbours kept", "Trustworthiness", "Continuity", "Triplets kept", "Rank correlation")
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse}td,th{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #ccc}"
    "th:first-child,td:first-child{text-align:left}figure{display:inline-block;margin:.5rem}svg{border:1px solid #ccc;"
    "max-width:100%}.key i{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin:0 .3em 0 1em}"
)


def as_html(found: Audit, title: str, called: Sequence[str]) -> bytes:
    """The report on the map of a table with this title; `called` are the names of the measured rows, n words."""
    said = "".join(f"<p>{text.marked_up(each)}</p>" for each in verdict(found))
    head = "".join(f"<th scope=col>{name}</th>" for name in ("Map", *FIGURES))
    body = "".join(
        f"<tr><th scope=row>{escape(name)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for name, *cells in figures(found)
    )
    keys = zip(KIND_COLOURS, KINDS, strict=True)
    key = "".join(f'<i style="background:{colour}"></i>{kind}' for colour, kind in keys)
    pictures = "".join(
        f"<figure>{drawn(each)}<figcaption>{escape(each.title)}</figcaption></figure>" for each in found.maps
    )
    rows = "".join(f"<li>{escape(called[i])}: {found.maps[0].found.worst[i]:.2f}</li>" for i in worst(found))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Which of it can be believed?</title>'
        f"<style>{STYLE}</style><h1>Which of this map can be believed?</h1><p>{escape(title)}, {len(called):,} "
        f"points measured.</p>{said}<h2>Figures</h2><table><tr>{head}</tr>{body}</table><h2>Maps by doubt</h2>"
        f'<p class="key">{key}</p>{pictures}<h2>The points that mislead most</h2><p>1 is perfect, about 0.5 a place by '
        f"chance.</p><ol>{rows}</ol></html>"
    ).encode()


def figures(found: Audit) -> list[tuple[str, ...]]:
    """A line for each map and one for chance: a name and its figures, in the order of `FIGURES`."""
    lines = [(each.title, each.quality) for each in found.maps] + [("By chance", found.chance)]
    return [(title, *(f"{value:z.2f}" if np.isfinite(value) else "–" for value in quality)) for title, quality in lines]


def worst(found: Audit) -> np.ndarray:
    """The points of the brought map that mislead most, the worst one first."""
    return np.asarray(np.argsort(found.maps[0].found.worst, kind="stable")[:WORST])


def drawn(each: Audited) -> str:
    """A map as SVG, its first two axes, each point in the colour of its doubt."""
    places = each.positions[:, :2].astype(np.float64)
    low, reach = places.min(axis=0), float(np.ptp(places, axis=0).max()) or 1.0
    at = 8 + (places - low) / reach * (SIDE - 16)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{SIDE - y:.1f}" r="{DOT}" fill="{KIND_COLOURS[kind]}"/>'
        for (x, y), kind in zip(at, each.found.kinds, strict=True)
    )
    counts = np.bincount(each.found.kinds, minlength=len(KINDS))
    told = ", ".join(f"{count:,} {kind}" for count, kind in zip(counts, KINDS, strict=True))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" '
        f'role="img" aria-label="{escape(each.title)}: {told}">{dots}</svg>'
    )
