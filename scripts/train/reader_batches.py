"""Batches of packed examples, as tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from scripts.train.packed_examples import PackedExample

_SORTED_TOGETHER = 6000  # examples of like size are looked for among so many
_SEPARATOR = 102  # the token after each passage


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some examples: inputs, (examples, passages, tokens), and what answers.

    The sizes are those of the largest example. ``is_there`` tells which passages there are,
    (examples, passages); ``is_body`` which tokens are a passage's, behind its heading; ``starts``
    and ``ends`` with which an answer may begin and end; ``is_answered``, (examples,), whether the
    first passage answers.
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    is_there: Tensor
    is_body: Tensor
    starts: Tensor
    ends: Tensor
    is_answered: Tensor


def batch_of(examples: Sequence[PackedExample], device: str) -> Batch:
    """What the model is trained on, of some examples."""
    most = max(len(example.passages) for example in examples)
    shape = (len(examples), most, max(example.length for example in examples))
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    is_body, starts, ends = (np.zeros(shape, dtype=bool) for _ in range(3))
    is_there = np.zeros(shape[:2], dtype=bool)
    mask[:, :, 0] = 1  # attention needs a token, also where there is no passage
    for row, example in enumerate(examples):
        asked = len(example.question)
        is_there[row, : len(example.passages)] = True
        for place, passage in enumerate(example.passages):
            end = asked + len(passage)
            ids[row, place, :asked] = example.question
            ids[row, place, asked:end] = passage
            ids[row, place, end] = _SEPARATOR
            mask[row, place, : end + 1] = 1
            types[row, place, asked : end + 1] = 1
            is_body[row, place, end - example.body_lengths[place] : end] = True
        for begin, end in example.answers:
            first, last = asked + begin, asked + end
            starts[row, 0, first : first + 1 if example.is_exact else last] = True
            ends[row, 0, last - 1 if example.is_exact else first : last] = True
    is_answered = np.array([example.is_answered for example in examples])
    arrays = (ids, mask, types, is_there, is_body, starts, ends, is_answered)
    return Batch(*(_on(device, torch.from_numpy(array)) for array in arrays))


def _on(device: str, tensor: Tensor) -> Tensor:
    """A copy on the device; a GPU goes on with what it has to do meanwhile."""
    return tensor.pin_memory().to(device, non_blocking=True) if device == "cuda" else tensor


def batches(
    examples: Sequence[PackedExample], tokens: int, chance: random.Random
) -> Iterator[list[PackedExample]]:
    """All examples once, in random order, in batches of at most ``tokens`` with the padding.

    Those of a batch have about the same size, so that little is padding.
    """
    order = chance.sample(examples, len(examples))
    made: list[list[PackedExample]] = []
    for start in range(0, len(order), _SORTED_TOGETHER):
        part = order[start : start + _SORTED_TOGETHER]
        part.sort(key=lambda example: (len(example.passages), example.length))
        own: list[PackedExample] = []
        for example in part:
            widest = max(one.length for one in (*own, example))
            if own and widest * len(example.passages) * (len(own) + 1) > tokens:
                made.append(own)
                own = []
            own.append(example)
        made.append(own)
    chance.shuffle(made)
    yield from made
