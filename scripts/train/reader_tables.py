"""Training examples of the reader made of invented tables, of which a cell is asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.types import Span
from scripts.train.reader_texts import Example, Text

_SYLLABLES = (
    "al ba cor dra el fen gar hol in jar kel lim mar nor os pel quen ros sel tor um ver wes yar zan"
).split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_OF_TIMES = (
    "What was the {what} in {row} in {column}?",
    "How high was the {what} of {row} in {column}?",
    "How much was the {what} at {row} in {column}?",
    "{what} {row} {column}",
    "{row}: {what} in {column}",
)
_OF_KINDS = (
    "What is the {column} of {row}?",
    "What {column} does {row} have?",
    "How many {column} for {row}?",
    "{row} {column}",
)
_CLOSINGS = (
    "The figures may still be corrected.",
    "A spokesman would not comment on them.",
    "It is the third report of its kind.",
    "The next ones are expected in spring.",
)
_NOT_ASKED = 0.2  # share of examples in which no row is the one asked about


@dataclass(frozen=True, slots=True)
class _Topic:
    """A kind of table: its introduction, what it tells, of what; the range and unit of its numbers.

    ``columns`` are kinds of numbers, or empty where the columns are years or months.
    """

    intro: str
    what: str
    of: str
    low: float
    high: float
    unit: str = ""
    columns: tuple[str, ...] = ()


_TOPICS = (
    _Topic("Figures of the statistics office:", "unemployment rate", "Region", 2, 19, "per cent"),
    _Topic("The growers' union gave these figures.", "harvest", "District", 2e3, 9e4, "tonnes"),
    _Topic("Visitors counted at the tills:", "number of visitors", "Museum", 800, 6e4),
    _Topic("The tenants' association asked for rents.", "rent", "Quarter", 5, 31, "euros"),
    _Topic("The companies reported as follows.", "profit", "Company", 3, 900, "million"),
    _Topic("Births registered by the towns:", "number of births", "Town", 40, 9e3),
    _Topic(
        "After the last day of play the table reads:",
        "result", "Club", 1, 38, columns=("wins", "draws", "losses", "points"),
    ),
    _Topic(
        "The election office has counted.",
        "result", "Candidate", 4, 9e4, columns=("votes", "seats", "postal votes"),
    ),
    _Topic(
        "Tickets will cost more from next month.",
        "price", "Line", 2, 240, columns=("single ticket", "day ticket", "monthly ticket"),
    ),
    _Topic(
        "Yesterday's weather at the stations:",
        "weather", "Station", 1, 39, columns=("rainfall", "highest temperature", "wind speed"),
    ),
)  # fmt: skip


class TableQuestions:
    """An endless sequence of examples about invented tables, the same for the same ``seed``."""

    def __init__(self, *, seed: int) -> None:
        self._random = random.Random(seed)

    def __iter__(self) -> Iterator[Example]:
        while True:
            yield self._example()

    def _example(self) -> Example:
        chance = self._random
        topic = chance.choice(_TOPICS)
        columns = topic.columns or self._times()
        rows, others = ([self._name() for _ in range(chance.randint(3, 6))] for _ in range(2))
        row, column = chance.choice(rows), chance.choice(columns)
        asked = chance.choice(_OF_KINDS if topic.columns else _OF_TIMES)
        question = asked.format(what=topic.what, row=row, column=column)
        closing = chance.choice(_CLOSINGS)
        layout = chance.randrange(4)
        right, answer = self._text(topic, rows, columns, layout, closing, (row, column))
        wrong, _ = self._text(topic, others, columns, layout, closing, (others[0], column))
        if chance.random() < _NOT_ASKED:
            return Example(question, None, (), False, (wrong,))
        return Example(question, right, (answer,), True, (wrong,))

    def _text(
        self,
        topic: _Topic,
        rows: Sequence[str],
        columns: Sequence[str],
        layout: int,
        closing: str,
        asked: tuple[str, str],
    ) -> tuple[Text, Span]:
        """A passage with a table in one of four layouts, and the span of the cell ``asked``."""
        cells = {(row, column): self._number(topic) for row in rows for column in columns}
        pieces = [topic.intro, "\n\n"]
        span = Span(0, 0)
        if layout == 0:
            pieces += [" | ".join((topic.of, *_headers(topic, columns))), "\n"]
        for row in rows:
            pieces.append(_ROW_STARTS[layout].format(of=topic.of, row=row))
            for place, column in enumerate(columns):
                pieces.append(_BETWEEN[layout] if place else "")
                pieces.append("" if layout == 0 else f"{column}: ")
                if (row, column) == asked:
                    start = sum(map(len, pieces))
                    span = Span(start, start + len(cells[asked]))
                pieces.append(_with_unit(cells[row, column], topic, layout))
            pieces.append("\n")
        pieces.append(f"\n{closing}")
        return Text("", "".join(pieces)), span

    def _times(self) -> Sequence[str]:
        """Some years or months that follow each other."""
        chance = self._random
        if chance.random() < 0.3:
            first = chance.randrange(9)
            return _MONTHS[first : first + 3]
        year = chance.randint(2010, 2023)
        return [str(year + later) for later in range(chance.randint(2, 4))]

    def _name(self) -> str:
        chance = self._random
        name = "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 2, 3))))
        return chance.choice(("", "", "", "Upper ", "New ", "Port ", "St ")) + name.capitalize()

    def _number(self, topic: _Topic) -> str:
        number = self._random.uniform(topic.low, topic.high)
        return f"{number:.1f}" if topic.high < 40 and topic.unit else f"{number:,.0f}"


_ROW_STARTS: Mapping[int, str] = {0: "{row} | ", 1: "{row}: ", 2: "{of}: {row}; ", 3: "{row}\n"}
_BETWEEN: Mapping[int, str] = {0: " | ", 1: ", ", 2: "; ", 3: "\n"}


def _headers(topic: _Topic, columns: Sequence[str]) -> list[str]:
    return [f"{column}, {topic.unit}" if topic.unit else column for column in columns]


def _with_unit(number: str, topic: _Topic, layout: int) -> str:
    """The number with its unit, which the header tells where there is one."""
    return f"{number} {topic.unit}" if topic.unit and layout else number
