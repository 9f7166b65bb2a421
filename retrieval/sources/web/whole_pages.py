"""Whole pages: past redirects in HTML, decompressed, with the other pages of an article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from retrieval.errors import AddressError
from retrieval.sources.metadata.url_identity import url_key
from retrieval.sources.web.fetch import gunzip
from retrieval.sources.web.fetched import ANY_VERSION, Fetched, Validators
from retrieval.sources.web.html_redirect import redirect_of
from retrieval.sources.worker.article_reader import ArticleReader

Fetch: TypeAlias = Callable[[str, Validators], Fetched]
"""Fetches an address unless it is still of that version; raises AddressError."""

_GZIP_MARK = b"\x1f\x8b"
_MAX_HTML_REDIRECTS = 3
_MAX_PAGES = 20  # of an article


def fetch_page(fetch: Fetch, address: str, validators: Validators = ANY_VERSION) -> Fetched:
    """Return the page at an address, decompressed, also after redirects that pages state in HTML.

    Raises AddressError.
    """
    page = _decompressed(fetch(address, validators), address)
    for _ in range(_MAX_HTML_REDIRECTS):
        target = redirect_of(page)
        if target is None:
            break
        page = replace(_decompressed(fetch(target, ANY_VERSION), target), moved_to="")
    return page


def with_other_pages(
    page: Fetched, fetch: Fetch, reader: ArticleReader
) -> tuple[Fetched, AddressError | None]:
    """Return the page with the other pages of its article, and why one cannot be fetched, if so.

    At most ``_MAX_PAGES`` are fetched, and none twice. The validators of one page say nothing of
    the others, so an article on several pages has none.
    """
    fetched = {url_key(page.address)}
    while len(fetched) < _MAX_PAGES and (address := reader.other_page(page)):
        if url_key(address) in fetched:
            break
        try:
            other = fetch_page(fetch, address)
        except AddressError as error:
            return page, error
        if url_key(other.address) in fetched:
            break
        fetched |= {url_key(address), url_key(other.address)}
        page = replace(page, more=(*page.more, other), validators=ANY_VERSION)
    return page, None


def _decompressed(source: Fetched, address: str) -> Fetched:
    """The content of a gzip file, such as many sitemaps; other content unchanged."""
    if not source.content.startswith(_GZIP_MARK):
        return source
    return replace(source, content=gunzip(address, source.content))
