"""Fits ``search/evidence/words_only.json``: ranking and judging by words alone.

Each question of XQuAD in several languages is asked with and without its answering article in the
archive of its language, and with a name or a number replaced. Half of our English questions about
news are added, since news articles have headings and openings in every language, and our questions
about short articles in 25 languages, which people ask in other words than encyclopedias are asked;
some of both only seem to be answered. For each language the quality of weights that were fitted
without it is printed. Needs the folder ``shared``.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retrieval.evaluation.logistic import Array, fit_intercept, fit_logistic, sigmoid
from retrieval.evaluation.probabilities import answered_at, roc_area
from retrieval.search.evidence.word_features import WordFeatureExtractor
from retrieval.search.evidence.words_only import (
    CONFIDENCE_WORD_FEATURES,
    RANKING_WORD_FEATURES,
    SENTENCE_WORD_FEATURES,
    confidence_word_features,
    ranking_word_features,
)
from retrieval.search.judging.confidence import COMPARED_RESULTS
from retrieval.search.ranking.fusion import best_first, diversify
from retrieval.search.ranking.reranker import date_proximity
from retrieval.search.searcher import Searcher
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.questions.question_form import WORD, capital_marks_names, names_by_form
from retrieval.text.words.terms import index_terms
from retrieval.types import PassageFeatures, Query, Result
from scripts.quality.archives import (
    fitting_cache,
    language_archive,
    passages_by_url,
    quality_archive,
)
from scripts.quality.invented_news import FITTING_DESKS, READER_DESKS, foreign_questions
from scripts.quality.language_sets import LanguageQuestion, LanguageSet, language_sets
from scripts.quality.sets import QualitySet, SetQuestion, foreign_news, holds, news
from scripts.train.pairwise import fit_pairwise

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "evidence" / "words_only.json"
_EVERY = 5  # of the questions one in so many is used
_EVERY_OF_NEWS = 2
_DEPTH = 20  # of the hits so many are ranked
# In use people ask an archive for what it is about: two answerable questions to one that is not.
_USAGE_ODDS = 2.0
# Few of the questions name a time or a publisher; these are as in the default reranker.
_PRIOR = {"date_proximity": 0.55, "named_publisher": 0.5}
# Fewer still ask for an age or a price that articles do not tell, or of what stands in the article
# beside what is told of something else, as news does.
_CONFIDENCE_PRIOR = {"lacks_kind": -4.0, "unmet_name_apart": -4.0}
# Ours are few, but of the kind that is asked in use.
_COUNT_OF_OURS = 5.0
# There are fewer questions that only seem to be answered, and they are the hardest to refuse.
_COUNT_OF_OTHERS = 3.0
_LEAST_NAME = 3  # letters
_PARTS = 5  # of the languages of ours
_SENTENCE_PENALTY, _RANKING_PENALTY, _CONFIDENCE_PENALTY = 1.0, 10.0, 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was found, and how much it counts.

    ``kind`` is "plain", "hidden" (the answering article was left out), "renamed", "reworded" or
    "renumbered" (a name, any noun in a language in which all have a capital, or a number in it was
    replaced), "moved" (a name was replaced by another one of the answering passage; measured
    only), or "missed" (the articles only seem to answer it).
    """

    question: LanguageQuestion | SetQuestion
    kind: str
    query: Query
    results: tuple[Result, ...]
    extractor: WordFeatureExtractor
    relevant: tuple[bool, ...]
    count: float = 1.0

    @property
    def language(self) -> str:
        """The language of the question."""
        return self.query.language

    @property
    def is_usual(self) -> bool:
        """Whether questions of its kind are as usual as those that are answered."""
        return self.kind in ("plain", "hidden")


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
    sets = language_sets()
    asked = {
        own.code: list(_asked(own, [one for one in sets if one != own], cache)) for own in sets
    }
    every = [
        *(own for group in asked.values() for own in group),
        *_asked_of_news(cache),
        *_asked_of_ours(cache),
    ]
    for code, own in asked.items():
        _report(code, own, _fitted([other for other in every if other.language != code]))
    _report_ours(every)
    _write(_fitted(every))
    return 0


def _asked(
    language_set: LanguageSet, others: Sequence[LanguageSet], cache: Path
) -> Iterator[Asked]:
    chosen = language_set.questions[::_EVERY]
    nouns = {own.text: _capitalised(own.text) for own in language_set.questions}
    names = _names(language_set, others, nouns)
    random_, other_random = random.Random(0), random.Random(1)
    with language_archive(language_set, cache) as archive:
        searcher, passages = archive.searcher(), passages_by_url(archive)
        for question in chosen:
            without = replace(searcher, exclude=frozenset(passages[question.url]))
            other = random_.choice(chosen)
            renamed = _replaced(question, other, names, random_)
            reworded = _replaced(question, other, nouns, random_) if nouns != names else None
            renumbered = _renumbered(question, random_)
            yield (plain := _found(question, "plain", searcher))
            yield _found(question, "hidden", without)
            yield from _moved(plain, searcher, other_random)
            if renamed is not None:
                yield _found(renamed, "renamed", searcher)
            if reworded is not None:
                yield _found(reworded, "reworded", searcher)
            if renumbered is not None:
                yield _found(renumbered, "renumbered", searcher)


