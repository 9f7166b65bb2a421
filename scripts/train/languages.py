"""Fits ``retrieval/search/words_only.json``: ranking and judging by words alone.

Each question of XQuAD in several languages is asked with and without its answering article in the
archive of its language, and with a word replaced by one of another question. Half of our English
questions about news are added, since news articles have headings and openings in every language;
some of them only seem to be answered. For each language the quality of weights that were fitted
without it is printed. Needs the folder ``shared``.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retrieval.evaluation.logistic import Array, fit_intercept, fit_logistic, sigmoid
from retrieval.evaluation.probabilities import answered_at, roc_area
from retrieval.search.confidence import COMPARED_RESULTS
from retrieval.search.fusion import best_first, diversify
from retrieval.search.query import plain_words
from retrieval.search.reranker import date_proximity
from retrieval.search.searcher import Searcher
from retrieval.search.word_features import WordFeatureExtractor
from retrieval.search.words_only import (
    CONFIDENCE_WORD_FEATURES,
    RANKING_WORD_FEATURES,
    SENTENCE_WORD_FEATURES,
    confidence_word_features,
    ranking_word_features,
)
from retrieval.types import PassageFeatures, Query, Result
from scripts.quality.archives import (
    fitting_cache,
    language_archive,
    passages_by_url,
    quality_archive,
)
from scripts.quality.language_sets import LanguageQuestion, LanguageSet, language_sets
from scripts.quality.sets import SetQuestion, holds, news
from scripts.train.pairwise import fit_pairwise

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "words_only.json"
_EVERY = 5  # of the questions one in so many is used
_EVERY_OF_NEWS = 2
_DEPTH = 20  # of the hits so many are ranked
# In use people ask an archive for what it is about: three answerable questions to two.
_USAGE_ODDS = 1.5
# Few of the questions name a time or a publisher; these are as in the default reranker.
_PRIOR = {"date_proximity": 0.55, "named_publisher": 0.5}
_SENTENCE_PENALTY, _RANKING_PENALTY, _CONFIDENCE_PENALTY = 1.0, 10.0, 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was found; ``kind`` is "plain", "hidden" (the answering article was left
    out) or "missed" (a word of it was replaced, or the articles only seem to answer it).
    """

    question: LanguageQuestion | SetQuestion
    kind: str
    query: Query
    results: tuple[Result, ...]
    extractor: WordFeatureExtractor
    relevant: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the features of sentences, passages and confidence, and the intercept."""

    sentence: Array
    ranking: Array
    confidence: Array
    intercept: float


def main() -> int:
    """Prints the quality of each language with weights fitted without it; writes those of all."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    asked = {one.code: list(_asked(one, cache)) for one in language_sets()}
    about_news = list(_asked_of_news(cache))
    for code, own in asked.items():
        others = [a for other, group in asked.items() if other != code for a in group]
        _report(code, own, _fitted([*others, *about_news]))
    _write(_fitted([*(own for group in asked.values() for own in group), *about_news]))
    return 0


def _asked(language_set: LanguageSet, cache: Path) -> Iterator[Asked]:
    chosen = language_set.questions[::_EVERY]
    random_ = random.Random(0)
    with language_archive(language_set, cache) as archive:
        searcher, passages = archive.searcher(), passages_by_url(archive)
        for question in chosen:
            without = replace(searcher, exclude=frozenset(passages[question.url]))
            missed = _missed(question, random_.choice(chosen), random_)
            yield _found(question, "plain", searcher)
            yield _found(question, "hidden", without)
            if missed is not None:
                yield _found(missed, "missed", searcher)


def _asked_of_news(cache: Path) -> Iterator[Asked]:
    every = news()
    urls = {url for question in every.questions for url in question.urls}
    about = tuple(article for article in every.articles if article["url"] in urls)
    own = replace(every, name="news-asked", articles=about)
    with quality_archive(own, cache) as archive:
        searcher, passages = archive.searcher(), passages_by_url(archive)
        for question in own.questions[::_EVERY_OF_NEWS]:
            if not question.is_answerable:
                yield _found(question, "missed", searcher)
                continue
            hidden = frozenset(i for url in question.urls for i in passages[url])
            yield _found(question, "plain", searcher)
            yield _found(question, "hidden", replace(searcher, exclude=hidden))


def _found(question: LanguageQuestion | SetQuestion, kind: str, searcher: Searcher) -> Asked:
    query = searcher.understand(question.text)
    results, extractor = searcher.found_by_words(query)
    ranked = tuple(results[:_DEPTH])
    relevant = tuple(kind != "missed" and _is_answered_by(question, one) for one in ranked)
    return Asked(question, kind, query, ranked, extractor, relevant)


def _is_answered_by(question: LanguageQuestion | SetQuestion, result: Result) -> bool:
    if isinstance(question, LanguageQuestion):
        return question.is_answered_by(result)
    return result.article.url in question.urls and holds(result.passage.text, question.answer)


