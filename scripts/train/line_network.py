"""Fits the networks that judge the lines of pages and of copies.

``retrieval.sources.lines.line_network`` computes what they give from their weights.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from retrieval.sources.lines.line_network import Array, LineNetworks, scaled_values

_HIDDEN, _CONVOLUTIONS, _WINDOW = 64, 2, 5
_DROPPED_FEATURES, _DROPPED = 0.3, 0.4
_MIN_DEVIATION = 0.05
_AT_ONCE = 8
_RATE, _DECAY = 2e-3, 0.5
_LINES = 30.0  # of a usual page, by which the loss is divided


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The features of a text's lines, (lines, f), and what is right of them."""

    values: Array
    right: Array
    """1 where an output is right of a line, else 0, (lines, o)."""
    weights: Array
    """What each line counts for in each output, (lines, o)."""


def learned(
    values: Array, marks: str, outputs: Sequence[str], unjudged: str, weight: float
) -> MarkedText:
    """Return a text as it is learned from.

    Each of ``outputs`` has the marks of which it is right. Lines with ``unjudged`` marks do not
    count for the first.
    """
    right = [[float(mark in own) for own in outputs] for mark in marks]
    weights = np.full((len(marks), len(outputs)), weight, dtype=np.float32)
    weights[[mark in unjudged for mark in marks], 0] = 0.0
    return MarkedText(values, np.array(right, dtype=np.float32), weights)


class Network(nn.Module):
    """One of ``LineNetworks``."""

    def __init__(self, features: int, outputs: int) -> None:
        super().__init__()
        self.inner = nn.Linear(features, _HIDDEN)
        self.around = nn.ModuleList(
            nn.Conv1d(_HIDDEN, _HIDDEN, _WINDOW, padding=_WINDOW // 2) for _ in range(_CONVOLUTIONS)
        )
        self.outer = nn.Linear(_HIDDEN, outputs)
        self.some_features = nn.Dropout(_DROPPED_FEATURES)
        self.some = nn.Dropout(_DROPPED)

    def forward(self, lines: Tensor) -> Tensor:
        """Return the scores of a page's lines, (lines, o), from their features, (lines, f)."""
        hidden = self.some(functional.relu(self.inner(self.some_features(lines)))).T[None]
        for convolution in self.around:
            hidden = hidden + self.some(functional.relu(convolution(hidden)))
        scores: Tensor = self.outer(hidden[0].T)
        return scores


def fit_networks(
    names: Sequence[str], texts: Sequence[MarkedText], *, count: int, rounds: int
) -> LineNetworks:
    """Fits ``count`` networks on texts, each of which is read ``rounds`` times.

    ``names`` are those of the features.
    """
    values = np.concatenate([text.values for text in texts])
    mean, deviation = values.mean(axis=0), np.maximum(values.std(axis=0), _MIN_DEVIATION)
    scaled = [scaled_values(text.values, mean, deviation) for text in texts]
    trained = [_trained(texts, scaled, rounds, seed) for seed in range(count)]
    return networks_of(trained, names, mean, deviation)


def networks_of(
    trained: Sequence[Network], names: Sequence[str], mean: Array, deviation: Array
) -> LineNetworks:
    """Return the weights of trained networks, for features of such means and deviations."""
    return LineNetworks(
        names=names,
        mean=mean,
        deviation=deviation,
        inner=_stacked([one.inner.weight.T for one in trained]),
        inner_bias=_stacked([one.inner.bias[None] for one in trained]),
        around=_stacked(
            [torch.stack([c.weight.permute(2, 1, 0) for c in one.around]) for one in trained], 1
        ),
        around_bias=_stacked(
            [torch.stack([c.bias[None] for c in one.around]) for one in trained], 1
        ),
        outer=_stacked([one.outer.weight.T for one in trained]),
        outer_bias=_stacked([one.outer.bias[None] for one in trained]),
    )


def _stacked(tensors: Sequence[Tensor], axis: int = 0) -> Array:
    stacked: Array = torch.stack(list(tensors), axis).detach().numpy()
    return stacked


def _trained(
    texts: Sequence[MarkedText], values: Sequence[Array], rounds: int, seed: int
) -> Network:
    """A network trained by AdamW with one cycle of its rate (Smith and Topin, 2018)."""
    torch.manual_seed(seed)
    order = random.Random(seed)
    network = Network(values[0].shape[1], texts[0].right.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = rounds * -(-len(texts) // _AT_ONCE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    scaled = [torch.from_numpy(own) for own in values]
    right = [torch.from_numpy(text.right) for text in texts]
    mean = float(np.concatenate([text.weights[text.weights > 0] for text in texts]).mean())
    weights = [torch.from_numpy(text.weights / mean) for text in texts]
    numbers = list(range(len(texts)))
    for _ in range(rounds):
        order.shuffle(numbers)
        for start in range(0, len(numbers), _AT_ONCE):
            loss = torch.zeros(())
            for number in numbers[start : start + _AT_ONCE]:
                loss = loss + functional.binary_cross_entropy_with_logits(
                    network(scaled[number]),
                    right[number],
                    weight=weights[number],
                    reduction="sum",
                )
            optimiser.zero_grad()
            (loss / (_AT_ONCE * _LINES)).backward()
            optimiser.step()
            schedule.step()
    network.eval()
    return network
