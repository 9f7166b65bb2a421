"""Fits ``search/questions/follow_ups.json``: which words of earlier questions a follow-up means.

On every second conversation of TREC CAsT 2019 and 2020, whose questions people made whole: a word
of an earlier question is meant where it stands in the whole one. Words are as rare as they are in
the articles of the news quiz. Needs the folder ``shared``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from retrieval.evaluation.logistic import fit_logistic
from retrieval.search.questions.context_words import CONTEXT_FEATURES, context_features
from retrieval.search.questions.follow_ups import terms_and_form
from retrieval.text.words.terms import question_terms
from retrieval.types import FloatArray, Rarity
from scripts.quality.archives import fitting_cache, quality_archive
from scripts.quality.sets import SETS
from scripts.train.conversations import Conversation, conversations

ROOT = Path(__file__).resolve().parents[2]

TARGET = ROOT / "retrieval" / "search" / "questions" / "follow_ups.json"
_PENALTY = 1.0


def main() -> int:
    """Fits the weights and writes them."""
    cache = fitting_cache(__doc__)
    if cache is None:
        return 0
    with quality_archive(SETS["newsquiz"](), cache) as archive:
        rarity = archive.searcher().questions.rarity
        rows = [
            (features, label)
            for conversation in conversations()
            if not conversation.is_test
            for features, label in _rows(conversation, rarity)
        ]
    features = np.array([row for row, _ in rows], dtype=np.float64)
    labels = np.array([label for _, label in rows], dtype=np.float64)
    fit = fit_logistic(features, labels, penalty=_PENALTY)
    weights = zip(CONTEXT_FEATURES, (round(float(w), 4) for w in fit.weights), strict=True)
    values = {"weights": dict(weights), "intercept": round(fit.intercept, 4)}
    TARGET.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    return 0


def _rows(conversation: Conversation, rarity: Rarity) -> Iterator[tuple[FloatArray, bool]]:
    """For each term of earlier questions its features, and whether a follow-up means it."""
    for place, turn in enumerate(conversation.turns[1:], start=1):
        earlier = [terms_and_form(own.question, "en") for own in conversation.turns[:place]]
        terms, features = context_features(terms_and_form(turn.question, "en"), earlier, rarity)
        meant = frozenset(question_terms(turn.whole, "en"))
        yield from zip(features, (term in meant for term in terms), strict=True)
