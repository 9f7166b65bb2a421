"""The words of earlier questions that a follow-up goes on about."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from retrieval.types import FloatArray, Rarity

CONTEXT_FEATURES = (
    "rarity",
    "opens_subject",
    "in_latest_whole",
    "recency",
    "count",
    "is_name",
    "comes_after_pronoun",
    "asked_rarity",
    "asked_has_pronoun",
    "share_of_question",
)
_TYPICAL_RARITY = 0.6  # of a term of which nothing is known
_LEAST_PROBABILITY = 0.15  # half the words it adds are meant: a missing word costs more than one


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The terms of a question of a conversation, in order; those of its names are ``names``.

    ``refers_back`` is whether it does so by its form, ``has_pronoun`` whether by a pronoun.
    """

    terms: tuple[str, ...]
    names: frozenset[str]
    refers_back: bool
    has_pronoun: bool


def no_rarity(terms: Sequence[str]) -> Mapping[str, float]:
    """The rarity of terms where there is no archive: nothing is known."""
    return {}


def context_terms(
    asked: QuestionTerms, earlier: Sequence[QuestionTerms], rarity: Rarity = no_rarity
) -> list[str]:
    """The terms of ``earlier`` questions, oldest first, that ``asked`` leaves out but means.

    Each term is judged by a logistic regression over CONTEXT_FEATURES, fitted by ``python -m
    scripts.train follow-ups`` to questions that people made whole. This is the term classification
    of Voskarides et al., "Query Resolution for Conversational Search with Limited Supervision"
    (2020), with features in the place of a large model.
    """
    terms, features = context_features(asked, earlier, rarity)
    weights, intercept = context_weights()
    logits = features @ weights + intercept
    least = math.log(_LEAST_PROBABILITY / (1 - _LEAST_PROBABILITY))
    return [term for term, logit in zip(terms, logits, strict=True) if logit >= least]


def context_features(
    asked: QuestionTerms, earlier: Sequence[QuestionTerms], rarity: Rarity
) -> tuple[list[str], FloatArray]:
    """The terms of ``earlier`` that ``asked`` lacks, in their order, and CONTEXT_FEATURES of each.

    The first question opens the subject. ``in_latest_whole`` is whether the latest question that
    does not refer back holds the term. ``recency`` falls with the logarithm of the questions since
    the term, ``count`` grows with that of the questions that hold it. ``comes_after_pronoun`` is
    whether it first came in a question with a pronoun, where it is seldom the subject, and
    ``asked_rarity`` the rarity of the rarest term of ``asked``. ``share_of_question`` is the share
    of the term in those of the latest question that holds it: of few, each is the subject.
    """
    of_earlier = dict.fromkeys(term for own in earlier for term in own.terms)
    terms = [term for term in of_earlier if term not in asked.terms]
    known = rarity((*terms, *asked.terms))
    whole = next((own for own in reversed(earlier) if not own.refers_back), earlier[0])
    asked_rarity = max((known.get(t, _TYPICAL_RARITY) for t in asked.terms), default=0.0)
    rows = []
    for term in terms:
        holding = [place for place, own in enumerate(earlier) if term in own.terms]
        rows.append(
            (
                known.get(term, _TYPICAL_RARITY),
                term in earlier[0].terms,
                term in whole.terms,
                -math.log(len(earlier) - holding[-1]),
                math.log(1 + len(holding)),
                any(term in earlier[place].names for place in holding),
                earlier[holding[0]].has_pronoun,
                asked_rarity,
                asked.has_pronoun,
                1.0 / len(earlier[holding[-1]].terms),
            )
        )
    return terms, np.array(rows, dtype=np.float32).reshape(-1, len(CONTEXT_FEATURES))


@cache
def context_weights() -> tuple[FloatArray, float]:
    """The fitted weights of CONTEXT_FEATURES, and the intercept."""
    text = files(__package__).joinpath("follow_ups.json").read_text(encoding="utf-8")
    values = json.loads(text)
    weights = [values["weights"][name] for name in CONTEXT_FEATURES]
    return np.array(weights, dtype=np.float32), float(values["intercept"])
