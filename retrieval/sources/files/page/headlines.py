"""The headline of a page's article, chosen among all that its head and body may call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from retrieval.sources.files.html.metadata import PageMetadata
from retrieval.sources.files.page.linear_choice import linear_model
from retrieval.sources.files.page.title_candidates import title_candidates, without_site_name

_MODEL = "titles.json"


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, and the heading on the page that it is, None if only the head states it."""

    text: str | None = None
    heading: HtmlElement | None = None


def find_headline(page: HtmlElement, stated: PageMetadata, names: Iterable[str | None]) -> Headline:
    """Return the headline of a page's article, an empty one if it is unsure.

    ``names`` are those of the publisher and the site, which stand beside titles.
    """
    names = tuple(names)
    candidates = title_candidates(page, stated, names)
    chosen = linear_model(_MODEL).choose_one([one.features for one in candidates])
    if chosen is None:
        return Headline()
    text = without_site_name(candidates[chosen].text, names)
    return Headline(text, candidates[chosen].heading)
