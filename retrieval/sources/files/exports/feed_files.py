"""Feeds saved as files → the articles that they hold."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from retrieval.regular_files import read_regular
from retrieval.sources.files.formats import Part, Parts
from retrieval.sources.files.parts import NoArticleError
from retrieval.sources.web.entries import Entry
from retrieval.sources.web.feeds import read_feed
from retrieval.sources.web.pages import completed, read_content
from retrieval.types import Article, IngestFailure, IngestNote

_NO_BASE = "about:invalid"  # a file does not tell where the feed lies
_NO_ENTRY = "is a feed without an article: give its address instead."
_ONLY_LINKS = "lists {} without their text: ingest the address of the feed instead."


def parts(path: Path, name: str) -> Parts:
    """Yield the articles of the entries whose text the feed holds, and how many have none."""
    entries = read_feed(read_regular(path), _NO_BASE, "")
    whole = [entry for entry in entries if entry.content]
    for number, entry in enumerate(whole, start=1):
        yield Part(f"{name} entry {number}", partial(_article, entry, name))
    left = len(entries) - len(whole)
    problem = _ONLY_LINKS.format("1 page" if left == 1 else f"{left:,} pages")
    if left and whole:
        yield Part(name, lambda: IngestNote(name, problem))
    elif not whole:
        raise NoArticleError(problem if left else _NO_ENTRY)


def _article(entry: Entry, name: str) -> Article | IngestFailure:
    found = read_content(entry)
    if isinstance(found, Article):
        return replace(completed(found, entry), path=name)
    return replace(found, source=name)
