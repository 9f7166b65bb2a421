"""Files with one page of an article each → the place of a page, and the article of all pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from retrieval.regular_files import read_regular
from retrieval.sources.drafts import Draft
from retrieval.sources.files.detection import kind_of
from retrieval.sources.files.formats import MAX_PAGE_BYTES, Part, Parts
from retrieval.sources.files.html import parse_page, read_html
from retrieval.sources.files.html_decoding import decode_page
from retrieval.sources.files.html_metadata import read_metadata
from retrieval.sources.files.messages import read_message, saved_page
from retrieval.sources.files.page.joined_pages import joined
from retrieval.sources.files.page.place import place_of
from retrieval.sources.files.page_groups import PagePlace
from retrieval.sources.files.parts import NO_TEXT, NoArticleError, finish
from retrieval.types import Article, IngestFailure

_HEAD_CHARACTERS = 4096
_NO_PLACE = PagePlace(1)


def place_in(path: Path) -> PagePlace:
    """Return what a saved page says of its place; of any other file, that it is the only page."""
    try:
        data = read_regular(path)
    except OSError:
        return _NO_PLACE
    charset = address = ""
    if kind_of(path) == "message":
        found = saved_page(data)
        if found is None:
            return _NO_PLACE
        data, charset, address = found
    text = decode_page(data, charset) if len(data) <= MAX_PAGE_BYTES else None
    page = parse_page(text) if text else None
    if text is None or page is None:
        return _NO_PLACE
    stated = read_metadata(page, address=address, head=text[:_HEAD_CHARACTERS])
    return place_of(page, stated, address)


def pages_parts(paths: Sequence[Path], name: str) -> Parts:
    """Yield the article whose pages are the files, in this order."""

    def read_pages() -> Article | IngestFailure:
        try:
            drafts = [draft for path in paths if (draft := _draft(path)) is not None]
        except NoArticleError as error:
            return IngestFailure(name, str(error))
        draft = joined(drafts)
        return IngestFailure(name, NO_TEXT) if draft is None else finish(draft, name, name)

    yield Part(name, read_pages)


def _draft(path: Path) -> Draft | None:
    data = read_regular(path)
    return read_message(data) if kind_of(path) == "message" else read_html(data)
