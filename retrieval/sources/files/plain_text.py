"""Plain text, as pasted from web pages → drafts of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.drafts import Draft
from retrieval.sources.files.broken_words import joined_lines
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.headline import headline_number
from retrieval.sources.files.parts import text_parts
from retrieval.sources.files.tables import write_out_piped_tables
from retrieval.sources.metadata.article_header import (
    LABEL,
    is_publication_name,
    labelled_publisher,
)
from retrieval.sources.metadata.byline import read_byline, read_dateline
from retrieval.sources.metadata.characters import split_blocks
from retrieval.sources.metadata.names import is_agency
from retrieval.text.languages.boilerplate import any_phrase

_WEEKDAY = re.compile(rf"\b(?:{any_phrase('weekdays')})\b", re.IGNORECASE)
_WRAP_WIDTHS = range(40, 101)
_MAX_OVERHANG = 1.1  # times the width
_CHAT_MARKS = re.compile(r"([*_~])(?!\s)((?:(?!\1).)+)(?<!\s)\1")
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_TITLE = re.compile(rf"{any_phrase('title_labels')}\s?[:：]\s*(?P<title>\S.*)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;…”\"'’»)]$")


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a text file."""
    return text_parts(read_text, path, name)


def read_text(text: str) -> Draft:
    """Read a draft: each line is a paragraph, the headline the title; what is above it goes.

    Hard-wrapped lines are joined. A text of one paragraph has no title.
    """
    return draft_of_lines(paragraphs_of_text(text))


def draft_of_lines(paragraphs: Sequence[str]) -> Draft:
    """Return the draft of the lines of a page without markup, as :func:`read_text` does."""
    if labelled := _labelled_title(paragraphs):
        first, title = labelled
        return Draft((*paragraphs[:first], *paragraphs[first + 1 :]), title, is_pasted=True)
    number = headline_number(paragraphs) if len(paragraphs) > 1 else None
    if number is None:
        return Draft(tuple(paragraphs))
    above = paragraphs[max(number - 1, 0) : number]
    names = set(filter(is_publication_name, paragraphs[:number]))
    names = names or set(filter(is_agency, paragraphs[:number]))
    origin = [line for line in above if read_byline(line) or _is_plain_date(line)]
    return Draft(
        (*origin, *paragraphs[number + 1 :]),
        _HEADING.sub("", paragraphs[number], count=1),
        publisher=names.pop() if len(names) == 1 else None,
        is_pasted=True,
    )


def _labelled_title(paragraphs: Sequence[str]) -> tuple[int, str] | None:
    """The number of a line "Title: …" and what it names, if a line beside it has such a label.

    One that stands first needs none if the text follows at once.
    """
    for number, line in enumerate(paragraphs):
        beside = paragraphs[max(number - 1, 0) : number] or paragraphs[1:2]
        below = paragraphs[number + 1 : number + 3]
        match = _TITLE.fullmatch(line)
        is_alone = number == 0 and any(map(is_prose, paragraphs[1:2]))
        if match and (is_alone or any(_is_labelled(one, below) for one in beside)):
            return number, match["title"]
        if not _is_labelled(line, below):
            return None
    return None


def _is_labelled(line: str, beside: Sequence[str]) -> bool:
    """Whether a line names the publisher, the day or the author behind a label and a colon."""
    if not LABEL.match(line):
        return False
    return bool(labelled_publisher(line, beside) or read_byline(line) or read_dateline(line))


def _is_plain_date(line: str) -> bool:
    """Whether a line above a headline is its day: that of the paper names the weekday, too."""
    return bool(read_dateline(line)) and not _WEEKDAY.search(line)


def paragraphs_of_text(text: str) -> list[str]:
    """Return the paragraphs of a text: its lines, or blocks of lines where they are wrapped."""
    written = (write_out_piped_tables(block) for block in split_blocks(text))
    blocks = [[_unmarked(line) for line in block] for block in written]
    if _is_wrapped(blocks):
        return joined_lines(blocks)
    return [line for block in blocks for line in block]


def _unmarked(line: str) -> str:
    """The line without the marks that chats put around what is bold or in italics."""
    marked = _CHAT_MARKS.fullmatch(line)
    return marked[2] if marked else line


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """Whether lines are hard-wrapped: of similar length, and seldom ending with a sentence."""
    inner = [line for block in blocks for line in block[:-1]]
    if len(blocks) < 2 or not inner or max(map(len, inner)) not in _WRAP_WIDTHS:
        return False
    if max(len(line) for block in blocks for line in block) > _MAX_OVERHANG * max(map(len, inner)):
        return False
    long_enough = sum(len(line) > 0.6 * max(map(len, inner)) for line in inner)
    ended = sum(bool(_SENTENCE_END.search(line)) for line in inner)
    return long_enough >= 0.8 * len(inner) and ended <= 0.4 * len(inner)
