"""The part of a passage to quote first: the sentences that answer, long ones cut around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.types import Result, Span

_PARAGRAPH_BREAK = "\n\n"
_MAX_CHARACTERS = 400  # some 60 words


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Characters ``start:end`` of a passage, and on which sides a sentence goes on."""

    start: int
    end: int
    is_cut_before: bool = False
    is_cut_after: bool = False


def excerpts(result: Result) -> tuple[Excerpt, ...]:
    """The highlighted sentences of a result's passage, in the order of the text.

    Sentences with only white space between them are one excerpt. An excerpt of more than 400
    characters is cut between words so that the answer stays in it, or its beginning without one.
    Without a highlight, it is the beginning of the passage.
    """
    text = result.passage.text
    highlight = result.highlight or (Span(0, len(text)),)
    return tuple(_cut(text, span, result.answer) for span in _merged(text, highlight))


def marked_spans(result: Result) -> tuple[Span, ...]:
    """What to emphasise in a passage: the words that answer, or else the likeliest sentence."""
    return (result.answer,) if result.answer else result.highlight[:1]


def quoted_paragraph_number(result: Result) -> int:
    """The number, from 1, of the paragraph of the article that is quoted first."""
    before = result.passage.text[: excerpts(result)[0].start]
    return result.passage.paragraph + before.count(_PARAGRAPH_BREAK)


def is_part_of_passage(result: Result, quoted: Sequence[Excerpt]) -> bool:
    """Whether the passage holds more than its excerpts."""
    text = result.passage.text
    quotations = (text[each.start : each.end].strip() for each in quoted)
    return sum(map(len, quotations)) < len(text.strip())


def _merged(text: str, spans: tuple[Span, ...]) -> list[Span]:
    """The spans in order, those with only white space between them as one.

    >>> _merged("One. Two. Three.", (Span(5, 9), Span(0, 4)))
    [Span(start=0, end=9)]
    """
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _cut(text: str, span: Span, answer: Span | None) -> Excerpt:
    if span.end - span.start <= _MAX_CHARACTERS:
        return Excerpt(span.start, span.end)
    is_inside = answer is not None and span.start <= answer.start and answer.end <= span.end
    kept = answer if answer and is_inside else Span(span.start, span.start)
    start = _first_character(span, kept)
    end = max(kept.end, min(start + _MAX_CHARACTERS, span.end))
    start, end = _word_start(text, start, kept.start), _word_end(text, end, kept.end, span.end)
    return Excerpt(start, end, start > span.start, end < span.end)


def _first_character(span: Span, kept: Span) -> int:
    """Where to begin so that ``kept`` is quoted with as much around it as there is room for."""
    if kept.end - span.start <= _MAX_CHARACTERS:
        return span.start
    if span.end - kept.start <= _MAX_CHARACTERS:
        return span.end - _MAX_CHARACTERS
    return max(span.start, kept.start - max(0, _MAX_CHARACTERS - (kept.end - kept.start)) // 2)


def _word_start(text: str, start: int, latest: int) -> int:
    """The first beginning of a word from ``start`` on; ``start`` if there is none by ``latest``."""
    if start == 0 or text[start - 1].isspace():
        return start
    words = (at for at in range(start, latest) if text[at].isspace())
    return next(words, start - 1) + 1


def _word_end(text: str, end: int, earliest: int, stop: int) -> int:
    """The last end of a word up to ``end``; ``end`` if there is none from ``earliest`` on."""
    if end == stop or text[end].isspace():
        return end
    words = (at for at in range(end, earliest - 1, -1) if text[at].isspace())
    return next(words, end)
