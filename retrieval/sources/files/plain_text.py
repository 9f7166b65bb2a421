"""Plain text, as pasted from web pages → drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from retrieval.sources.boilerplate.labels import is_label
from retrieval.sources.drafts import Draft
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.parts import text_parts
from retrieval.sources.metadata.characters import split_blocks

_MAX_TITLE = 200
_WRAP_WIDTHS = range(40, 101)
_SENTENCE_END = re.compile(r"[.!?:;…”\"'’»)]$")


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a text file."""
    return text_parts(read_text, path, name)


def read_text(text: str) -> Draft:
    """Read a draft: the first line that is not boilerplate is the title, each line a paragraph.

    Hard-wrapped lines are joined. A text of one paragraph has no title.
    """
    return draft_of_lines(paragraphs_of_text(text))


def draft_of_lines(paragraphs: Sequence[str]) -> Draft:
    """Return the draft of the lines of a page without markup, as :func:`read_text` does."""
    start = next((i for i, line in enumerate(paragraphs) if not is_label(line)), 0)
    paragraphs = paragraphs[start:]
    if len(paragraphs) < 2 or len(paragraphs[0]) > _MAX_TITLE:
        return Draft(tuple(paragraphs))
    title, *rest = paragraphs
    return Draft(tuple(rest), title, is_pasted=True)


def paragraphs_of_text(text: str) -> list[str]:
    """Return the paragraphs of a text: its lines, or blocks of lines where they are wrapped."""
    blocks = split_blocks(text)
    if _is_wrapped(blocks):
        return [" ".join(block) for block in blocks]
    return [line for block in blocks for line in block]


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """Whether lines are hard-wrapped: of similar length, and seldom ending with a sentence."""
    inner = [line for block in blocks for line in block[:-1]]
    if len(blocks) < 2 or not inner or max(map(len, inner)) not in _WRAP_WIDTHS:
        return False
    long_enough = sum(len(line) > 0.6 * max(map(len, inner)) for line in inner)
    ended = sum(bool(_SENTENCE_END.search(line)) for line in inner)
    return long_enough >= 0.8 * len(inner) and ended <= 0.4 * len(inner)
