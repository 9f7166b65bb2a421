"""The text of an article as JSON, which programs give as plain text, HTML, or a list of parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from retrieval.sources.files.exports.json_fields import FIELDS, Record
from retrieval.sources.files.parts import NoArticleError
from retrieval.sources.files.tables import write_out_piped_tables
from retrieval.sources.metadata.characters import split_lines

_TAG = re.compile(r"<(?:/?(?:p|div|h[1-6]|ul|ol|li|blockquote|article|section|figure|table)|br)\b",
                  re.IGNORECASE)  # fmt: skip
_INLINE_TAG = re.compile(r"<(a|b|i|em|strong|span|img)\b[^>]*>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|br|a|h[1-6]|ul|li|blockquote)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|quot|apos|lt|gt|nbsp|#\d{1,6}|#x[\da-fA-F]{1,5});")
_PAGE = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)
_MAX_DEPTH = 4
_MAX_PARTS = 20_000


def text_of(record: Record) -> list[str]:
    """Return the lines of the text: plain, HTML, or a list of parts with headings and paragraphs.

    An empty list if there is no such field. Raises NoArticleError if the fields that there are
    hold no text.
    """
    unusable = None
    for name in FIELDS["text"]:
        value = record.get(name)
        if value is None:
            continue
        lines = [line for part in _parts(value) for line in lines_of_text(part)]
        if lines:
            return write_out_piped_tables(lines)
        if not isinstance(value, (str, list, dict)):
            unusable = name
    if unusable is not None:
        raise NoArticleError(f'has a field "{unusable}" that is not text: give it as a string.')
    return []


def lines_of_text(text: str) -> list[str]:
    """Return the lines of a text that may be HTML, also if it was escaped once too often.

    >>> lines_of_text("&lt;p&gt;Rain &amp;amp; wind.&lt;/p&gt;"), lines_of_text("1 < 2")
    (['Rain & wind.'], ['1 < 2'])
    """
    if _ESCAPED_TAG.search(text) and not _TAG.search(text):
        text = unescape(text)
    if not _TAG.search(text) and not _INLINE_TAG.search(text):
        return split_lines(unescape(text) if _ENTITY.search(text) else text)
    # These import lxml, which few texts need.
    if _PAGE.search(text[:1000]):
        from retrieval.sources.files.html.document import read_html

        draft = read_html(text.encode("utf-8", "replace"), charset="utf-8")
        return [*draft.paragraphs, *draft.posts] if draft else []
    from retrieval.sources.files.html_fragments import fragment_lines

    return fragment_lines(text)


def _parts(value: Any, depth: int = 0) -> Iterator[str]:
    """The strings of a text in parts, in their order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)) and depth < _MAX_DEPTH:
        inner = value if isinstance(value, list) else _ordered(value)
        for part in inner[:_MAX_PARTS]:
            yield from _parts(part, depth + 1)


def _ordered(value: dict[str, Any]) -> list[Any]:
    """The parts of an object that hold text: fundus has a summary, and sections with a headline."""
    names = (
        "summary",
        "headline",
        "heading",
        "sections",
        "paragraphs",
        "text",
        "content",
        "value",
        "rendered",
    )
    return [value[name] for name in names if name in value]
