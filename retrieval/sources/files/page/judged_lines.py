"""Which lines of a page are of its article, as learned from pages whose lines are marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from retrieval.sources.files.page.element_marks import is_of_other_part
from retrieval.sources.lines.element_features import element_features
from retrieval.sources.lines.line_features import words_of
from retrieval.sources.lines.line_network import line_networks
from retrieval.sources.lines.shown_lines import ShownLine, shown_lines
from retrieval.sources.metadata.byline import read_byline, read_dateline
from retrieval.sources.metadata.characters import letters

_MODEL = "page_lines.npz"
_UNLIKELY, _LIKELY = 0.06, 0.8
_UNLIKELY_ROW = 0.02  # of a table, which articles quote more often than pages put around them
_MIN_LIKELY_TEXT = 0.9  # the mean probability of what stays, by letters
_GROUPS = ("ul", "ol", "dl", "table")
_COMPARED = 60  # letters
_SPEAKER = re.compile(r"[–—] ?\w")
_SHORT = re.compile(r"\W?\w\S*(?: \S+){0,2}[.!?…][\"'”’»]?|\W?[^\W\d_a-zA-Z]{2,10}[。！？]\W?")
_MAX_SHORT = 40  # characters
_MOST_WORDS = 0.8
_MAX_LINES = 4000  # the features of more take much memory


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A line that a page shows, and the probability that it is of the article's text."""

    line: ShownLine
    probability: float
    is_row: bool
    """Whether it is a row of a table, or a part of one."""
    day: float = 0.0
    """The probability that it tells the day of publication."""


def judge_lines(page: HtmlElement) -> list[JudgedLine]:
    """Return the lines of a page, in their order; none of one with more than any article's has."""
    lines = shown_lines(page)
    if len(lines) > _MAX_LINES:
        return []
    networks = line_networks(__package__, _MODEL)
    found = networks.probabilities(element_features(page, lines))
    return [
        JudgedLine(line, of_article, line.block.tag == "tr", day)
        for line, (of_article, day) in zip(lines, found, strict=True)
    ]


def still_shown(judged: Sequence[JudgedLine], page: HtmlElement) -> list[JudgedLine]:
    """Return the lines whose blocks are still in the page, as the rules for pages left it."""
    blocks = set(page.iter())
    return [one for one in judged if one.line.block in blocks]


def without_unlikely(lines: Sequence[str], judged: Sequence[JudgedLine]) -> list[str]:
    """Return the lines of a text without those that are hardly of it.

    From lists and tables none is taken unless their lines together are unlikely, and none that
    tells who wrote the article or when, which is read later, nor who is quoted, nor a sentence of
    very few words. Where the others are not likely as a whole, the page is unlike those that were
    learned from, and all stay.
    """
    groups = defaultdict[HtmlElement, list[JudgedLine]](list)
    for one in judged:
        groups[_group_of(one.line)].append(one)
    likely, unlikely = dict[str, float](), set[str]()
    for group in groups.values():
        least = _UNLIKELY_ROW if group[0].is_row else _UNLIKELY
        is_unlikely = sum(one.probability for one in group) < least * len(group)
        for one in group:
            own = letters(one.line.text)
            if is_unlikely and one.probability < _UNLIKELY:
                unlikely.add(own)
            else:
                likely[own] = max(one.probability, likely.get(own, 0.0))
    gone = {
        line for line in lines if letters(line) in unlikely - likely.keys() and not _tells(line)
    }
    others = [own for line in lines if line not in gone and (own := letters(line)) in likely]
    whole = sum(map(len, others))
    if sum(likely[own] * len(own) for own in others) < _MIN_LIKELY_TEXT * whole or not whole:
        return list(lines)
    return [line for line in lines if line not in gone]


def _tells(line: str) -> bool:
    """Whether a line tells who made the text or when, or is like "– Kit Solway" or "He smiled."."""
    is_short = len(line) <= _MAX_SHORT and bool(_SHORT.fullmatch(line))
    return is_short or bool(read_byline(line) or read_dateline(line) or _SPEAKER.match(line))


def with_likely(
    lines: Sequence[str], judged: Sequence[JudgedLine], known: Sequence[str]
) -> list[str]:
    """Return the lines of a text with those of the page that it lacks and that are likely of it.

    Each comes behind the one that it stands behind on the page, below the text only right behind
    it. Left out are rows of tables, which are written out otherwise, what is in a part called
    after others, lines that ``known`` holds, such as the title, and long ones of which the text
    has most words: it holds them without what is not read in them, as ruby and formulas.
    """
    text = letters(" ".join((*lines, *known)))
    words = {word for line in lines for word in words_of(line)}
    own = [letters(one.line.text)[:_COMPARED] for one in judged]
    places = defaultdict[str, list[int]](list)
    for place, line in enumerate(lines):
        places[letters(line)[:_COMPARED]].append(place)
    last = max((number for number, start in enumerate(own) if start in places), default=0)
    lost, place, before = defaultdict[int, list[str]](list), 0, -1
    for number, (one, start) in enumerate(zip(judged, own, strict=True)):
        same = places.get(start, [])
        if (at := bisect_left(same, place)) < len(same):
            place, before = same[at] + 1, number
        elif not start or start in text or not _is_lost(one) or number > max(last, before + 1):
            continue
        elif len(start) < _COMPARED or not _are_most(words_of(one.line.text), words):
            lost[place].append(one.line.text)
            before = number
    return [text for n, line in enumerate((*lines, "")) for text in (*lost[n], line) if text]


def _are_most(words: Sequence[str], known: Collection[str]) -> bool:
    return sum(word in known for word in words) >= _MOST_WORDS * len(words)


def _is_lost(judged: JudgedLine) -> bool:
    """Whether a line that a text lacks is of it."""
    if judged.probability < _LIKELY or judged.is_row:
        return False
    return not any(map(is_of_other_part, (judged.line.block, *judged.line.block.iterancestors())))


def _group_of(line: ShownLine) -> HtmlElement:
    """The list or table that a line is of, else its block."""
    return next(line.block.iterancestors(*_GROUPS), line.block)
