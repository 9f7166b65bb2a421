"""Markdown, with or without front matter → drafts of articles, by markdown-it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from retrieval.sources.boilerplate.labels import is_label
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.drafts import Draft
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.front_matter import Fields, all_texts, first_text, split_front_matter
from retrieval.sources.files.parts import text_parts
from retrieval.sources.files.tables import table_lines
from retrieval.sources.metadata.characters import split_lines
from retrieval.sources.metadata.url_identity import absolute_address

_MAX_TITLE = 200
_MAX_NESTING = 40  # two per list level; the time for brackets grows with it
_MAX_BRACKETS = 1000  # of one paragraph; with more, links would take quadratic time
_BRACKET = re.compile(r"(\\.)|\[", re.DOTALL)
_FOOTNOTE_START = re.compile(r"^ {0,3}\[\^[^\s\[\]]{1,60}\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_REFERENCE = re.compile(r"\[\^[^\s\[\]]{1,60}\]")
_PLACEHOLDER_TITLES = frozenset(("untitled", "no title", "title", "index"))
_ADDRESS_FIELDS = ("url", "link", "canonical", "canonical_url", "source_url", "permalink", "source")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    level: int = 0
    """Of a heading, from 1."""


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a Markdown file."""
    return text_parts(read_markdown, path, name)


def read_markdown(text: str) -> Draft:
    """Read a draft; metadata is from the front matter, the title else from the first heading."""
    fields, body = split_front_matter(text)
    lines = _without_labels(_lines(body))
    named = _title(fields)
    number = None if named else _title_line(lines)
    paragraphs = tuple(line.text for index, line in enumerate(lines) if index != number)
    return Draft(
        paragraphs=paragraphs,
        title=named or (None if number is None else lines[number].text),
        stated_url=_address(fields),
        publisher=_publisher(fields),
        authors=_authors(fields),
        published=first_text(
            fields, "published_at", "published", "date_published", "datepublished",
            "publish_date", "pubdate", "date",
        ),
        updated=first_text(
            fields, "updated_at", "updated", "lastmod", "last_modified_at", "modified",
            "date_modified", "datemodified",
        ),
        is_pasted=bool(named) or number is not None,
    )  # fmt: skip


def _title(fields: Fields) -> str | None:
    """The title in the front matter, unless it is a placeholder."""
    title = first_text(fields, "title", "headline")
    is_real = (
        title is not None
        and any(character.isalnum() for character in title)
        and title.lower() not in _PLACEHOLDER_TITLES
        and "{{" not in title
    )
    return title if is_real else None


def _title_line(lines: Sequence[_Line]) -> int | None:
    """The index of the title: a heading above all prose, else a short first line that is not prose.

    Prose in a second-level heading is not a title: a rule below a sentence makes it a heading.
    """
    if len(lines) < 2:
        return None
    for number, line in enumerate(lines):
        is_title = line.level == 1 or (line.level and not is_prose(line.text))
        if is_title and len(line.text) <= _MAX_TITLE:
            return number
        if is_prose(line.text):
            break
    first = lines[0].text
    return 0 if len(first) <= _MAX_TITLE and not is_prose(first) else None


def _address(fields: Fields) -> str | None:
    texts = (first_text(fields, name) for name in _ADDRESS_FIELDS)
    return next((text for text in texts if absolute_address(text)), None)


def _publisher(fields: Fields) -> str | None:
    names = ("publisher", "publication", "source", "site", "site_name", "website")
    texts = (first_text(fields, name) for name in names)
    return next((text for text in texts if text and not absolute_address(text)), None)


def _authors(fields: Fields) -> tuple[str, ...]:
    """The authors, who may be written as wiki links: ``[[Jane Roe]]``."""
    return tuple(name.strip("[]") for name in all_texts(fields, "authors", "author", "byline"))


def _without_labels(lines: Sequence[_Line]) -> Sequence[_Line]:
    """The lines without leading page labels."""
    start = (n for n, line in enumerate(lines) if line.level or not is_label(line.text))
    return lines[next(start, 0) :]


# Tokens → lines ----------------------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.core.ruler.before("inline", "brackets", _escape_many_brackets)
    return parser.enable(["table", "strikethrough"])


def _escape_many_brackets(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.content.count("[") > _MAX_BRACKETS:
            token.content = _BRACKET.sub(lambda found: found[1] or "\\[", token.content)


def _lines(body: str) -> list[_Line]:
    body = _FOOTNOTE_START.sub("\n", body)  # a footnote becomes a paragraph
    return list(_block_lines(_parser().parse(body)))


def _block_lines(tokens: Sequence[Token]) -> Iterator[_Line]:
    from retrieval.sources.files.html_fragments import (
        fragment_lines,  # imports lxml, which few texts need
    )

    number = ""  # of the current list item
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "table_open":
            end = _end_of_table(tokens, index)
            yield from map(_Line, _table_lines(tokens[index:end]))
            index = end
        elif token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "inline":
            opening = tokens[index - 1]
            level = int(opening.tag[1:]) if opening.type == "heading_open" else 0
            for line in split_lines(number + _inline_text(token.children or [])):
                yield _Line(line, level)
            number = ""
        elif token.type in ("fence", "code_block"):
            yield from map(_Line, split_lines(token.content))
        elif token.type == "html_block":
            yield from map(_Line, fragment_lines(token.content))
        index += 1


def _end_of_table(tokens: Sequence[Token], start: int) -> int:
    return next(n for n in range(start, len(tokens)) if tokens[n].type == "table_close")


def _table_lines(tokens: Sequence[Token]) -> list[str]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(" ".join(split_lines(_inline_text(token.children or []))))
    return table_lines(rows[0], rows[1:])


def _inline_text(tokens: Sequence[Token]) -> str:
    return "".join(map(_text_of, tokens))


def _text_of(token: Token) -> str:
    """The visible text of a token, without references to footnotes; links have own text tokens."""
    if token.type == "text":
        return _FOOTNOTE_REFERENCE.sub("", token.content)
    if token.type == "code_inline":
        return token.content
    if token.type == "hardbreak" or token.content[:3].lower() == "<br":
        return "\n"
    return " " if token.type == "softbreak" else ""
