"""gzip, unpacked as far as a limit and never beyond it."""

from __future__ import annotations

import zlib

_GZIP = zlib.MAX_WBITS + 16
GZIP_MARK = b"\x1f\x8b"


class TooLargeError(ValueError):
    """More bytes than are wanted."""


class BrokenGzipError(ValueError):
    """Bytes that are no gzip, or not all of it."""


class Unpacker:
    """Unpacks what arrives piece by piece; never holds more than ``most_bytes`` of it."""

    def __init__(self, most_bytes: int) -> None:
        self._left = most_bytes
        self._decoder = zlib.decompressobj(_GZIP)

    def feed(self, data: bytes) -> bytes:
        """Return what ``data`` unpacks to; raises TooLargeError, BrokenGzipError."""
        unpacked: list[bytes] = []
        while data:
            if self._decoder.eof:  # gzip files may stand one behind the other
                self._decoder = zlib.decompressobj(_GZIP)
            try:
                part = self._decoder.decompress(data, self._left + 1)
            except zlib.error as error:
                raise BrokenGzipError from error
            self._left -= len(part)
            if self._left < 0:
                raise TooLargeError
            unpacked.append(part)
            data = self._decoder.unconsumed_tail or self._decoder.unused_data
        return b"".join(unpacked)

    def end(self) -> None:
        """Raises BrokenGzipError where the end is missing."""
        if not self._decoder.eof:
            raise BrokenGzipError


def gunzip(data: bytes, most_bytes: int) -> bytes:
    """Return what ``data`` unpacks to; raises TooLargeError, BrokenGzipError."""
    unpacker = Unpacker(most_bytes)
    unpacked = unpacker.feed(data)
    unpacker.end()
    return unpacked