def _missed(
    question: LanguageQuestion, other: LanguageQuestion, random_: random.Random
) -> LanguageQuestion | None:
    """The question with its longest word, or another long one, replaced by one of another's."""
    old = sorted(plain_words(question.text), key=len)[-3:]
    new = [word for word in sorted(plain_words(other.text), key=len)[-3:] if word not in old]
    if other.url == question.url or not old or not new:
        return None
    text = question.text.replace(random_.choice(old), random_.choice(new))
    return replace(question, text=text)


def _fitted(asked: Sequence[Asked]) -> Weights:
    sentence = fit_pairwise(_sentence_groups(asked), penalty=_SENTENCE_PENALTY)
    plain = [(own, *_features(own, sentence)) for own in asked if own.kind == "plain"]
    is_fitted = np.array([name not in _PRIOR for name in RANKING_WORD_FEATURES])
    groups = ((rows * is_fitted, own.relevant, 1.0) for own, _, rows in plain if any(own.relevant))
    prior = np.array([_PRIOR.get(name, 0.0) for name in RANKING_WORD_FEATURES])
    ranking = fit_pairwise(groups, penalty=_RANKING_PENALTY, prior=prior)
    trials = [_trial(own, sentence, ranking) for own in asked]
    rows = np.array([row for row, _ in trials])
    labels = np.array([float(is_right) for _, is_right in trials])
    # Missed questions help to fit the weights, but the intercept sets how often to answer.
    usual = np.array([own.kind != "missed" for own in asked])
    fit = fit_logistic(rows, labels, penalty=_CONFIDENCE_PENALTY)
    intercept = fit_intercept(rows[usual], labels[usual], fit.weights) + math.log(_USAGE_ODDS)
    return Weights(sentence, ranking, fit.weights, intercept)


def _sentence_groups(asked: Sequence[Asked]) -> Iterator[tuple[Array, tuple[bool, ...], float]]:
    """The sentences of each answering passage, and which hold the answer."""
    for own in asked:
        for index, result in enumerate(own.results):
            if own.kind == "plain" and own.relevant[index]:
                spans, rows = own.extractor.sentence_features(index)
                text = result.passage.text
                right = tuple(holds(text[s.start : s.end], own.question.answer) for s in spans)
                if any(right):
                    yield rows.astype(np.float64), right, 1.0


def _features(own: Asked, sentence: Array) -> tuple[list[PassageFeatures], Array]:
    weights = sentence.astype(np.float32)
    features = [own.extractor.features(index, weights) for index in range(len(own.results))]
    rows = ranking_word_features(own.results, features, date_proximity(features))
    return features, rows.astype(np.float64)


def _trial(own: Asked, sentence: Array, ranking: Array) -> tuple[list[float], bool]:
    """The confidence features, and whether the first result is right."""
    if not own.results:
        return [0.0] * len(CONFIDENCE_WORD_FEATURES), False
    features, rows = _features(own, sentence)
    order = diversify(own.results, (rows @ ranking).tolist(), COMPARED_RESULTS)
    ordered = [features[index] for index in order]
    return confidence_word_features(own.query, ordered), own.relevant[order[0]]


def _report(code: str, asked: Sequence[Asked], weights: Weights) -> None:
    ranks, firsts = [], []
    for own in asked:
        if own.kind == "plain":
            _, rows = _features(own, weights.sentence)
            order = best_first(own.results, (rows @ weights.ranking).tolist())[:10]
            rank = next((n for n, i in enumerate(order, start=1) if own.relevant[i]), None)
            ranks.append(1.0 / rank if rank else 0.0)
            firsts.append(rank == 1)
    marks = [
        right[int((rows @ weights.sentence).argmax())] for rows, right, _ in _sentence_groups(asked)
    ]
    trials = [_trial(own, weights.sentence, weights.ranking) for own in asked]
    rows = np.array([row for row, _ in trials])
    scores = sigmoid(rows @ weights.confidence + weights.intercept)
    is_plain, is_hidden, is_missed = (
        np.array([own.kind == kind for own in asked]) for kind in ("plain", "hidden", "missed")
    )
    usual = ~is_missed
    labels = is_plain.astype(np.float64)
    print(
        f"{code}: MRR@10 {np.mean(ranks):.3f}, @1 {np.mean(firsts):.3f}, best sentence"
        f" {np.mean(marks):.3f}; answered {(scores[is_plain] >= 0.5).mean():.3f}, false"
        f" {(scores[is_hidden] >= 0.5).mean():.3f}, with a word replaced"
        f" {(scores[is_missed] >= 0.5).mean():.3f}; ROC area"
        f" {roc_area(scores[usual], labels[usual]):.3f}, answered at 10 % false"
        f" {answered_at(scores[usual], labels[usual], false_answers=0.1):.3f}",
        flush=True,
    )


def _write(weights: Weights) -> None:
    names = {
        "sentence": SENTENCE_WORD_FEATURES,
        "ranking": RANKING_WORD_FEATURES,
        "confidence": CONFIDENCE_WORD_FEATURES,
    }
    values: dict[str, object] = {
        kind: dict(zip(own, (round(float(w), 4) for w in getattr(weights, kind)), strict=True))
        for kind, own in names.items()
    }
    values["intercept"] = round(weights.intercept, 4)
    TARGET.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
