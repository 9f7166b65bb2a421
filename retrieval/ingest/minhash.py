"""MinHash bands: articles whose wording is alike share at least one of them.

Broder, "On the resemblance and containment of documents" (1997). A library would bring an index of
its own in memory; here the bands are rows in the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

import numpy as np
import numpy.typing as npt

BANDS = 24  # with them, wordings of a Jaccard similarity of 0.45 are found in 99.6 % of cases
_ROWS = 2  # hashes in a band
_HALF = np.uint64(32)


def _constants(name: str) -> npt.NDArray[np.uint64]:
    """A random odd number for each hash, the same on every machine. (hashes,)"""
    digests = (hashlib.sha256(f"{name} {i}".encode()).digest() for i in range(BANDS * _ROWS))
    return np.array([int.from_bytes(digest[:8], "big") | 1 for digest in digests], np.uint64)


_FACTORS, _SUMMANDS = _constants("factor"), _constants("summand")


def bands_of(hashes: Collection[int]) -> list[int]:
    """The bands of a set of 32-bit hashes, at least one: signed 64-bit numbers.

    Two sets share a band with the probability of their Jaccard similarity, squared.
    """
    values = np.fromiter(hashes, np.uint64, len(hashes))
    constants = zip(_FACTORS, _SUMMANDS, strict=True)  # one by one, as a text may be long
    minima = np.array([(factor * values + summand).min() for factor, summand in constants])
    pairs = (minima >> _HALF).reshape(BANDS, _ROWS)  # 32 bits each
    joined = (pairs[:, 0] << _HALF | pairs[:, 1]) + _SUMMANDS[:BANDS]
    bands: list[int] = joined.astype(np.int64).tolist()
    return bands
