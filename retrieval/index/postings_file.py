"""Postings in a file: a header, then the arrays as they are in memory, mapped when read.

The header states the length of each array and a checksum of the rest, so a file that was cut off,
of another kind or changed by a single bit is refused. It holds hashes of terms, and no text.
"""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from retrieval.errors import BackendError, DamagedFileError
from retrieval.index.postings import Postings
from retrieval.regular_files import open_regular

_MAGIC = b"postings"
_VERSION = 1
_SIZES = struct.Struct("<8sQQQQ")  # magic, version, numbers of terms, postings and passages
_CHECKSUM = struct.Struct("<Q")
_HEADER_BYTES = _SIZES.size + _CHECKSUM.size
_READ_BYTES = 1 << 22


def write_postings(path: Path, postings: Postings) -> None:
    """Writes ``postings`` to ``path``."""
    sizes = _SIZES.pack(
        _MAGIC, _VERSION, len(postings.terms), len(postings.numbers), len(postings.ids)
    )
    arrays = [
        np.ascontiguousarray(getattr(postings, name), dtype)
        for name, dtype, _ in _arrays(len(postings.terms), 0, 0)
    ]
    checksum = zlib.crc32(sizes)
    for array in arrays:
        checksum = zlib.crc32(array.view(np.uint8).data, checksum)
    with path.open("wb") as file:
        file.write(sizes + _CHECKSUM.pack(checksum))
        for array in arrays:
            file.write(array.view(np.uint8).data)


def map_postings(path: Path) -> Postings:
    """What :func:`write_postings` wrote; raises DamagedFileError where it is something else.

    Raises BackendError where it cannot be used now.
    """
    try:
        with open_regular(path) as file:
            terms, postings, passages = _checked_sizes(path, file)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise BackendError(f"The file {path} cannot be used: {error.strerror}.") from error
    arrays: dict[str, npt.NDArray[Any]] = {}
    offset = _HEADER_BYTES
    for name, dtype, count in _arrays(terms, postings, passages):
        arrays[name] = np.frombuffer(mapped, dtype, count, offset)
        offset += arrays[name].nbytes
    return Postings(**arrays)


def _arrays(terms: int, postings: int, passages: int) -> tuple[tuple[str, str, int], ...]:
    """Name, kind and length of each array, those of wide numbers first so that all lie even."""
    return (
        ("terms", "<u8", terms),
        ("starts", "<i8", terms + 1),
        ("ids", "<i8", passages),
        ("order", "<i4", passages),
        ("lengths", "<f4", passages),
        ("numbers", "<i4", postings),
        ("counts", "|u1", postings),
    )


def _checked_sizes(path: Path, file: BinaryIO) -> tuple[int, int, int]:
    header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES:
        raise DamagedFileError(f"The file {path} is cut off.")
    magic, version, *sizes = _SIZES.unpack_from(header)
    if (magic, version) != (_MAGIC, _VERSION):
        raise DamagedFileError(f"The file {path} holds no postings of this version.")
    body = sum(np.dtype(dtype).itemsize * count for _, dtype, count in _arrays(*sizes))
    if os.fstat(file.fileno()).st_size != _HEADER_BYTES + body:
        raise DamagedFileError(f"The file {path} does not have the size stated in its header.")
    checksum = zlib.crc32(header[: _SIZES.size])
    while block := file.read(_READ_BYTES):
        checksum = zlib.crc32(block, checksum)
    if checksum != _CHECKSUM.unpack_from(header, _SIZES.size)[0]:
        raise DamagedFileError(f"The file {path} has changed since it was written.")
    return sizes[0], sizes[1], sizes[2]
