"""Postings in a file: the arrays as NumPy saves them, one after the other, mapped when read.

It holds hashes of terms, and no text.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from retrieval.index.postings import Postings
from retrieval.regular_files import open_regular

# Those of wide numbers come first, so that the numbers of all lie at multiples of their size.
_ARRAYS = ("terms", "starts", "ids", "order", "lengths", "numbers", "counts")


def write_postings(path: Path, postings: Postings) -> None:
    """Writes ``postings`` to ``path``."""
    with path.open("wb") as file:
        for name in _ARRAYS:
            np.save(file, getattr(postings, name), allow_pickle=False)


def map_postings(path: Path) -> Postings:
    """What :func:`write_postings` wrote; raises OSError where the file cannot be used now."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    with open_regular(path) as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        for name in _ARRAYS:
            npy.read_magic(file)
            (count,), _, dtype = npy.read_array_header_1_0(file)
            arrays[name] = np.frombuffer(mapped, dtype, count, file.tell())
            file.seek(arrays[name].nbytes, os.SEEK_CUR)
    return Postings(**arrays)
