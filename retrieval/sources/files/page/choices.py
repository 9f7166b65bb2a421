"""Publisher, headline and authors of a page, chosen among all that its head and body name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from retrieval.sources.files.page.author_candidates import author_candidates
from retrieval.sources.files.page.metadata import PageMetadata
from retrieval.sources.files.page.publisher_candidates import publisher_candidates
from retrieval.sources.files.page.title_candidates import (
    title_candidates,
    without_sections,
    without_site_name,
)
from retrieval.sources.lines.linear_choice import linear_model

_PUBLISHERS, _TITLES, _AUTHORS = "publishers.json", "titles.json", "authors.json"


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, and the heading on the page that it is, None if only the head states it."""

    text: str | None = None
    heading: HtmlElement | None = None


def find_publisher(page: HtmlElement, stated: PageMetadata) -> str | None:
    """Return the publisher of a page, None if it is unsure or likely that nothing names it.

    The whole page counts, also what is dropped before its text is extracted.
    """
    candidates = publisher_candidates(page, stated)
    model = linear_model(__package__, _PUBLISHERS)
    chosen = model.choose_one([one.features for one in candidates])
    return None if chosen is None else candidates[chosen].name


def find_headline(page: HtmlElement, stated: PageMetadata, names: Iterable[str | None]) -> Headline:
    """Return the headline of a page's article, an empty one if it is unsure.

    ``names`` are those of the publisher and the site, which stand beside titles.
    """
    names = tuple(names)
    candidates = title_candidates(page, stated, names)
    chosen = linear_model(__package__, _TITLES).choose_one([one.features for one in candidates])
    if chosen is None:
        return Headline()
    text, heading = candidates[chosen].text, candidates[chosen].heading
    named = without_site_name(text, names)
    return Headline(named if heading is not None else without_sections(named), heading)


def find_authors(
    page: HtmlElement,
    stated: PageMetadata,
    heading: HtmlElement | None,
    site_names: Iterable[str | None],
    signed: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Return the authors of a page's article, none if it is unsure who they are.

    ``signed`` are those who sign its text at the end.
    """
    candidates = author_candidates(page, stated, heading, site_names, signed)
    chosen = linear_model(__package__, _AUTHORS).choose_any([one.features for one in candidates])
    return () if chosen is None else candidates[chosen].names