def _asked_of_news(cache: Path) -> Iterator[Asked]:
    every = news()
    urls = {url for question in every.questions for url in question.urls}
    about = tuple(article for article in every.articles if article["url"] in urls)
    yield from _asked_of(replace(every, name="news-asked", articles=about), cache, _EVERY_OF_NEWS)


def _asked_of_ours(cache: Path) -> Iterator[Asked]:
    for ours in (foreign_news(), *map(foreign_questions, (*FITTING_DESKS, *READER_DESKS))):
        for own in _asked_of(ours, cache, every=1) if ours.questions else ():
            yield replace(own, count=_COUNT_OF_OURS)


def _asked_of(quality_set: QualitySet, cache: Path, every: int) -> Iterator[Asked]:
    random_ = random.Random(0)
    with quality_archive(quality_set, cache) as archive:
        searcher, passages = archive.searcher(), passages_by_url(archive)
        for question in quality_set.questions[::every]:
            if not question.is_answerable:
                yield _found(question, "missed", searcher)
                continue
            hidden = frozenset(i for url in question.urls for i in passages[url])
            yield (plain := _found(question, "plain", searcher))
            yield _found(question, "hidden", replace(searcher, exclude=hidden))
            yield from _moved(plain, searcher, random_)


def _found(question: LanguageQuestion | SetQuestion, kind: str, searcher: Searcher) -> Asked:
    query = searcher.questions.understand(question.text)
    results, extractor = searcher.found_by_words(query)
    ranked = tuple(results[:_DEPTH])
    is_answerable = kind in ("plain", "hidden")
    relevant = tuple(is_answerable and _is_answered_by(question, one) for one in ranked)
    return Asked(question, kind, query, ranked, extractor, relevant)


def _is_answered_by(question: LanguageQuestion | SetQuestion, result: Result) -> bool:
    if isinstance(question, LanguageQuestion):
        return question.is_answered_by(result)
    return result.article.url in question.urls and holds(result.passage.text, question.answer)


def _names(
    language_set: LanguageSet, others: Sequence[LanguageSet], capitalised: Mapping[str, list[str]]
) -> Mapping[str, list[str]]:
    """The words with a capital of each question; where all nouns have one, those only that are the
    same in the question in another language.
    """
    if capital_marks_names(language_set.code):
        return capitalised
    names = {}
    same = zip(*(one.questions for one in others), strict=True)
    for own, elsewhere in zip(language_set.questions, same, strict=True):
        words = {word for one in elsewhere for word in _capitalised(one.text)}
        names[own.text] = [word for word in capitalised[own.text] if word in words]
    return names


def _replaced(
    question: LanguageQuestion,
    other: LanguageQuestion,
    words: Mapping[str, list[str]],
    random_: random.Random,
) -> LanguageQuestion | None:
    """The question with one of its ``words`` replaced by one of another, about another article."""
    old = words[question.text]
    new = [word for word in words[other.text] if word not in question.text]
    if other.url == question.url or not old or not new:
        return None
    return replace(question, text=question.text.replace(random_.choice(old), random_.choice(new)))


def _moved(asked: Asked, searcher: Searcher, random_: random.Random) -> Iterator[Asked]:
    """The question with one of its names replaced by a name of the answering passage that stands
    in no sentence with the answer or the old name, if there is such a one.
    """
    question, code = asked.question, asked.language
    judged = zip(asked.results, asked.relevant, strict=True)
    text = next((result.passage.text for result, is_right in judged if is_right), "")
    names = _named_words(question.text, code)
    new: set[str] = set()
    for span in sentence_spans(text, code):
        sentence = text[span.start : span.end]
        if not holds(sentence, question.answer) and not any(name in sentence for name in names):
            new.update(_named_words(sentence, code))
    old = [name for name in names if name in text]
    told = sorted(name for name in new if name not in question.text)
    if old and told:
        moved = question.text.replace(random_.choice(old), random_.choice(told))
        yield _found(replace(question, text=moved), "moved", searcher)


def _named_words(text: str, code: str) -> list[str]:
    """The words of a sentence that are names by their form, but for the first."""
    terms = names_by_form(text, code)
    return [word for word in _capitalised(text) if terms.issuperset(index_terms(word, code))]


