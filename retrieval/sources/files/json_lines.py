"""JSON Lines files, of any size, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from retrieval.regular_files import open_regular
from retrieval.sources.files.decoding import SAMPLE_BYTES, decode, unit_encoding
from retrieval.sources.files.formats import MAX_ARTICLE_BYTES


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, counted from 1, as :func:`mended` takes it; ``text`` is None where it is
    too long to be read.
    """

    number: int
    text: str | None


def encoding_of(path: Path) -> str | None:
    """Return UTF-8, -16 or -32, as the file's first bytes tell, or None where it is binary."""
    with open_regular(path) as file:
        return unit_encoding(file.read(SAMPLE_BYTES))


def read_lines(path: Path, encoding: str) -> Iterator[Line]:
    """Yield the lines that hold something; never more than one is in memory.

    Where a byte is never half a line break, each line may have an encoding of its own.
    """
    wide = encoding.startswith(("utf-16", "utf-32"))
    read_as, errors = (encoding, "replace") if wide else ("utf-8-sig", "surrogateescape")
    with open_regular(path) as raw, TextIOWrapper(raw, read_as, errors, newline="\n") as file:
        number = 0
        while text := file.readline(MAX_ARTICLE_BYTES):
            number += 1
            if len(text) == MAX_ARTICLE_BYTES and not text.endswith("\n"):
                _skip_line(file)
                yield Line(number, None)
            elif text.strip():
                yield Line(number, text)


def mended(text: str) -> str:
    """Return the text of a line; one that is no UTF-8 is decoded from its own bytes."""
    if not any("\udc80" <= character <= "\udcff" for character in text):
        return text
    return decode(text.encode("utf-8", "surrogateescape")) or text


def _skip_line(file: TextIOWrapper) -> None:
    while (rest := file.readline(MAX_ARTICLE_BYTES)) and not rest.endswith("\n"):
        pass
