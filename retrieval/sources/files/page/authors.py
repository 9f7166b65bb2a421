"""Who a page's article is by, chosen among all names that its head and body state."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.html import HtmlElement

from retrieval.sources.files.html.metadata import PageMetadata
from retrieval.sources.files.page.author_candidates import author_candidates
from retrieval.sources.files.page.linear_choice import linear_model

_MODEL = "authors.json"


def find_authors(
    page: HtmlElement,
    stated: PageMetadata,
    heading: HtmlElement | None,
    site_names: Iterable[str | None],
) -> tuple[str, ...]:
    """Return the authors of a page's article, none if it is unsure who they are."""
    candidates = author_candidates(page, stated, heading, site_names)
    chosen = linear_model(_MODEL).choose_any([one.features for one in candidates])
    return () if chosen is None else candidates[chosen].names
