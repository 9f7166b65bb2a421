"""Article → passages: whole paragraphs with exact character offsets and ids made from content.

Paragraphs are news writers' own units of thought, so a passage is one or several whole ones: short
neighbours are joined up to a target, and only a paragraph that is too long by itself is split, at
sentence ends. Every passage is a slice of the stored text, so a quotation is verbatim by
construction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from retrieval.text.sentences import sentence_spans
from retrieval.types import Article, Passage, Span

_WORD = re.compile(r"\S+")
_ARTICLE_BITS, _OWN_BITS = 20, 43  # of a passage's id; together what SQLite's integers hold


@dataclass(frozen=True, slots=True)
class Splitting:
    """How long passages are, in words and characters.

    Neighbours are joined while together they stay within ``target_words``; no passage exceeds
    ``max_words`` or ``max_chars`` (the second matters in scripts that put no spaces between words).
    """

    target_words: int = 120
    max_words: int = 200
    max_chars: int = 2400

    @property
    def name(self) -> str:
        """What an archive records of it: archives split alike carry the same name."""
        return f"paragraphs/1 {self.target_words} {self.max_words} {self.max_chars}"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A span that is never split further, with the number of the paragraph it stands in."""

    paragraph: int
    start: int
    end: int
    words: int


def paragraph_spans(text: str) -> tuple[Span, ...]:
    """Spans of the paragraphs of ``text``: what line breaks separate, white space trimmed.

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

    Paragraphs for which ``is_boilerplate`` holds are in none; all else of the text is in exactly
    one, but for the white space between passages.
    """
    splitting = splitting or Splitting()
    runs = _runs(article.text, splitting, is_boilerplate)
    groups = (group for run in runs for group in _joined(run, splitting))
    return tuple(_passage(article, group) for group in groups)


def embedded_text(title: str | None, text: str) -> str:
    """What is embedded of a passage: a paragraph often leaves to the title who it is about."""
    return f"{title}\n{text}" if title else text


def title_chars(title: str | None) -> int:
    """Where the passage's own text begins in :func:`embedded_text`."""
    return len(embedded_text(title, ""))


def _runs(
    text: str, splitting: Splitting, is_boilerplate: Callable[[str], bool]
) -> Iterator[list[_Unit]]:
    """Units of neighbouring paragraphs; a run ends where a paragraph is left out."""
    run: list[_Unit] = []
    for number, span in enumerate(paragraph_spans(text), start=1):
        if is_boilerplate(text[span.start : span.end]):
            yield run
            run = []
        else:
            run.extend(_units(text, span, number, splitting))
    yield run


def _units(text: str, span: Span, number: int, splitting: Splitting) -> Iterator[_Unit]:
    whole = _unit(text, span.start, span.end, number)
    if _fits(whole, splitting):
        yield whole
        return
    for sentence in sentence_spans(text[span.start : span.end]):
        unit = _unit(text, span.start + sentence.start, span.start + sentence.end, number)
        if _fits(unit, splitting):
            yield unit
        else:
            yield from _pieces(text, unit, splitting)


def _pieces(text: str, unit: _Unit, splitting: Splitting) -> Iterator[_Unit]:
    """A sentence that is too long, cut between words, and a word that is too long, anywhere."""
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
    return _Unit(number, start, end, len(text[start:end].split()))


def _fits(unit: _Unit, splitting: Splitting) -> bool:
    return unit.words <= splitting.max_words and unit.end - unit.start <= splitting.max_chars


def _joined(run: list[_Unit], splitting: Splitting) -> Iterator[list[_Unit]]:
    group: list[_Unit] = []
    words = 0
    for unit in run:
        joined_chars = unit.end - group[0].start if group else 0
        is_full = words + unit.words > _room(words, splitting)
        if group and (is_full or joined_chars > splitting.max_chars):
            yield group
            group, words = [], 0
        group.append(unit)
        words += unit.words
    if group:
        yield group


def _room(words: int, splitting: Splitting) -> int:
    """A group that is still short takes a long neighbour rather than stay a fragment."""
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
    """A hash over all that decides what is indexed, so that the same id is the same vector.

    Of its 63 bits the upper 20 are a hash of the article alone: its passages then lie side by side
    in whatever is ordered by id, and adding them touches few pages of a large archive.
    """
    key = "\x00".join((article.doc_id, article.title or "", article.publisher or "", str(start)))
    lowest = _hash(article.doc_id, _ARTICLE_BITS) << _OWN_BITS
    return lowest | _hash(f"{key}\x00{text}", _OWN_BITS)


def _hash(text: str, bits: int) -> int:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits)
