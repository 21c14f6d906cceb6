"""What a parameter of a link may be: a number in a range, one of several options, a switch, names of classes."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from core.artefacts.catalogue import MAP_METHODS


class Values:
    """What a parameter may be: its text in words, for the docs."""

    def repaired(self, text: str) -> str | None:
        """The same value as Streamlit reads it from a URL, None where a text is no such value."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """What the widget has to know."""
        return {}


@dataclass(frozen=True)
class Number(Values):
    """A number from `low` to `high`, a whole one where `low` is; the data on a page may narrow it.

    Numbers outside go to the nearest end or to the default: the widget knows what is on the page.
    """

    low: float
    high: float

    def repaired(self, text: str) -> str | None:
        """The text, if it is a number that has an end: Streamlit 1.67 fails at inf, nan and 1e999."""
        try:
            return text if math.isfinite(float(text)) else None
        except ValueError:
            return None

    def options(self) -> dict[str, Any]:
        """The ends."""
        return {"min_value": self.low, "max_value": self.high}

    def __str__(self) -> str:
        if isinstance(self.low, int):
            return f"whole numbers, {self.low:,} to {self.high:,}"
        return f"numbers, {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Choice(Values):
    """One of several options, each with the words that are shown for it.

    Streamlit writes an option into the URL in these words, which may be worded anew one day: a link may also hold the
    option's own name.
    """

    words: Mapping[Any, str]

    @classmethod
    def of(cls, options: Iterable[Any], written: Callable[[Any], str] = str) -> Self:
        """Options that are shown as they are: 2, 0.5, random."""
        return cls({option: written(option) for option in options})

    def option(self, text: str) -> Any:
        """The option that is meant, by its name or by its words; None where there is none."""
        named = (option for option, words in self.words.items() if text in (str(option), words))
        return next(named, None)

    def repaired(self, text: str) -> str | None:
        """The words of the option that is meant."""
        return self.words.get(self.option(text))

    def shown(self, option: Any) -> str:
        """The words of an option."""
        return self.words.get(option, str(option))

    def options(self) -> dict[str, Any]:
        """The options and their words."""
        return {"options": tuple(self.words), "format_func": self.shown}

    def __str__(self) -> str:
        return ", ".join(
            f"`{words}`" if words == str(option) or isinstance(option, float) else f"`{option}` ({words})"
            for option, words in self.words.items()
        )


@dataclass(frozen=True)
class Stops(Choice):
    """One of several rising numbers; any other number in a link stands for the nearest."""

    def option(self, text: str) -> Any:
        """The nearest one; None where the text is no number that has an end."""
        try:
            value = float(text)
        except ValueError:
            return None
        return min(self.words, key=lambda stop: abs(stop - value)) if math.isfinite(value) else None

    def __str__(self) -> str:
        return f"the nearest of {super().__str__()}"


class Switch(Values):
    """Whether something is shown."""

    def repaired(self, text: str) -> str | None:
        """The text, if it says true or false."""
        return text if text.lower() in ("true", "false") else None

    def __str__(self) -> str:
        return "`true`, `false`"


class Word(Values):
    """A word, which depends on the data; the box that holds it says when there is no such word."""

    LONGEST = 40  # letters

    def repaired(self, text: str) -> str | None:
        """The text, unless it is empty or no word could be so long."""
        return text if text.strip() and len(text) <= self.LONGEST else None

    def __str__(self) -> str:
        return "a word"


class Classes(Values):
    """Names of classes, which depend on the data; written once for each: classes=3&classes=5."""

    def repaired(self, text: str) -> str | None:
        """The text, unless it is empty: the widget knows which there are."""
        return text or None

    def __str__(self) -> str:
        return "names of classes, each once"


class Section(Values):
    """The name of a section, which depends on the page."""

    def repaired(self, text: str) -> str | None:
        """The text, if a section could be called so."""
        return text if text.isascii() and text.isalpha() and len(text) < Word.LONGEST else None

    def __str__(self) -> str:
        return "the name of a section, as after # in a link"


class Sections(Section):
    """Names of sections, written once for each: hide=real&hide=claims."""

    def __str__(self) -> str:
        return "names of sections, as after # in a link, each once"


class Rectangle(Values):
    """A rectangle on one of the maps, where its sliders stood: the points inside are a group."""

    class Drawn(NamedTuple):
        """A rectangle.

        Args:
            method: whose map.
            places: of its two sliders, from 0 to the number of stops less one; 0 for one that it does not have.
            ends: "x" and "y", in the units of the tables of maps.
        """

        method: str
        places: tuple[float, float]
        ends: dict[str, list[float]]

        @classmethod
        def around(
            cls, method: str, left: float, right: float, low: float, high: float, first: float, second: float
        ) -> "Rectangle.Drawn":
            """One that holds the same places in whole numbers as that between these ends."""
            x, y = (
                [float(math.ceil(min(each))), float(math.floor(max(each)))] for each in ((left, right), (low, high))
            )
            return cls(method, (first, second), {"x": x, "y": y})

        def __str__(self) -> str:
            return ",".join([self.method, *(f"{each:g}" for each in (*self.places, *self.ends["x"], *self.ends["y"]))])

    def read(self, text: str) -> "Rectangle.Drawn | None":
        """What a text says; None where it is no rectangle."""
        method, *numbers = text.split(",")
        with suppress(ValueError):
            values = [float(each) for each in numbers]
            if method in MAP_METHODS and len(values) == 6 and all(abs(each) < 1e9 for each in values):
                return self.Drawn(method, (values[0], values[1]), {"x": values[2:4], "y": values[4:6]})
        return None

    def repaired(self, text: str) -> str | None:
        """The text, if it is a rectangle."""
        return None if self.read(text) is None else text

    def __str__(self) -> str:
        return "a method, the places of its sliders, the ends of the rectangle: `tsne,5,0,-9000,1000,2000,8000`"


@dataclass(frozen=True)
class Asked(Values):
    """A question that is guessed first, by its name, and the seed with which it is asked: sizes.17."""

    names: tuple[str, ...]

    def read(self, text: str) -> tuple[str, int] | None:
        """The question and its seed; None where a text names none."""
        name, _, seed = text.partition(".")
        return (name, int(seed)) if name in self.names and re.fullmatch("[0-9]{1,4}", seed) else None

    def repaired(self, text: str) -> str | None:
        """The text, if it names a question and a seed."""
        return None if self.read(text) is None else text

    def __str__(self) -> str:
        return (
            f"one of {', '.join(f'`{name}`' for name in self.names)}, and a seed from 0 to 9999: `{self.names[0]}.17`"
        )
