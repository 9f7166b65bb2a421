"""Results → evidence: how well each passage, and the best sentence of it, fits the question."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np

from retrieval.search.late_interaction import best_of_segments, similarities, word_weights
from retrieval.text.dates_asked import Period
from retrieval.text.passages import title_chars
from retrieval.text.question_type import asked_kind, offers
from retrieval.text.sentences import sentence_spans
from retrieval.text.terms import index_terms
from retrieval.types import (
    Evidence,
    FloatArray,
    IdArray,
    Query,
    Reading,
    Result,
    Span,
    TokenSigns,
    TokenVectors,
)

SENTENCE_FEATURES = ("match", "coverage", "offers", "reading")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SECOND_LEVEL = ("co", "com", "org", "net", "ac", "gov")
_RIVAL = math.log(0.25)  # so likely, by the best sentence, must another be to be told as well


@dataclass(frozen=True, slots=True)
class Signals:
    """What the search found out: of the question, and of passages, by id.

    ``question`` are the tokens of the query's text, ``period`` is the time that it asks about.
    """

    question: TokenVectors
    cosines: Mapping[int, float]
    lexical: Mapping[int, float]
    tokens: Mapping[int, TokenSigns]
    term_weights: Mapping[str, float]
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class _Text:
    """A result cut up: its sentences, and where the runs of its tokens begin.

    ``owners`` tells for each run which sentence it belongs to; -1 is the title.
    """

    result: Result
    sentences: tuple[Span, ...]
    bodies: tuple[str, ...]
    terms: tuple[frozenset[str], ...]
    begins: IdArray
    owners: IdArray


class Weighing:
    """Results, being weighed; a passage can be weighed again once it has been read."""

    def __init__(self, query: Query, results: Sequence[Result], signals: Signals) -> None:
        self._query = query
        self._signals = signals
        self._texts = [_cut(r, signals.tokens.get(r.passage.passage_id)) for r in results]
        self._matches = _matches(query, self._texts, signals)

    def evidence(self, place: int, reading: Reading | None = None) -> Evidence:
        """The evidence of the result at ``place``."""
        text, matches = self._texts[place], self._matches[place]
        return _evidence(self._query, text, matches, self._signals, reading)

    def sentences(
        self, place: int, reading: Reading | None = None
    ) -> tuple[tuple[Span, ...], FloatArray]:
        """The sentences of that result, and their SENTENCE_FEATURES: (sentences, features)."""
        text, weights = self._texts[place], self._signals.term_weights
        features = _sentence_features(self._query, text, self._matches[place], weights, reading)
        return text.sentences, features


def coverage(terms: Set[str], term_weights: Mapping[str, float]) -> float:
    """The share of the weight of the question's terms that are among ``terms``, 0 to 1.

    >>> coverage({"mayor", "spoke"}, {"mayor": 2.0, "kyiv": 6.0})
    0.25
    """
    total = sum(term_weights.values())
    covered = sum(weight for term, weight in term_weights.items() if term in terms)
    return covered / total if total else 0.0


def _cut(result: Result, tokens: TokenSigns | None) -> _Text:
    sentences = sentence_spans(result.passage.text)
    starts = np.zeros(0, dtype=np.int32) if tokens is None else tokens.starts
    edges = [span.start + title_chars(result.article.title) for span in sentences]
    sentence_of = np.searchsorted(edges, starts, side="right") - 1  # -1 before the first: the title
    begins = np.flatnonzero(np.diff(sentence_of, prepend=-2))
    bodies = tuple(result.passage.text[span.start : span.end] for span in sentences)
    terms = tuple(frozenset(index_terms(body)) for body in bodies)
    return _Text(result, sentences, bodies, terms, begins, sentence_of[begins])


def _matches(query: Query, texts: Sequence[_Text], signals: Signals) -> list[FloatArray]:
    """How well each run of each text matches, word by word: (runs, question tokens), weighted."""
    question = signals.question
    nothing = np.zeros((0, len(question.starts)), dtype=np.float32)
    tokens = [signals.tokens.get(text.result.passage.passage_id) for text in texts]
    known = [own for own in tokens if own is not None and len(own.starts)]
    if not known:
        return [nothing] * len(texts)
    similarity = similarities(question, known)
    weights = word_weights(query.text, question, signals.term_weights)
    matches, first = [], 0
    for text, own in zip(texts, tokens, strict=True):
        if own is None or not len(own.starts):
            matches.append(nothing)
            continue
        rows = similarity[first : first + len(own.starts)]
        matches.append(best_of_segments(rows, text.begins) * weights)
        first += len(own.starts)
    return matches


def _sentence_features(
    query: Query,
    text: _Text,
    matches: FloatArray,
    term_weights: Mapping[str, float],
    reading: Reading | None,
) -> FloatArray:
    """How well each sentence matches together with the title, which says what it is about; its
    share of the question's terms; whether it offers what is asked for; and how likely it answers
    by the ``reading``, 0 for all where there is none. (sentences, 4)
    """
    title = matches[text.owners == -1].max(axis=0, initial=0.0)
    found = np.full(len(text.sentences), title.sum(), dtype=np.float32)
    for owner, match in zip(text.owners, matches, strict=True):
        if owner >= 0:
            found[owner] = np.maximum(match, title).sum()
    kind = asked_kind(query.text)
    shares = [coverage(own, term_weights) for own in text.terms]
    offered = [offers(kind, body, query.terms) for body in text.bodies]
    read = _strongest(text.sentences, reading)
    return np.column_stack([found, shares, offered, read]).astype(np.float32)


def _strongest(sentences: Sequence[Span], reading: Reading | None) -> FloatArray:
    """The highest strength in each sentence; the mean of these in one that was not read. (n,)"""
    strongest = np.full(len(sentences), -np.inf, dtype=np.float32)
    if reading is not None:
        edges = [span.start for span in sentences]
        owners = np.searchsorted(edges, reading.starts, side="right") - 1
        np.maximum.at(strongest, np.maximum(owners, 0), reading.strengths)
    read = np.isfinite(strongest)
    strongest[~read] = strongest[read].mean() if read.any() else 0.0
    return strongest


def _evidence(
    query: Query, text: _Text, matches: FloatArray, signals: Signals, reading: Reading | None
) -> Evidence:
    passage, article = text.result.passage, text.result.article
    features = _sentence_features(query, text, matches, signals.term_weights, reading)
    strengths = features @ sentence_weights()
    order = np.argsort(-strengths, kind="stable")
    best, others = int(order[0]), order[1:]
    has_rival = len(others) > 0 and strengths[others[0]] >= strengths[best] + _RIVAL
    around = set(index_terms(article.title or "")).union(*text.terms)
    names = {term: weight for term, weight in signals.term_weights.items() if term in query.names}
    return Evidence(
        sentence=text.sentences[best],
        cosine=signals.cosines.get(passage.passage_id, 0.0),
        lexical=signals.lexical.get(passage.passage_id, 0.0),
        token_match=float(matches.max(axis=0, initial=0.0).sum()),
        sentence_match=float(features[best, 0]),
        coverage=coverage(around, signals.term_weights),
        sentence_coverage=float(features[best, 1]),
        names_covered=coverage(around, names) if names else 1.0,
        offers=bool(features[best, 2]),
        days_away=_days_away(article.published_at, signals.period),
        is_named_publisher=_is_named(article.publisher, query),
        rival=text.sentences[int(others[0])] if has_rival else None,
        reading=_highest(reading),
    )


def _highest(reading: Reading | None) -> float | None:
    return float(reading.strengths.max()) if reading and len(reading.starts) else None


@cache
def sentence_weights() -> FloatArray:
    """What SENTENCE_FEATURES weigh, fitted by ``python -m scripts.train highlight``. (4,)"""
    text = files("retrieval.search").joinpath("highlight.json").read_text(encoding="utf-8")
    weights = json.loads(text)
    return np.array([weights[name] for name in SENTENCE_FEATURES], dtype=np.float32)


def _days_away(published_at: str | None, period: Period | None) -> int | None:
    if published_at is None or period is None:
        return None
    return period.days_away(date.fromisoformat(published_at[:10]))


def _is_named(publisher: str | None, query: Query) -> bool:
    """Whether all words of the publisher's name stand in the question as parts of a name."""
    terms = set(index_terms(_publisher_name(publisher or "")))
    return bool(terms) and terms <= query.names


def _publisher_name(publisher: str) -> str:
    """What people call a publisher of which only the host is known.

    >>> _publisher_name("news.bbc.co.uk"), _publisher_name("St. Louis Post")
    ('bbc', 'St. Louis Post')
    """
    if not _HOST.fullmatch(publisher):
        return publisher
    labels = [label for label in publisher.split(".")[:-1] if label not in _SECOND_LEVEL]
    return labels[-1] if labels else publisher
