"""Fits ``search/judging/confidence_multilingual.json``: confidence in the multilingual setting.

The paragraphs of XQuAD are one archive in each language, with the embedder "multilingual". Each is
asked the questions of all languages, as they are, and again without the article, or only without
the paragraph, that answers. Each language is left out in turn: figures of the pairs that have to do
with it are those of a model fitted to the others. Needs the folder ``shared``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retrieval.evaluation.logistic import Array, fit_intercept, fit_logistic, sigmoid
from retrieval.evaluation.probabilities import roc_area
from retrieval.search.judging.confidence import (
    ConfidenceModel,
    confidence_features,
    default_model,
    model_text,
)
from retrieval.search.searcher import Searcher
from scripts.quality.archives import language_archive, passages_by_url
from scripts.quality.language_sets import (
    LANGUAGES,
    LanguageQuestion,
    LanguageSet,
    language_set,
)
from scripts.quality.sets import SHARED

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "judging" / "confidence_multilingual.json"
EMBEDDER = "multilingual"
FITTED_LANGUAGES = ("en", "de", "es", "ru")  # those of LANGUAGES that the embedder reads
_PENALTY = 10.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One search: the languages of the question and of the archive, whether the answer was there,
    the features of the confidence, and whether the first result answers.
    """

    languages: frozenset[str]
    is_there: bool
    features: tuple[float, ...]
    is_right: bool


def main() -> int:
    """Fits, prints, writes."""
    parser = argparse.ArgumentParser(description="Fits the confidence of the multilingual setting.")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    parser.add_argument("--questions", type=int, default=150, help="questions of each pair")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print(f"There is nothing to fit on: {SHARED} is not there.")
        return 0
    sets = {code: language_set(code) for code in LANGUAGES}
    found = list(_trials(sets, options.cache, options.questions))
    models = []
    for is_read in (True, False):
        own = [trial for trial, trial_is_read in found if trial_is_read is is_read]
        _print(own, is_read)
        models.append(_fitted([t for t in own if t.languages <= {*FITTED_LANGUAGES}], is_read))
    text = ",\n".join(map(model_text, models))
    TARGET.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    return 0


def _trials(sets: dict[str, LanguageSet], cache: Path, count: int) -> Iterator[tuple[Trial, bool]]:
    """The trials of each pair of languages, and whether what was found was read."""
    for archive_language, articles in sets.items():
        with language_archive(articles, cache, embedder=EMBEDDER) as archive:
            passages = passages_by_url(archive)
            for language, questions in sets.items():
                # English is read in English only; across languages what is found is not.
                is_read = language == archive_language == "en"
                searcher = archive.searcher()
                searcher = searcher if is_read else replace(searcher, reader=None)
                pair = frozenset({language, archive_language})
                both = list(zip(questions.questions, articles.questions, strict=True))
                step = max(1, len(both) // count)
                for number, (question, answered) in enumerate(both[::step]):
                    for trial in _asked(searcher, question.text, answered, passages, number, pair):
                        yield trial, is_read


def _asked(
    searcher: Searcher,
    question: str,
    answered: LanguageQuestion,
    passages: Mapping[str, Sequence[int]],
    number: int,
    languages: frozenset[str],
) -> Iterator[Trial]:
    """The question with its answer there, and without: of every second the rest of the article
    stays, which is about the same subject.
    """
    own = passages[answered.url]
    if number % 2:
        own = [
            passage.passage_id
            for passage in searcher.store.passages(own).values()
            if (article := searcher.store.article(passage.doc_id))
            and answered.is_in(article, passage)
        ]
    query = searcher.questions.understand(question)
    for hidden in (frozenset[int](), frozenset(own)):
        found = replace(searcher, exclude=hidden).search(query, 1)
        if found.features:
            features = tuple(confidence_features(query, found.features, found.mean_match))
            is_right = not hidden and answered.is_answered_by(found.results[0])
            yield Trial(languages, not hidden, features, is_right)


def _fitted(trials: Iterable[Trial], is_read: bool) -> ConfidenceModel:
    features, labels = _arrays(list(trials))
    if is_read:
        # What is read is in English: the shared weights, of many more questions and near misses,
        # stay; only their level is adapted to the scale of these vectors.
        shared = default_model()
        intercept = fit_intercept(features, labels, np.array(shared.weights))
        return replace(shared, intercept=intercept, embedder=EMBEDDER)
    fit = fit_logistic(features, labels, penalty=_PENALTY)
    return ConfidenceModel(
        tuple(map(float, fit.weights)), fit.intercept, is_read, embedder=EMBEDDER
    )


def _print(trials: Sequence[Trial], is_read: bool) -> None:
    """Figures of the trials that have to do with each language, by a model fitted without it."""
    print(f"{'read' if is_read else 'not read'}: {len(trials)} trials")
    print("| without | right first | answered, of these | falsely answered | ROC area |")
    print("|---|---|---|---|---|")
    for language in LANGUAGES:
        own = [trial for trial in trials if language in trial.languages]
        others = [
            trial
            for trial in trials
            if trial.languages <= {*FITTED_LANGUAGES} and language not in trial.languages
        ]
        if not own or (not others and not is_read):
            continue
        model = _fitted(others or _every_second(own), is_read)
        features, labels = _arrays(own)
        probabilities = sigmoid(features @ np.array(model.weights) + model.intercept)
        there = np.array([trial.is_there for trial in own])
        passed = probabilities >= 0.5
        print(
            f"| {language} | {labels[there].mean():.3f} | {passed[labels == 1].mean():.3f}"
            f" | {passed[~there].mean():.3f} | {roc_area(probabilities, labels):.3f} |"
        )


def _every_second(trials: Sequence[Trial]) -> Sequence[Trial]:
    """For English, which alone is read: fitted to one half of the pairs of trials."""
    return [trial for number, trial in enumerate(trials) if number // 2 % 2]


def _arrays(trials: Sequence[Trial]) -> tuple[Array, Array]:
    return (
        np.array([trial.features for trial in trials]),
        np.array([float(trial.is_right) for trial in trials]),
    )
