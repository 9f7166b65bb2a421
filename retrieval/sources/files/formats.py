"""The supported kinds of files and their maximum sizes."""

from __future__ import annotations

from pathlib import Path

KINDS: dict[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "json lines",
    ".ndjson": "json lines",
}
"""The kind of file of each file name suffix, in lower case."""

MAX_ARTICLE_BYTES = 1_000_000
"""For a text or a line of JSON Lines: about 160,000 words, more than any article has."""

MAX_PAGE_BYTES = 10_000_000
"""For a saved page, which may contain images as data URLs."""

MAX_JSON_BYTES = 64_000_000
"""For a JSON file, which is read into memory; JSON Lines may have any size."""


def kind_of(path: Path) -> str | None:
    """Return the kind of a file by its name; None if it is not supported."""
    return KINDS.get(path.suffix.lower())


def kinds_listed() -> str:
    """Return the suffixes as an enumeration: ``.txt, .text … or .ndjson``."""
    *first, last = KINDS
    return f"{', '.join(first)} or {last}"
