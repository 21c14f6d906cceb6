"""Rows of small pictures, crisp, as one chart that fills its width on a desk and on a phone.

What lies under a mouse or a finger is drawn large, with words that say what it is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from core.charts import palette, touch
from core.charts.chart import Chart, Columns, finished
from core.pictures import colours

PICTURES, CAPTIONS = "pictures", "captions"  # the table, and the parameter that says what stands under its columns
GAP = 4  # pixels between pictures
NAME = 62  # pixels at least for the names of the rows, so that strips under one another stay in line
LARGE = 112  # pixels: side of the picture under a mouse or a finger, where the strip is as high
CHOICE_HEIGHT = 2 * 48  # pixels of pictures to choose from: two rows on a phone, each high enough for a thumb
NARROW = 460  # pixels: in a narrower place they stand in two rows
FOOT = {"bottom": 6}  # pixels: less than Streamlit leaves under charts, whose line of words stands above


def strips(
    rows: Mapping[str, Sequence[str]],
    captions: Sequence[str] | None = None,
    height: int = 200,
    picked: int | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
) -> Chart:
    """Rows of pictures under one another, each row with its name on the left.

    Args:
        rows: for each row's name its pictures as data URIs (small ones: they are enlarged without blur), n each.
        captions: what stands under each column, n short texts, or None.
        height: of the whole, without captions.
        picked: position of the column that is framed, or None.
        words: for each row's name what its pictures are, n texts; by default the names of row and column.

    Returns: a chart to be drawn with width="stretch".
    """
    table = alt.Chart(alt.NamedData(PICTURES)).encode(**touch.SILENT)
    plain: dict[str, Any] = {"title": None, "domain": False, "ticks": False, "labelFontSize": 12}
    label = alt.Axis(**plain, labelLimit=110, minExtent=NAME) if any(name.strip() for name in rows) else None
    under = alt.Axis(**plain, labelAngle=0, labelExpr=f"{CAPTIONS}[datum.value]") if captions is not None else None
    band = alt.Scale(type="band", padding=0)
    x, y = alt.X("column:O", axis=under, scale=band), alt.Y("row:N", axis=label, sort=list(rows), scale=band)
    side = f"min(bandwidth('x'), bandwidth('y')) - {GAP}"
    pictures = table.mark_image(width=alt.ExprRef(side), height=alt.ExprRef(side), smooth=False)
    # pictures themselves hear nothing in every browser: an invisible square over each does
    squares = table.mark_rect(opacity=0.001).encode(x=x, y=y)
    layers = [pictures.encode(x=x, y=y, url="picture:N")]
    if picked is not None:
        area = alt.ExprRef(f"pow({side} + {GAP}, 2)")
        frame = table.transform_filter(alt.datum.column == picked)
        layers.append(frame.mark_square(filled=False, color=colours.PICKED, strokeWidth=3, size=area).encode(x=x, y=y))
    first = next(iter(rows.values()))
    layers += [*large_picture(table, len(first), len(rows), height), squares.add_params(under_it())]
    drawn = palette.canvas(*layers).properties(height=height, padding=FOOT)
    if captions is not None:
        drawn = drawn.add_params(alt.param(name=CAPTIONS, value=list(captions)))
    return finished(drawn, {PICTURES: strip_columns(rows, captions, words)})


def under_it() -> alt.Parameter:
    """The selection of the picture under a mouse or a finger; none when the mouse has left."""
    fields = ["column", "line"]
    return alt.selection_point(name=touch.NEAR, fields=fields, on=touch.HOVERS, clear=touch.LEAVES, empty=False)


def large_picture(table: alt.Chart, columns: int, rows: int, height: int) -> list[alt.Chart]:
    """The picture under a mouse or a finger, large, over its neighbours but inside the chart; above, what it is."""
    side = min(LARGE, height)
    found = table.transform_filter({"param": touch.NEAR, "empty": False})
    middles = {
        "across": f"clamp((datum.column + 0.5) * width / {columns}, {side / 2}, width - {side / 2})",
        "down": f"clamp((datum.line + 0.5) * height / {rows}, {side / 2}, height - {side / 2})",
    }
    drawn = found.transform_calculate(**middles).mark_image(width=side, height=side, smooth=False)
    words = found.mark_text(align="left", baseline="bottom", fontSize=13, fontWeight=600, color=colours.NEUTRAL)
    return [
        drawn.encode(x=alt.X("across:Q", scale=None), y=alt.Y("down:Q", scale=None), url="picture:N"),
        words.encode(x=alt.value(0), y=alt.value(-4), text="words:N"),
    ]


def choice(count: int, picked: int | None) -> Chart:
    """Pictures to choose from, in one row, or in two where there is little room; the table is `strip_columns`.

    `picked` is the position of the one that is framed, or None. What is pressed is
    event.selection["pick"][0]["column"].
    """
    across = f"(width < {NARROW} ? {-(-count // 2)} : {count})"
    down = f"(width < {NARROW} ? 2 : 1)"
    wide, high = f"width / {across}", f"height / {down}"
    places = {
        "across": f"(datum.column % {across} + 0.5) * {wide}",
        "down": f"(floor(datum.column / {across}) + 0.5) * {high}",
        "left": f"datum.across - {wide} / 2", "right": f"datum.across + {wide} / 2",
        "top": f"datum.down - {high} / 2", "bottom": f"datum.down + {high} / 2",
    }  # fmt: skip
    table = alt.Chart(alt.NamedData(PICTURES)).transform_calculate(**places)
    x, y = (alt.X(f"{field}:Q", scale=None, axis=None) for field in ("across", "left"))
    side = f"min({wide}, {high}) - {GAP}"
    pictures = table.mark_image(width=alt.ExprRef(side), height=alt.ExprRef(side), smooth=False)
    middle = {"x": x, "y": alt.Y("down:Q", scale=None, axis=None)}
    squares = table.mark_rect(opacity=0.001, cursor="pointer").encode(
        x=y, x2="right", y=alt.Y("top:Q", scale=None, axis=None), y2="bottom", tooltip="words:N"
    )
    layers = [pictures.encode(**middle, url="picture:N", **touch.SILENT)]
    if picked is not None:
        frame = table.transform_filter(alt.datum.column == picked)
        area = alt.ExprRef(f"pow({side} + {GAP}, 2)")
        square = frame.mark_square(filled=False, color=colours.PICKED, strokeWidth=3, size=area)
        layers.append(square.encode(**middle, **touch.SILENT))
    layers.append(squares.add_params(touch.picks("pick", "column", start=picked, keys=("Pick picture", count))))
    drawn = palette.canvas(*layers).properties(height=CHOICE_HEIGHT, padding=FOOT)
    return finished(drawn.add_params(touch.row_said("pick_column", PICTURES)))


def strip_columns(
    rows: Mapping[str, Sequence[str]],
    captions: Sequence[str] | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
) -> Columns:
    """The table "pictures", a line for each: row, its number, column, picture, and what the picture is in words.

    Raises ValueError when the rows differ in length.
    """
    said = words or named(rows, captions)
    counts = [*map(len, rows.values()), *map(len, said.values()), *([] if captions is None else [len(captions)])]
    if len(lengths := set(counts)) != 1:
        raise ValueError(f"The rows hold {sorted(lengths)} pictures: give every row and the captions the same number.")
    return {
        "row": [name for name, pictures in rows.items() for _ in pictures],
        "line": [line for line, pictures in enumerate(rows.values()) for _ in pictures],
        "column": [i for pictures in rows.values() for i in range(len(pictures))],
        "picture": [picture for pictures in rows.values() for picture in pictures],
        "words": [each for name in rows for each in said[name]],
    }


def spoken(columns: Columns) -> str:
    """What is said of all pictures together to those who don't see them: row by row, the same things counted.

    Of each picture only what stands before a semicolon is said, of "random code 3: unlike a real one" what follows the
    colon where many are alike; the rest can be looked up in the table that the chart lists.
    """
    said: dict[str, list[str]] = {}
    for row, words in zip(columns["row"], columns["words"], strict=True):
        if words:
            said.setdefault(row.strip(), []).append(words.partition(";")[0])
    parts = []
    for row, each in said.items():
        counts = Counter(words.rpartition(": ")[2] for words in each)
        if 2 * len(counts) > len(each):
            parts.append("; ".join(each))
        else:
            alike = ", ".join(f"{count} of {len(each)} {words}" for words, count in counts.items())
            parts.append(": ".join(filter(None, (row, alike))))
    return "; ".join(parts)


def named(rows: Mapping[str, Sequence[str]], captions: Sequence[str] | None) -> dict[str, list[str]]:
    """What the pictures are where nothing else is said: the names of their rows and columns."""
    return {
        name: [
            " ".join(filter(None, (name.strip(), captions[i] if captions is not None and i < len(captions) else "")))
            for i in range(len(pictures))
        ]
        for name, pictures in rows.items()
    }
