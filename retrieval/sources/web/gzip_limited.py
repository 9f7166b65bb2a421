"""gzip decompression with a size limit."""

from __future__ import annotations

import zlib

_GZIP = zlib.MAX_WBITS + 16
GZIP_MARK = b"\x1f\x8b"


class TooLargeError(ValueError):
    """The decompressed data exceeds the limit."""


class BrokenGzipError(ValueError):
    """The data is not gzip, or is truncated."""


class GzipDecompressor:
    """Decompresses data in chunks, at most ``most_bytes`` in total."""

    def __init__(self, most_bytes: int) -> None:
        self._left = most_bytes
        self._decoder = zlib.decompressobj(_GZIP)

    def feed(self, data: bytes) -> bytes:
        """Decompress ``data``; raises TooLargeError, BrokenGzipError."""
        decompressed: list[bytes] = []
        while data:
            if self._decoder.eof:  # a gzip file may have several members
                self._decoder = zlib.decompressobj(_GZIP)
            try:
                part = self._decoder.decompress(data, self._left + 1)
            except zlib.error as error:
                raise BrokenGzipError from error
            self._left -= len(part)
            if self._left < 0:
                raise TooLargeError
            decompressed.append(part)
            data = self._decoder.unconsumed_tail or self._decoder.unused_data
        return b"".join(decompressed)

    def end(self) -> None:
        """Raise BrokenGzipError if the data is truncated."""
        if not self._decoder.eof:
            raise BrokenGzipError


def gunzip(data: bytes, most_bytes: int) -> bytes:
    """Decompress ``data``; raises TooLargeError, BrokenGzipError."""
    decompressor = GzipDecompressor(most_bytes)
    decompressed = decompressor.feed(data)
    decompressor.end()
    return decompressed
