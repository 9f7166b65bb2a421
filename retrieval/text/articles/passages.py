"""Article → passages: whole paragraphs with exact character offsets and ids made from content.

A passage is one or several whole paragraphs: short neighbours are joined up to a target length, and
only a paragraph that exceeds the maximum is split, at sentence ends. A table stays whole where it
fits, with the line above it if that ends in a colon. Every passage is a slice of the stored text,
so that quotations are verbatim.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.words.terms import UNSPACED_RUN
from retrieval.types import Article, Passage, Span

CELL_SEPARATOR = " | "  # between the cells of a row

_WORD = re.compile(r"\S+")
_ARTICLE_BITS, _PASSAGE_BITS = 20, 43  # of a passage's id, a positive integer of 64 bits


@dataclass(frozen=True, slots=True)
class Splitting:
    """How long passages are, in words and characters.

    Neighbouring paragraphs are joined up to ``target_words``; no passage exceeds ``max_words`` or
    ``max_chars`` (which matters in scripts without spaces between words).
    """

    target_words: int = 120
    max_words: int = 200
    max_chars: int = 2400

    @property
    def name(self) -> str:
        """The identifier that an archive records; equal for equal lengths of passages."""
        return f"paragraphs/1 {self.target_words} {self.max_words} {self.max_chars}"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A span that is not split further, with the number of its paragraph."""

    paragraph: int
    start: int
    end: int
    words: int


def paragraph_spans(text: str) -> tuple[Span, ...]:
    """Spans of the paragraphs of ``text``: its lines without surrounding white space.

    >>> paragraph_spans("One.\\n\\n  Two. ")
    (Span(start=0, end=4), Span(start=8, end=12))
    """
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        stripped = line[0].strip()
        if stripped:
            start = line.start() + line[0].index(stripped[0])
            spans.append(Span(start, start + len(stripped)))
    return tuple(spans)


def split(
    article: Article,
    splitting: Splitting | None = None,
    *,
    is_boilerplate: Callable[[str], bool] = lambda paragraph: False,
) -> tuple[Passage, ...]:
    """The passages of ``article`` in the order of its text; they do not overlap.

    Paragraphs for which ``is_boilerplate`` holds are left out; everything else, except the white
    space between passages, is in exactly one passage.
    """
    splitting = splitting or Splitting()
    runs = _runs(article, splitting, is_boilerplate)
    whole = (list(_with_whole_tables(article.text, run, splitting)) for run in runs)
    groups = (group for run in whole for group in _groups(run, splitting))
    return tuple(_passage(article, group) for group in groups)


def embedded_text(title: str | None, text: str) -> str:
    """The text to embed for a passage: with the title, which often says who it is about."""
    return f"{title}\n{text}" if title else text


def title_chars(title: str | None) -> int:
    """The offset of the passage's own text in :func:`embedded_text`."""
    return len(embedded_text(title, ""))


def _runs(
    article: Article, splitting: Splitting, is_boilerplate: Callable[[str], bool]
) -> Iterator[list[_Unit]]:
    """Units of consecutive paragraphs; a run ends where a paragraph is left out."""
    text = article.text
    run: list[_Unit] = []
    for number, span in enumerate(paragraph_spans(text), start=1):
        if is_boilerplate(text[span.start : span.end]):
            yield run
            run = []
        else:
            run.extend(_units(text, span, number, splitting, article.language))
    yield run


def _units(
    text: str, span: Span, number: int, splitting: Splitting, language: str | None
) -> Iterator[_Unit]:
    whole = _unit(text, span.start, span.end, number)
    if _fits(whole, splitting):
        yield whole
        return
    for sentence in sentence_spans(text[span.start : span.end], language):
        unit = _unit(text, span.start + sentence.start, span.start + sentence.end, number)
        if _fits(unit, splitting):
            yield unit
        else:
            yield from _cut(text, unit, splitting)


