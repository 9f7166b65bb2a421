"""The kinds of file that can be read, and how large each may be."""

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
"""File name endings, lower case, and the kind of file each stands for."""

MAX_ARTICLE_BYTES = 1_000_000
"""A text or a line of JSON Lines: some 160,000 words, which no article has."""

MAX_PAGE_BYTES = 10_000_000
"""A saved page, whose pictures may stand in it as text."""

MAX_JSON_BYTES = 64_000_000
"""A JSON file, which is read as a whole; JSON Lines may be of any size."""


def kind_of(path: Path) -> str | None:
    """Return the kind of file that the name says, or None where it is not one that is read."""
    return KINDS.get(path.suffix.lower())


def kinds_listed() -> str:
    """Return the endings as a list for a sentence: ``.txt, .text … or .ndjson``."""
    *first, last = KINDS
    return f"{', '.join(first)} or {last}"
