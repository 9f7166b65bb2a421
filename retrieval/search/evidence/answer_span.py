"""Token scores of the answer reader → the words of each sentence that answer best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.text.articles.passages import CELL_SEPARATOR
from retrieval.types import AnswerScores, IdArray, Span

MAX_ANSWER_TOKENS = 40
MAX_ANSWER_WORDS = 40
_STANDS_OUT = 0.4  # share of a sentence's probability from which on its words are told alone


@dataclass(frozen=True, slots=True)
class SentenceAnswer:
    """The likeliest answer in a sentence.

    ``score`` is that of its first token and that of its last, added (Devlin et al., "BERT:
    Pre-training of Deep Bidirectional Transformers", 2019). ``is_other_kind`` is whether words
    stand out that are not of the kind asked for; the span is then not theirs.
    """

    span: Span
    score: float
    is_other_kind: bool = False


def scores_of_forms(forms: Sequence[AnswerScores]) -> AnswerScores:
    """What the reader makes of one passage for a question asked in one form, or two.

    How relevant the passage is, the first form tells, and the second, of a follow-up by itself,
    beside it; where the answer is, both do.
    """
    return replace(
        forms[0],
        own_relevance=forms[-1].relevance if len(forms) > 1 else None,
        first_scores=np.mean([own.first_scores for own in forms], axis=0),
        last_scores=np.mean([own.last_scores for own in forms], axis=0),
    )


def answers_in(
    text: str,
    sentences: Sequence[Span],
    scores: AnswerScores,
    may_answer: Callable[[str, str], bool] = lambda words, before: True,
) -> list[SentenceAnswer | None]:
    """The likeliest answer in each sentence of ``text``, ``None`` where no token was read.

    An answer is whole words, made of at most MAX_ANSWER_TOKENS tokens. If no such words stand out
    that ``may_answer``, given what stands before them in the sentence, it is the sentence, unless
    this has more than MAX_ANSWER_WORDS words. The row of a table with several columns is told
    whole, as the reader often takes one column for another.
    """
    edges = [sentence.start for sentence in sentences]
    sentence_of = np.maximum(np.searchsorted(edges, scores.starts, side="right") - 1, 0)
    return [
        _answer_in(text, sentence, np.flatnonzero(sentence_of == number), scores, may_answer)
        for number, sentence in enumerate(sentences)
    ]


def _answer_in(
    text: str,
    sentence: Span,
    tokens: IdArray,
    scores: AnswerScores,
    may_answer: Callable[[str, str], bool],
) -> SentenceAnswer | None:
    if not len(tokens):
        return None
    added = scores.first_scores[tokens][:, None] + scores.last_scores[tokens][None, :]
    order = np.arange(len(tokens))
    length = order[None, :] - order[:, None]
    added = np.where((length >= 0) & (length < MAX_ANSWER_TOKENS), added, -np.inf)
    first, last = np.unravel_index(int(added.argmax()), added.shape)
    highest = float(added[first, last])
    share = 1.0 / float(np.exp(added - highest).sum())
    start, end = int(scores.starts[tokens[first]]), int(scores.ends[tokens[last]])
    span = _whole_words(text, sentence, start, end)
    stands_out = share >= _STANDS_OUT
    fits = may_answer(text[span.start : span.end], text[sentence.start : span.start])
    is_short = len(text[sentence.start : sentence.end].split()) <= MAX_ANSWER_WORDS
    has_columns = text.count(CELL_SEPARATOR, sentence.start, sentence.end) > 1
    is_alone = stands_out and fits and not has_columns
    told = sentence if is_short and not is_alone else span
    return SentenceAnswer(told, highest, is_other_kind=stands_out and not fits)


def _whole_words(text: str, sentence: Span, start: int, end: int) -> Span:
    """The span widened to whole words within the sentence."""
    while start > sentence.start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < sentence.end and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return Span(start, end)
