"""Passages and training examples of the reader: a question, what answers it and what does not."""

from __future__ import annotations

import random
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log

from retrieval.search.evidence.heading import heading
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import Article, JsonObject, Span
from scripts.quality.sets import occurrences

HELD_OUT = 12  # one question of so many is kept to look at while training
_PASSAGE_WORDS = 110
_HOLDING = 0.6  # share of an answer's words that a sentence must hold to be marked for it


@dataclass(frozen=True, slots=True)
class Text:
    """A passage with its heading (publisher, date and title of its article), perhaps empty."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage that answers it, or ``None``, and passages that do not.

    ``answers`` are spans of the right passage: the words that answer where ``is_exact``, else
    sentences in which they stand. Empty where only the passage is known.
    """

    question: str
    right: Text | None
    answers: tuple[Span, ...]
    is_exact: bool
    wrong: tuple[Text, ...]

    @property
    def is_held_out(self) -> bool:
        """Whether it is not trained on."""
        return zlib.crc32(self.question.encode()) % HELD_OUT == 0


class Pool:
    """Texts that are searched for those that share most with a question, by rare words."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self.texts = tuple(texts)
        self._terms = [_terms(f"{t.heading} {t.body}") for t in self.texts]
        held = Counter(term for terms in self._terms for term in terms)
        self._weights = {term: log(1 + len(self.texts) / count) for term, count in held.items()}
        self._holding: dict[str, list[int]] = {}
        for number, terms in enumerate(self._terms):
            for term in terms:
                self._holding.setdefault(term, []).append(number)

    def nearest(self, question: str, count: int) -> list[Text]:
        """The ``count`` texts that share most with ``question``."""
        scores: Counter[int] = Counter()
        for term in set(question_terms(question)):
            for number in self._holding.get(term, ()):
                scores[number] += self._weights[term]  # type: ignore[assignment]
        return [self.texts[number] for number, _ in scores.most_common(count)]


def heading_of(article: JsonObject) -> str:
    """The heading of an article given as a line of JSON."""
    return heading(
        Article(
            "",
            article.get("title"),
            "",
            publisher=article.get("publisher"),
            published_at=article.get("published_at"),
        )
    )


def example_of(
    question: str, right: Text | None, answers: Sequence[str], wrong: Sequence[Text]
) -> Example:
    """The example with the spans of the first of ``answers`` that stands in the right passage."""
    question = " ".join(question.split())
    if right is None:
        return Example(question, None, (), False, tuple(wrong))
    others = tuple(text for text in wrong if text != right)
    for answer in filter(None, answers):
        found = [Span(*place) for place in occurrences(answer, right.body)]
        if found:
            return Example(question, right, tuple(found[:4]), len(answer.split()) <= 25, others)
    return Example(question, right, _holding_sentences(right.body, answers), False, others)


def _holding_sentences(text: str, answers: Sequence[str]) -> tuple[Span, ...]:
    """The sentence that holds most words of an answer, if it holds most of them."""
    best, place = _HOLDING, None
    for answer in answers:
        wanted = _terms(answer)
        for span in _sentences(text):
            own = _terms(text[span.start : span.end])
            share = len(wanted & own) / len(wanted) if len(wanted) > 1 else 0.0
            if share > best:
                best, place = share, span
    return (place,) if place else ()


def cut(text: str, words: int, keep: Sequence[Span], near: frozenset[str]) -> Span:
    """Whole sentences of ``text``, up to about ``words``: around ``keep``, else those that share
    most terms with ``near``.
    """
    spans = _sentences(text)
    if keep:
        first = max((i for i, s in enumerate(spans) if s.start <= keep[0].start), default=0)
        last = max((i for i, s in enumerate(spans) if s.start < keep[0].end), default=first)
    else:
        shared = [len(near & _terms(text[s.start : s.end])) for s in spans]
        first = last = shared.index(max(shared)) if shared else 0
    while True:
        wider = [
            (begin, end)
            for begin, end in ((first, last + 1), (first - 1, last))
            if begin >= 0
            and end < len(spans)
            and len(text[spans[begin].start : spans[end].end].split()) <= words
        ]
        if not wider:
            return Span(spans[first].start, spans[last].end) if spans else Span(0, len(text))
        first, last = wider[zlib.crc32(text.encode()) % len(wider)]


def shortened(example: Example, words: int, chance: random.Random, count: int) -> Example:
    """The example with ``count`` wrong passages and each passage cut to about ``words``."""
    near = frozenset(question_terms(example.question))
    few = example.wrong[: count + 3] if chance.random() < 0.7 else example.wrong
    wrong = tuple(
        replace(text, body=_part(text.body, cut(text.body, words, (), near)))
        for text in chance.sample(few, min(count, len(few)))
    )
    if example.right is None:
        return replace(example, wrong=wrong)
    body = example.right.body
    if not example.answers:
        words = max(words, 200)
    span = cut(body, words, example.answers, near)
    answers = tuple(
        Span(max(a.start, span.start) - span.start, min(a.end, span.end) - span.start)
        for a in example.answers
        if a.start < span.end and a.end > span.start
    )
    right = replace(example.right, body=_part(body, span))
    return replace(example, right=right, answers=answers, wrong=wrong)


def passages_of(article: JsonObject) -> list[Text]:
    """The passages of an article given as a line of JSON."""
    head, text = heading_of(article), article["text"]
    return [Text(head, _part(text, run)) for run in runs_of(text)]


def runs_of(text: str) -> list[Span]:
    """``text`` in runs of whole sentences of up to _PASSAGE_WORDS, or one longer sentence."""
    runs: list[Span] = []
    for span in _sentences(text):
        if runs and len(text[runs[-1].start : span.end].split()) <= _PASSAGE_WORDS:
            runs[-1] = Span(runs[-1].start, span.end)
        else:
            runs.append(span)
    return runs


def _part(text: str, span: Span) -> str:
    return text[span.start : span.end]


@cache
def _terms(text: str) -> frozenset[str]:
    """Its terms, kept: the same passages are cut for many questions."""
    return frozenset(index_terms(text))


@cache
def _sentences(text: str) -> tuple[Span, ...]:
    """Its sentences, kept as its terms are."""
    return tuple(sentence_spans(text))
