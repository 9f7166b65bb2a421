"""JSON Lines files of any size, read line by line."""

from __future__ import annotations

from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from retrieval.regular_files import open_regular
from retrieval.sources.files.decoding import SAMPLE_BYTES, decode, unit_encoding
from retrieval.sources.files.formats import MAX_ARTICLE_BYTES


def encoding_of(path: Path) -> str | None:
    """Return UTF-8, -16 or -32 by the file's first bytes; None for a binary file."""
    with open_regular(path) as file:
        return unit_encoding(file.read(SAMPLE_BYTES))


def read_lines(path: Path, encoding: str) -> Iterator[tuple[int, str | None]]:
    """Yield the lines that are not blank, one at a time in memory, each with its number from 1.

    A text is to be passed to :func:`decoded`; it is None if the line is too long.

    Unless the encoding is UTF-16 or -32, each line may have a different encoding.
    """
    wide = encoding.startswith(("utf-16", "utf-32"))
    read_as, errors = (encoding, "replace") if wide else ("utf-8-sig", "surrogateescape")
    with open_regular(path) as raw, TextIOWrapper(raw, read_as, errors, newline="\n") as file:
        number = 0
        while text := file.readline(MAX_ARTICLE_BYTES):
            number += 1
            if len(text) == MAX_ARTICLE_BYTES and not text.endswith("\n"):
                _skip_line(file)
                yield number, None
            elif text.strip():
                yield number, text


def decoded(text: str) -> str:
    """Return the text of a line; one that is not UTF-8 is decoded in its detected encoding."""
    if not any("\udc80" <= character <= "\udcff" for character in text):
        return text
    return decode(text.encode("utf-8", "surrogateescape")) or text


def _skip_line(file: TextIOWrapper) -> None:
    while (rest := file.readline(MAX_ARTICLE_BYTES)) and not rest.endswith("\n"):
        pass
