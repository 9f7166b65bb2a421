"""Exports of WordPress: feeds that name authors by their logins and hold blocks without text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import unescape

from retrieval.sources.web.entries import Entry

_VALUE = r"\s*(?:<!\[CDATA\[)?(?P<{0}>[^<>\]]{{1,100}}?)(?:\]\]>)?\s*"
_LOGIN = re.compile(rf"<wp:author_login>{_VALUE.format('login')}</wp:author_login>")
_NAME = re.compile(rf"<wp:author_display_name>{_VALUE.format('name')}</wp:author_display_name>")
_AUTHOR = re.compile(r"<wp:author>.{1,2000}?</wp:author>", re.DOTALL)
_CAPTION = re.compile(r"\[caption\b[^\]]{0,500}\].{0,2000}?\[/caption\]", re.DOTALL)
_BLOCK = re.compile(
    r"\[/?[a-z][\w-]{1,40}(?:\s+[\w-]{1,40}=(?:\"[^\"\]]{0,300}\"|'[^'\]]{0,300}'|[\w-]{1,60}))+\s*/?\]"
)


def from_export(entries: Iterable[Entry], export: str) -> list[Entry]:
    """Return the entries of an export with the names of their authors, without blocks in brackets.

    Such blocks ("shortcodes") stand for forms, galleries and pictures, which are not in the export.
    """
    names = _names_by_login(export)
    return [
        replace(
            entry,
            authors=tuple(names.get(author, author) for author in entry.authors),
            content=without_blocks(entry.content),
        )
        for entry in entries
    ]


def without_blocks(content: str) -> str:
    """Return content without the blocks that WordPress writes in brackets.

    >>> without_blocks('It rained. [gallery ids="5,6"] It stopped [sic].')
    'It rained.  It stopped [sic].'
    """
    return _BLOCK.sub("", _CAPTION.sub("", content))


def _names_by_login(export: str) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for author in _AUTHOR.finditer(export):
        login, name = _LOGIN.search(author[0]), _NAME.search(author[0])
        if login and name:
            names[unescape(login["login"])] = unescape(name["name"])
    return names