def _renumbered(question: LanguageQuestion, random_: random.Random) -> LanguageQuestion | None:
    """The question with a number replaced by one that is near it."""
    numbers = re.findall(r"\d+", question.text)
    if not numbers:
        return None
    old = random_.choice(numbers)
    new = int(old) + random_.choice((2, 3, 5, 8))
    return replace(question, text=question.text.replace(old, str(new)))


def _capitalised(text: str) -> list[str]:
    """The words with a capital that is not only that of the beginning."""
    return [w for w in WORD.findall(text)[1:] if w[0].isupper() and len(w) >= _LEAST_NAME]


def _fitted(asked: Sequence[Asked]) -> Weights:
    asked = [own for own in asked if own.kind != "moved"]
    sentence = fit_pairwise(_sentence_groups(asked), penalty=_SENTENCE_PENALTY)
    plain = [(own, *_features(own, sentence)) for own in asked if own.kind == "plain"]
    is_fitted = np.array([name not in _PRIOR for name in RANKING_WORD_FEATURES])
    groups = (
        (rows * is_fitted, own.relevant, own.count) for own, _, rows in plain if any(own.relevant)
    )
    prior = np.array([_PRIOR.get(name, 0.0) for name in RANKING_WORD_FEATURES])
    ranking = fit_pairwise(groups, penalty=_RANKING_PENALTY, prior=prior)
    trials = [_trial(own, sentence, ranking) for own in asked]
    rows = np.array([row for row, _ in trials])
    labels = np.array([float(is_right) for _, is_right in trials])
    usual = np.array([own.is_usual for own in asked])
    counts = np.array([own.count for own in asked]) * np.where(usual, 1.0, _COUNT_OF_OTHERS)
    # Other questions help to fit the weights, but the intercept sets how often to answer.
    is_fitted = np.array([name not in _CONFIDENCE_PRIOR for name in CONFIDENCE_WORD_FEATURES])
    fit = fit_logistic(rows * is_fitted, labels, counts=counts, penalty=_CONFIDENCE_PENALTY)
    prior = np.array([_CONFIDENCE_PRIOR.get(name, 0.0) for name in CONFIDENCE_WORD_FEATURES])
    confidence = np.where(is_fitted, fit.weights, prior)
    intercept = fit_intercept(rows[usual], labels[usual], confidence) + math.log(_USAGE_ODDS)
    return Weights(sentence, ranking, confidence, intercept)


def _sentence_groups(asked: Sequence[Asked]) -> Iterator[tuple[Array, tuple[bool, ...], float]]:
    """The sentences of each answering passage, and which hold the answer."""
    for own in asked:
        for index, result in enumerate(own.results):
            if own.kind == "plain" and own.relevant[index]:
                spans, rows = own.extractor.sentence_features(index)
                text = result.passage.text
                right = tuple(holds(text[s.start : s.end], own.question.answer) for s in spans)
                if any(right):
                    yield rows.astype(np.float64), right, own.count


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
    answered = {
        kind: np.mean([s >= 0.5 for own, s in zip(asked, scores, strict=True) if own.kind == kind])
        for kind in dict.fromkeys(own.kind for own in asked)
    }
    usual = np.array([own.is_usual for own in asked])
    labels = np.array([float(own.kind == "plain") for own in asked])
    print(
        f"{code}: MRR@10 {np.mean(ranks):.3f}, @1 {np.mean(firsts):.3f}, best sentence"
        f" {np.mean(marks):.3f};"
        + "".join(f" {kind} {share:.3f}," for kind, share in answered.items())
        + " ROC area"
        f" {roc_area(scores[usual], labels[usual]):.3f}, answered at 10 % false"
        f" {answered_at(scores[usual], labels[usual], false_answers=0.1):.3f}",
        flush=True,
    )


def _report_ours(every: Sequence[Asked]) -> None:
    """Prints how our questions are answered, with weights fitted without a fifth of languages."""
    ours = [own for own in every if own.count == _COUNT_OF_OURS]
    codes = sorted({own.language for own in ours})
    scores: dict[str, list[float]] = {"plain": [], "hidden": [], "moved": [], "missed": []}
    for part in (codes[first::_PARTS] for first in range(_PARTS)):
        weights = _fitted([own for own in every if own.language not in part])
        for own in ours:
            if own.language in part:
                row, _ = _trial(own, weights.sentence, weights.ranking)
                scores[own.kind].append(float(np.dot(row, weights.confidence)) + weights.intercept)
    answered = {kind: np.mean(np.array(own) >= 0.0) for kind, own in scores.items()}
    print(
        f"ours: answered {answered['plain']:.3f}, false {answered['hidden']:.3f}, with another name"
        f" {answered['moved']:.3f}, what articles only seem to answer {answered['missed']:.3f}",
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
