"""How well the reader reads held-out examples, set by set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from retrieval.evaluation.probabilities import roc_area
from scripts.train.packed_examples import ANSWER_TAKEN_OUT, NEAR_MISS, PackedExample
from scripts.train.reader_batches import batch_of
from scripts.train.reader_model import ReaderModel

_TOGETHER = 48  # examples


@dataclass(frozen=True, slots=True)
class _Read:
    """Of an example: whether a passage answers, the relevance of the best, and what is right."""

    is_answered: bool
    relevance: float
    is_right_first: bool
    is_first_word: bool | None


def figures(
    model: ReaderModel, examples: Sequence[PackedExample], device: str
) -> dict[str, dict[str, float]]:
    """For each set, as far as its examples tell:

    the share with the right passage first, and with the likeliest first word of its answer right;
    and the areas under the curve with which the best passage's relevance tells answered questions
    from those whose answer was taken out, near misses, and those never answered.
    """
    read: defaultdict[str, list[_Read]] = defaultdict(list)
    model.eval()
    ordered = sorted(examples, key=lambda example: example.length)
    for start in range(0, len(ordered), _TOGETHER):
        part = ordered[start : start + _TOGETHER]
        for example, one in zip(part, _read(model, part, device), strict=True):
            read[example.set_name].append(one)
    model.train()
    return {name: _of_set(name, read) for name in sorted(read) if "/" not in name}


def _read(model: ReaderModel, examples: list[PackedExample], device: str) -> list[_Read]:
    batch = batch_of(examples, device)
    with torch.no_grad():
        scores = model.scores(batch)
    best = scores.relevance.max(1)
    words = scores.starts[:, 0].argmax(1, keepdim=True)
    are_first_words = batch.starts[:, 0].gather(1, words)[:, 0]
    return [
        _Read(example.is_answered, relevance, place == 0, is_word if example.answers else None)
        for example, relevance, place, is_word in zip(
            examples,
            best.values.tolist(),
            best.indices.tolist(),
            are_first_words.tolist(),
            strict=True,
        )
    ]


def _of_set(name: str, read: dict[str, list[_Read]]) -> dict[str, float]:
    answered = [one for one in read[name] if one.is_answered]
    found = {
        "examples": float(len(read[name])),
        "right first": _share([one.is_right_first for one in answered]),
        "first word": _share([one.is_first_word for one in answered]),
    }
    others = {kind: read.get(f"{name}/{kind}", []) for kind in (ANSWER_TAKEN_OUT, NEAR_MISS)}
    others["unanswerable"] = [one for one in read[name] if not one.is_answered]
    for kind, refused in others.items():
        if answered and refused:
            labels = np.array([1] * len(answered) + [0] * len(refused))
            relevance = np.array([one.relevance for one in (*answered, *refused)])
            found[kind] = roc_area(relevance, labels)
    return found


def _share(hits: Sequence[bool | None]) -> float:
    known = [hit for hit in hits if hit is not None]
    return sum(known) / len(known) if known else float("nan")
