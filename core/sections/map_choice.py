"""Which maps a visitor looks at: the points, how the maps began, and what is measured of each."""

from typing import NamedTuple

from core.artefacts import map_sources
from core.cache import projections
from core.page.parameters import METHOD

TITLES = METHOD.words
FIGURES = {"Neighbours kept": "neighbours_kept", "Big picture kept": "triplets_kept"}


class Choice(NamedTuple):
    """What the visitor looks at: the source of the points, how the maps began, and by which knob faces are coloured."""

    source: str
    random: bool
    seed: int
    knob: str = ""

    @property
    def points(self) -> projections.ShownPoints:
        """What the maps show. Raises ArtefactError."""
        return projections.coloured(self.source, self.knob) if self.knob else projections.shown_points(self.source)

    @property
    def key(self) -> str:
        """The chart: another one for another data set or number of points, and so other stops, or for other colours."""
        plan = map_sources.SOURCES[self.source]
        return f"maps-{plan.dataset}-{plan.size}{self.knob}"

    def maps(self, method: str) -> tuple[str, str, bool, int]:
        """What the cache calls the maps of one method."""
        return self.source, method, self.random, self.seed
