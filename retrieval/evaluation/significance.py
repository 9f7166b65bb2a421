"""Paired significance tests between two evaluations of the same questions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from retrieval.errors import SourceError
from retrieval.evaluation.measures import Judgement, Values, question_key

_SEED = 20220225
_SAMPLES = 10_000
_BLOCK = 1_000  # samples at a time, which bounds the memory

EarlierValues: TypeAlias = Mapping[str, Mapping[str, float]]
"""The values of each measure in an earlier evaluation, by question."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The change of a measure: its means over the ``questions`` of both evaluations.

    ``low`` to ``high`` is the 95 % interval of the mean change; ``p_value`` is the probability of
    as large a change by chance.
    """

    name: str
    before: float
    now: float
    low: float
    high: float
    p_value: float
    questions: int


def read_values(text: str, source: str) -> EarlierValues:
    """Parses the output of ``evaluate --json``; raises SourceError if it is something else.

    >>> read_values('{"questions": [{"question": "Who?", "values": {"RR@10": 0.5}}]}', "a.json")
    {'RR@10': {'Who?': 0.5}}
    """
    found: dict[str, dict[str, float]] = {}
    try:
        for row in json.loads(text)["questions"]:
            for name, value in row["values"].items():
                key = question_key(str(row["question"]), row.get("earlier", ()))
                found.setdefault(str(name), {})[key] = float(value)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        problem = "is not what 'article-bot evaluate --json' prints: write that to a file."
        raise SourceError(source, problem) from error
    return found


def compare(
    before: EarlierValues, judgements: Sequence[Judgement], values: Values
) -> list[Difference]:
    """The change of each measure that both have, over the questions that both asked."""
    found = []
    for name, own in values.items():
        asked = before.get(name, {})
        pairs = [
            (asked[judgements[index].labelled.key], value)
            for index, value in own.items()
            if judgements[index].labelled.key in asked
        ]
        if pairs:
            found.append(_difference(name, np.array(pairs)))
    return found


def _difference(name: str, pairs: npt.NDArray[np.float64]) -> Difference:
    """Fisher's randomisation test and Efron's bootstrap over questions; ``pairs`` is (n, 2).

    Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for Information
    Retrieval Evaluation", 2007.
    """
    changes = pairs[:, 1] - pairs[:, 0]
    random = np.random.default_rng(_SEED)
    blocks, size = range(_SAMPLES // _BLOCK), (_BLOCK, len(changes))
    as_large = sum(
        np.count_nonzero(
            abs((changes * random.choice((-1.0, 1.0), size)).mean(axis=1)) >= abs(changes.mean())
        )
        for _ in blocks
    )
    means = [random.choice(changes, size).mean(axis=1) for _ in blocks]
    low, high = np.percentile(means, [2.5, 97.5])
    before, now = pairs.mean(axis=0)
    p_value = (int(as_large) + 1) / (_SAMPLES + 1)
    return Difference(name, float(before), float(now), float(low), float(high), p_value, len(pairs))
