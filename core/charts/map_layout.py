"""Where maps that share one chart stand: side by side where there is room, two in a row, or under one another.

How wide a chart is drawn is known in the browser alone. So places are expressions of its width there, and the style
sheet that moves the sliders, which Vega puts below a chart, under the map to which each belongs, is made from the same
numbers.
"""

from collections.abc import Sequence
from typing import NamedTuple

SMALLEST, LARGEST = 336, 480  # pixels: the side of a map, where there is room for it
GAP = 16  # pixels between two maps
LINE = 17  # pixels between the lines above a map
HEAD = 2 * LINE + 4  # pixels above every map, so that maps with and without sliders stand level
SLIDER = 44  # pixels of height for a slider: a thumb can take hold of it
WIDTH = "width"  # Vega's name of the width of a chart


class Panel(NamedTuple):
    """A map's place in the chart: expressions of its left and upper edge and of its side, in pixels."""

    left: str
    top: str
    side: str

    def holds(self, x: str, y: str) -> str:
        """The expression for whether a place in the chart is inside."""
        return f"(inrange({x} - {self.left}, [0, {self.side}]) && inrange({y} - {self.top}, [0, {self.side}]))"


class Layout(NamedTuple):
    """Maps that share a chart.

    Args:
        sliders: of each map, the names of its sliders.
        below: pixels of height for what stands below the maps, or beside the last where a place is free; its last row
            is for one control of all maps.
        control: the name of that one.
    """

    sliders: tuple[tuple[str, ...], ...]
    below: int
    control: str

    @property
    def most(self) -> int:
        """How many maps may stand side by side."""
        return len(self.sliders)

    def least(self, columns: int) -> int:
        """Pixels that a chart needs for so many maps side by side."""
        return columns * SMALLEST + (columns - 1) * GAP

    @property
    def columns(self) -> str:
        """The expression for how many maps stand side by side."""
        wide = [f"{WIDTH} >= {self.least(count)} ? {count} : " for count in range(self.most, 1, -1)]
        return f"({''.join(wide)}1)"

    @property
    def side(self) -> str:
        """The expression for the side of every map."""
        return f"min({LARGEST}, ({WIDTH} - (maps_across - 1) * {GAP}) / maps_across)"

    def rooms(self, columns: int) -> list[int]:
        """Pixels for the sliders below each row of maps."""
        counts = [len(each) for each in self.sliders]
        rows = [counts[i : i + columns] for i in range(0, len(counts), columns)]
        return [SLIDER * max(row) for row in rows]

    def above(self, columns: int, row: int) -> tuple[int, int]:
        """What is above the maps of a row: how many sides of maps, and how many pixels more."""
        return row, (row + 1) * HEAD + sum(self.rooms(columns)[:row])

    def by_columns(self, words: Sequence[str]) -> str:
        """The expression that chooses among those for one, two, … maps side by side."""
        chosen = [f"maps_across == {i + 1} ? {each} : " for i, each in enumerate(words[:-1])]
        return f"({''.join(chosen)}{words[-1]})"

    def panel(self, i: int) -> Panel:
        """The place of one map."""
        tops = []
        for columns in range(1, self.most + 1):
            sides, more = self.above(columns, i // columns)
            tops.append(f"{sides} * map_side + {more}")
        return Panel(f"({i} % maps_across * (map_side + {GAP}))", self.by_columns(tops), "map_side")

    def has_free_place(self, columns: int) -> bool:
        """Whether what stands below finds a place beside the last map."""
        return self.most % columns > 0

    def below_maps(self, columns: int) -> tuple[int, int, int]:
        """Where what stands below begins: after how many maps from the left, and what is above, as in `above`."""
        rows = len(self.rooms(columns))
        if self.has_free_place(columns):
            return self.most % columns, *self.above(columns, rows - 1)
        sides, more = self.above(columns, rows)
        return 0, sides, more - HEAD

    def free(self) -> Panel:
        """The place of what stands below the maps; its side is its width."""
        lefts, tops, widths = [], [], []
        for columns in range(1, self.most + 1):
            column, sides, more = self.below_maps(columns)
            lefts.append(f"{column} * (map_side + {GAP})")
            tops.append(f"{sides} * map_side + {more}")
            widths.append("map_side" if column else f"{columns} * map_side + {(columns - 1) * GAP}")
        return Panel(self.by_columns(lefts), self.by_columns(tops), self.by_columns(widths))

    def signals(self) -> dict[str, str]:
        """What the expressions of all places are made of, and the height of the chart."""
        heights = []
        for columns in range(1, self.most + 1):
            rooms = self.rooms(columns)
            below = 0 if self.has_free_place(columns) else self.below
            heights.append(f"{len(rooms)} * (map_side + {HEAD}) + {sum(rooms) + below}")
        return {"maps_across": self.columns, "map_side": self.side, "height": self.by_columns(heights)}

    # --- sliders -----------------------------------------------------------------------------------------------------

    def style(self, key: str) -> str:
        """The style sheet for the sliders of a chart in the container called `key`."""
        place = f".st-key-{key}"
        rules = [
            f"{place} {{ container-type: inline-size; }}",
            f"{place} form.vega-bindings {{ position: absolute; inset: 0; height: 0; }}",
            f"{place} .vega-bind {{ position: absolute; max-width: var(--side); height: {SLIDER}px; }}",
        ]
        for columns in range(1, self.most + 1):
            wide = f"(100cqw - {(columns - 1) * GAP}px) / {columns}"
            inside = [f"{place} form.vega-bindings {{ --side: min({LARGEST}px, {wide}); }}"]
            for name, (column, sides, more) in self.controls(columns).items():
                left = f"calc({column} * (var(--side) + {GAP}px))"
                top = f"calc({sides} * var(--side) + {more}px)"
                inside.append(f'{place} .vega-bind:has(input[name="{name}"]) {{ left: {left}; top: {top}; }}')
            least = self.least(columns) if columns > 1 else 0
            rules.append(f"@container (min-width: {least}px) {{ {' '.join(inside)} }}")
        return "\n".join(rules)

    def controls(self, columns: int) -> dict[str, tuple[int, int, int]]:
        """Where each control is: after how many maps from the left, and what is above it, as in `above`."""
        found = {}
        for i, names in enumerate(self.sliders):
            sides, more = self.above(columns, i // columns)
            for below, name in enumerate(names):
                found[name] = (i % columns, sides + 1, more + below * SLIDER)
        column, sides, more = self.below_maps(columns)
        return found | {self.control: (column, sides, more + self.below - SLIDER)}
