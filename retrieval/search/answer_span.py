"""Token scores of the answer reader → the words of each sentence that answer best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from retrieval.types import AnswerScores, IdArray, Span

MAX_ANSWER_TOKENS = 40

ScoredSpan: TypeAlias = tuple[Span, float]


def best_spans(
    text: str, sentences: Sequence[Span], scores: AnswerScores
) -> list[ScoredSpan | None]:
    """For each sentence of ``text`` its likeliest answer and how likely it is.

    The score of an answer is that of its first token and that of its last, added (Devlin et al.,
    "BERT: Pre-training of Deep Bidirectional Transformers", 2019). An answer is whole words, made
    of at most MAX_ANSWER_TOKENS tokens. ``None`` for a sentence of which no token was read.
    """
    edges = [sentence.start for sentence in sentences]
    sentence_of = np.maximum(np.searchsorted(edges, scores.starts, side="right") - 1, 0)
    return [
        _best_span(text, sentence, np.flatnonzero(sentence_of == number), scores)
        for number, sentence in enumerate(sentences)
    ]


def _best_span(
    text: str, sentence: Span, tokens: IdArray, scores: AnswerScores
) -> ScoredSpan | None:
    if not len(tokens):
        return None
    added = scores.first_scores[tokens][:, None] + scores.last_scores[tokens][None, :]
    allowed = np.triu(np.ones_like(added, dtype=bool)) & ~np.triu(
        np.ones_like(added, dtype=bool), MAX_ANSWER_TOKENS
    )
    added = np.where(allowed, added, -np.inf)
    first, last = np.unravel_index(int(added.argmax()), added.shape)
    start, end = int(scores.starts[tokens[first]]), int(scores.ends[tokens[last]])
    return _whole_words(text, sentence, start, end), float(added[first, last])


def _whole_words(text: str, sentence: Span, start: int, end: int) -> Span:
    """The span widened to whole words within the sentence."""
    while start > sentence.start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < sentence.end and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return Span(start, end)