def _cut(text: str, unit: _Unit, splitting: Splitting) -> Iterator[_Unit]:
    """Cuts a sentence that is too long between words, and a word that is too long anywhere."""
    cuts = [unit.start]
    words = 0
    for word in _WORD.finditer(text, unit.start, unit.end):
        words += 1
        if words > splitting.max_words or word.end() - cuts[-1] > splitting.max_chars:
            if word.start() > cuts[-1]:
                cuts.append(word.start())
            words = 1
        while word.end() - cuts[-1] > splitting.max_chars:
            cuts.append(cuts[-1] + splitting.max_chars)
    for start, end in pairwise((*cuts, unit.end)):
        yield _unit(text, start, start + len(text[start:end].rstrip()), unit.paragraph)


def _unit(text: str, start: int, end: int, number: int) -> _Unit:
    return _Unit(number, start, end, _count_words(text[start:end]))


def _count_words(text: str) -> int:
    """The number of words; in a script without spaces, a word is taken to have two characters."""
    unspaced = sum(map(len, UNSPACED_RUN.findall(text)))
    return len(text.split()) + unspaced // 2


def _fits(unit: _Unit, splitting: Splitting) -> bool:
    return unit.words <= splitting.max_words and unit.end - unit.start <= splitting.max_chars


def _with_whole_tables(text: str, run: Sequence[_Unit], splitting: Splitting) -> Iterator[_Unit]:
    """The units of ``run``; the rows of a table, and what introduces them, are one if they fit."""
    block: list[_Unit] = []
    for unit in run:
        above = text[block[-1].start : block[-1].end] if block else ""
        is_row = CELL_SEPARATOR in text[unit.start : unit.end]
        if not (is_row and (CELL_SEPARATOR in above or above.endswith(":"))):
            yield from _as_one(block, splitting)
            block = []
        block.append(unit)
    yield from _as_one(block, splitting)


def _as_one(units: Sequence[_Unit], splitting: Splitting) -> Sequence[_Unit]:
    """``units`` joined to one if it fits, else as they are."""
    if len(units) < 2:
        return units
    first, words = units[0], sum(unit.words for unit in units)
    joined = _Unit(first.paragraph, first.start, units[-1].end, words)
    return [joined] if _fits(joined, splitting) else units


def _groups(run: list[_Unit], splitting: Splitting) -> Iterator[list[_Unit]]:
    """Neighbouring units that become one passage."""
    group: list[_Unit] = []
    words = 0
    for unit in run:
        joined_chars = unit.end - group[0].start if group else 0
        is_full = words + unit.words > _target(words, splitting)
        if group and (is_full or joined_chars > splitting.max_chars):
            yield group
            group, words = [], 0
        group.append(unit)
        words += unit.words
    if group:
        yield group


def _target(words: int, splitting: Splitting) -> int:
    """The target length; a group that is still very short may grow up to the maximum."""
    return splitting.max_words if words < splitting.target_words // 4 else splitting.target_words


def _passage(article: Article, group: list[_Unit]) -> Passage:
    start, end = group[0].start, group[-1].end
    text = article.text[start:end]
    return Passage(
        passage_id=_passage_id(article, start, text),
        doc_id=article.doc_id,
        paragraph=group[0].paragraph,
        start=start,
        end=end,
        text=text,
    )


def _passage_id(article: Article, start: int, text: str) -> int:
    """A hash over everything that is indexed, so that equal ids mean equal vectors.

    The upper 20 of its 63 bits are a hash of the article alone: an article's passages are then
    neighbours in tables ordered by id, and adding them touches few pages of a large archive.
    """
    key = "\x00".join((article.doc_id, article.title or "", article.publisher or "", str(start)))
    upper = _hash(article.doc_id, _ARTICLE_BITS) << _PASSAGE_BITS
    return upper | _hash(f"{key}\x00{text}", _PASSAGE_BITS)


def _hash(text: str, bits: int) -> int:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits)
