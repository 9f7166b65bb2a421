"""Networks that judge the lines of a page together, such as whether each is of the article.

Each is a layer over the features of one line, convolutions over the lines before and after it
(LeCun et al., 1989) with residual connections, and outputs. The mean of several judges better
than each; they have one shape, and are computed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.sources.lines.line_features import Features

Array = npt.NDArray[np.float32]

_MOST = 6.0  # deviations from the mean


@dataclass(frozen=True, slots=True)
class LineNetworks:
    """The weights of n networks over f features with h hidden units and o outputs.

    Each of their c convolutions is over k lines, k being odd.
    """

    names: Sequence[str]
    """The features by place."""
    mean: Array
    deviation: Array
    """Mean and deviation of each feature, (f,), by which it is scaled."""
    inner: Array
    """(n, f, h)"""
    inner_bias: Array
    """(n, 1, h)"""
    around: Array
    """The convolutions, (c, n, k, h, h), the line before all others first."""
    around_bias: Array
    """(c, n, 1, h)"""
    outer: Array
    """(n, h, o)"""
    outer_bias: Array
    """(n, 1, o)"""

    def probabilities(self, lines: Sequence[Features]) -> list[list[float]]:
        """Return the probabilities of each line, one for each output, from the features of all."""
        values = scaled_values(values_of(lines, self.names), self.mean, self.deviation)
        hidden = np.maximum(values @ self.inner + self.inner_bias, 0.0)
        for weights, bias in zip(self.around, self.around_bias, strict=True):
            beside = weights.shape[1] // 2
            padded = np.pad(hidden, ((0, 0), (beside, beside), (0, 0)))
            parts = (
                padded[:, place : place + len(lines)] @ weights[:, place]
                for place in range(weights.shape[1])
            )
            hidden = hidden + np.maximum(sum(parts, bias), 0.0)
        scores = (hidden @ self.outer + self.outer_bias).mean(axis=0)
        found: list[list[float]] = (0.5 * (1.0 + np.tanh(0.5 * scores))).tolist()
        return found

    def save(self, path: Path) -> None:
        """Write the weights, with half of the precision."""
        arrays = {
            one.name: getattr(self, one.name).astype(np.float16)
            for one in fields(self)
            if one.name != "names"
        }
        np.savez_compressed(path, names=np.array(self.names), **arrays)


@cache
def line_networks(package: str, name: str) -> LineNetworks:
    """Return the networks in the file ``name`` of a package, as ``scripts.train`` wrote it."""
    with as_file(files(package).joinpath(name)) as path:
        return read_networks(path)


def read_networks(path: Path) -> LineNetworks:
    """Return the networks in a file that ``save`` wrote."""
    with np.load(path) as arrays:
        names = [str(one) for one in arrays["names"]]
        weights: dict[str, Array] = {
            key: arrays[key].astype(np.float32) for key in arrays.files if key != "names"
        }
        return LineNetworks(names, **weights)


def scaled_values(values: Array, mean: Array, deviation: Array) -> Array:
    """Return features as networks read them, (lines, f)."""
    scaled: Array = np.clip((values - mean) / deviation, -_MOST, _MOST)
    return scaled


def values_of(lines: Sequence[Features], names: Sequence[str]) -> Array:
    """Return the features of lines as they are, (lines, f), in the order of ``names``."""
    places = {name: place for place, name in enumerate(names)}
    values = np.zeros((len(lines), len(places)), dtype=np.float32)
    for row, line in zip(values, lines, strict=True):
        for name, value in line.items():
            if name in places:
                row[places[name]] = value
    return values
