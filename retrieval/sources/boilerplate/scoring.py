"""Sentences with what each says, by itself, of being boilerplate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from retrieval.sources.boilerplate.phrases import score_of
from retrieval.text.articles.sentences import sentence_spans
from retrieval.types import Span

MAX_SENTENCE = 600
_QUOTATION = re.compile(
    '“[^”]*(?:”|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|(?<!\\w)"[^"]*(?:"|$)|(?<!\\w)‘[^‘’]*(?:’(?!\\w)|$)'
)
_GLUE = re.compile(r"(?<=[^\W\d_A-ZА-ЯІЇЄҐ]{3}[.!?])(?=[“\"‘«„]?[A-ZА-ЯІЇЄҐ])(?!\S*@)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph with the score that its words have by themselves.

    From ``STRONG`` (3.0) on it is boilerplate, from ``WEAK`` (1.0) on it may be. ``said`` are its
    words with quotations blanked out.
    """

    span: Span
    said: str
    score: float


def scored_sentences(paragraph: str) -> list[Sentence]:
    """Return the sentences of the paragraph, each scored without what it quotes."""
    masked = _without_quotations(paragraph)
    said = ((span, masked[span.start : span.end]) for span in _unglued(paragraph))
    return [Sentence(span, words, _score(words)) for span, words in said]


def _unglued(paragraph: str) -> Iterator[Span]:
    """The sentences, cut wherever one may be glued to the next, and joined again if both stay."""
    for span in sentence_spans(paragraph):
        cuts = [cut.start() for cut in _GLUE.finditer(paragraph, span.start, span.end)]
        edges = [span.start, *cuts, span.end]
        yield from (Span(start, end) for start, end in pairwise(edges) if start < end)


def _without_quotations(text: str) -> str:
    """The text with blanks for what others are quoted as saying, of the same length."""
    return _QUOTATION.sub(lambda quotation: "·" * len(quotation[0]), text)


def _score(masked: str) -> float:
    words = masked.casefold().strip()
    return 0.0 if len(words) > MAX_SENTENCE else _cached_score(words)


# An ingest asks for the sentences of an article up to three times.
_cached_score = lru_cache(maxsize=8192)(score_of)
