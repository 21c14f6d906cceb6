"""Ten lessons of five minutes for a class, and worksheets to print for three of them: plain HTML, without a script.

Each is a link into a page, with two sentences: what to do there, and what to talk about. `/lessons` lists them, and
`/worksheet-1` to `/worksheet-3` are for paper.
"""

import html
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from core.page.parameters import AUTOENCODER, PROJECTIONS, VAE

LESSONS_AT = "/lessons"
STYLE = """body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1.15rem/1.5 "Source Sans",sans-serif;color:#1f2430;
background:#fff}a{color:#1f5fcc}li{margin:0 0 1.2rem}li a,nav a{display:inline-block;padding:.5rem 0}
hr{border:0;border-bottom:1px solid #888;margin:2.2rem 0}@media print{nav{display:none}body{margin:0;font-size:13pt}}"""


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Args:
        title: the question.
        page: where it is.
        anchor: the section.
        link: the parameters of the link.
        do: one sentence, what to do.
        discuss: one sentence, what to talk about.
        sheet: questions for paper; () where it has no worksheet.
    """

    title: str
    page: str
    anchor: str
    link: MappingProxyType[str, Any]
    do: str
    discuss: str
    sheet: tuple[str, ...] = field(default=())

    @property
    def address(self) -> str:
        """The link, from any page of the app."""
        return f"./{self.page}?{urlencode({**self.link, 'start': self.anchor}, doseq=True)}"


def lesson(title: str, page: str, anchor: str, do: str, discuss: str, *sheet: str, **link: Any) -> Lesson:
    """A lesson with its link as it is written in the table below."""
    return Lesson(title, page, anchor, MappingProxyType(link), do, discuss, sheet)


LESSONS = (
    lesson(
        "How many numbers does a face need?", AUTOENCODER, "squeeze",
        "Move the latent size from few numbers to many, and stop where you would know the face again.",
        "Which parts of the face came back first, and why might that be?",
        "At how many numbers did you know the face again?",
        "Which parts were still wrong there?",
        "Choose another test image. Does it need as many numbers? Why, or why not?",
        "Write down the squared error with 2, 6 and 16 numbers. What does each step save?",
        data="faces", k=2,
    ),
    lesson(
        "What does a code keep first?", AUTOENCODER, "kept",
        "Compare what the autoencoder and PCA keep with few numbers.",
        "What would you keep of a face if you had only two numbers?",
        data="faces", kept_by="pca",
    ),
    lesson(
        "Does every code mean something?", AUTOENCODER, "random",
        "Draw random codes several times, and count the pictures that are no digit.",
        "Why can a network that rebuilds well fail to draw?",
        data="mnist", draw=1,
    ),
    lesson(
        "What lies between two digits?", AUTOENCODER, "between",
        "Choose two test images, and walk from one to the other.",
        "Is every picture on the way a digit, and would you expect it to be?",
        data="mnist", a=0, b=1,
    ),
    lesson(
        "What if an image were a cloud?", VAE, "cloud",
        "Draw other points of the cloud, and compare the pictures that come from them.",
        "What is gained by giving an image a cloud, and what is lost?",
        data="digits", image=3,
    ),
    lesson(
        "Can it draw pictures nobody drew?", VAE, "new",
        "Draw new faces with another seed, and look for one that could be real.",
        "Who made this picture: the network, chance, or the people whose pictures it saw?",
        "Sketch the new face that you like best.",
        "What could tell you that it is not one of the pictures that the network has seen?",
        "Draw twelve and count: how many have a fault? Which faults come again?",
        data="faces", count=12, sample=1,
    ),
    lesson(
        "What does a tidy code space cost?", VAE, "beta",
        "Drag β from small to large, and watch the clouds and the price.",
        "Which β would you take for drawing, and which for rebuilding?",
        data="digits", beta=1,
    ),
    lesson(
        "Is a bigger blob a bigger group?", PROJECTIONS, "maps",
        "One cluster is ten times as wide as the other: look for that on the three maps, at several perplexities.",
        "Which map would have told you, had you not known?",
        data="toy-two-sizes", perplexity=30,
    ),
    lesson(
        "Do gaps on a map mean anything?", PROJECTIONS, "maps",
        "Two clusters are 10 apart and the third one 40 farther: look for the far one on each map.",
        "What would you tell somebody who measures gaps on such a map with a ruler?",
        "Guess from t-SNE's map alone: which cluster is the far one?",
        "Measure both gaps on each map with a ruler. How many times as large is the far one?",
        "In the data it is four times as large. Which map comes nearest?",
        "Change the perplexity and measure again. What stays, and what does not?",
        data="toy-three-distances", perplexity=30,
    ),
    lesson(
        "Is it real, or would noise look the same?", PROJECTIONS, "real",
        "Compare the maps of pure noise at a low perplexity with those of noise like it.",
        "What should one always look at beside one's own map?",
        data="toy-noise", perplexity=2,
    ),
)  # fmt: skip
SHEETS = tuple(each for each in LESSONS if each.sheet)


def page_at(path: str) -> bytes | None:
    """The page with this path; None where it is none of these."""
    pages = {LESSONS_AT: listed()} | {f"/worksheet-{i}": paper(each) for i, each in enumerate(SHEETS, 1)}
    return whole(*pages[path]).encode() if path in pages else None


def listed() -> tuple[str, str]:
    """The title and the body of the list."""
    rows = "".join(
        f"<li><a href='{html.escape(each.address)}'>{html.escape(each.title)}</a><br>{html.escape(each.do)} "
        f"{html.escape(each.discuss)}{sheet_of(each)}</li>"
        for each in LESSONS
    )
    told = (
        "Each takes five minutes and needs nothing but the link. For a projector, put <code>type=large</code> into a "
        "link; to leave sections out, <code>hide=</code> and their names. With <code>start=</code> and a name the page "
        "opens at that section, as these links do. To show a page within one of your school's, "
        "put <code>embed=true</code> into its link, and ask whoever runs this app to allow your site."
    )
    return "Ten lessons", f"<p>{told}</p><ol>{rows}</ol>"


def sheet_of(each: Lesson) -> str:
    """The way to a lesson's worksheet, where it has one."""
    return f" <a href='./worksheet-{SHEETS.index(each) + 1}'>Worksheet to print</a>" if each in SHEETS else ""


def paper(each: Lesson) -> tuple[str, str]:
    """The title and the body of a worksheet."""
    questions = "".join(f"<li>{html.escape(question)}<hr><hr></li>" for question in each.sheet)
    body = (
        f"<p>Name:</p><hr><p>{html.escape(each.do)}</p><p><a href='{html.escape(each.address)}'>Open the page</a></p>"
        f"<ol>{questions}</ol><p>{html.escape(each.discuss)}</p><hr><hr>"
    )
    return each.title, body


def whole(title: str, body: str) -> str:
    """A page of HTML."""
    ways = "<nav><a href='./'>Latent spaces</a> · <a href='./lessons'>All lessons</a></nav>"
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>{html.escape(title)} · Latent spaces</title>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'><style>{STYLE}</style></head>"
        f"<body>{ways}<main><h1>{html.escape(title)}</h1>{body}</main></body></html>"
    )
