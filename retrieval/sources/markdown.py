"""Markdown, with or without front matter → the draft of an article."""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.sources.cleaning import split_blocks
from retrieval.sources.drafts import Draft
from retrieval.sources.plain_text import read_text

_FRONT_MATTER = re.compile(r"\s*(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|$)", re.DOTALL)
_FIELD = re.compile(r"(\w[\w -]*?)\s*[:=]\s*(.*)")
_LIST_ITEM = re.compile(r"-\s+(.*)")
_FENCE = re.compile(r"(?:```|~~~).*")
_RULE = re.compile(r"(?:[-*_=]\s*){3,}")
_BLOCK_START = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+|#{1,6}\s|>")
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!--[^<\n]*-->"), ""),
    (re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)"), ""),
    (re.compile(r"\[([^\[\]\n]+)\]\([^()\n]*\)"), r"\1"),
    (re.compile(r"\[([^\[\]\n]+)\]\[[^\[\]\n]*\]"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__(?=[^\s_])([^_\n]*[^\s_])__(?!\w)"), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"^(?:#{1,6}|>+|[-*+])\s+|\s+#+$"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>-])"), r"\1"),
)


def read_markdown(text: str) -> Draft:
    """Return the draft; front matter gives what it names, and the first heading the title."""
    fields, body = _split_front_matter(text)
    lines = [plain for line in _paragraphs(body) if (plain := _without_marks(line))]
    named = _field(fields, "title", "headline")
    draft = read_text("\n".join([named, *lines] if named else lines))
    return replace(
        draft,
        title=named or draft.title,
        url=_field(fields, "url", "link", "canonical", "canonical_url", "source_url"),
        publisher=_field(fields, "publisher", "source", "site", "publication"),
        authors=_authors(fields) or draft.authors,
        published=_field(fields, "published_at", "published", "date") or draft.published,
        updated=_field(fields, "updated_at", "updated", "lastmod", "modified"),
    )


def _split_front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in match[2].splitlines():
        if item := _LIST_ITEM.fullmatch(line.strip()):
            values.append(_unquoted(item[1]))
        elif field := _FIELD.fullmatch(line.strip()):
            values = fields.setdefault(field[1].lower(), [])
            values.extend(_values(field[2].strip()))
    return fields, text[match.end() :]


def _values(written: str) -> list[str]:
    if written.startswith("[") and written.endswith("]"):
        return [value for part in written[1:-1].split(",") if (value := _unquoted(part))]
    value = _unquoted(written)
    return [value] if value else []


def _unquoted(written: str) -> str:
    written = written.strip()
    quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "\"'"
    return written[1:-1] if quoted else written


def _field(fields: dict[str, list[str]], *names: str) -> str | None:
    return next((fields[name][0] for name in names if fields.get(name)), None)


def _authors(fields: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(fields.get("authors") or fields.get("author") or ())


def _paragraphs(body: str) -> list[str]:
    """Lines of one block are one paragraph, but list items, headings and quotations stand alone."""
    paragraphs: list[str] = []
    for block in split_blocks(body):
        for number, line in enumerate(block):
            if _FENCE.fullmatch(line) or _RULE.fullmatch(line):
                continue
            if number and not _BLOCK_START.match(line) and not block[number - 1].startswith("#"):
                paragraphs[-1:] = [" ".join([*paragraphs[-1:], line])]
            else:
                paragraphs.append(line)
    return paragraphs


def _without_marks(line: str) -> str:
    for pattern, kept in _MARKS:
        line = pattern.sub(kept, line)
    return line.strip()
