"""Which files hold pages of the same article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from retrieval.regular_files import read_regular
from retrieval.sources.files.detection import kind_of
from retrieval.sources.metadata.titles import agree

_PAGED_KINDS = ("html", "message")
_MAX_ALIKE = 100  # files that state the same address or number of pages; more are no pages
_SIGN = re.compile(  # in MHTML, "=" is written "=3D"
    rb"\brel\s*=(?:3D)?\s*[\"']?[^\"'<>]{0,40}\b(?:next|prev|previous|first|start)\b"
    rb"|\b(?:class|id)\s*=(?:3D)?\s*[\"']?[^\"'<>]{0,80}"
    rb"(?:paginat|paging|pager|page-?(?:link|num|nav))"
    rb"|\b(?:page|seite|p.{1,6}gina|strona|sayfa|sida|side)\s*\d{1,2}\s*(?:[a-z]{1,6}|/)\s*\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PagePlace:
    """The number of a page within its article, 1 if unknown, and how many there are, 0 if unknown.

    ``base`` is the address of the article without a page's number, "" if unknown. ``linked`` are
    the numbers of the pages to which it links as the next, the one before or the first.
    """

    number: int
    count: int = 0
    base: str = ""
    titles: tuple[str, ...] = ()
    linked: tuple[int, ...] = ()

    @property
    def is_paged(self) -> bool:
        """Whether there are other pages of the article."""
        return self.number > 1 or self.count > 1 or any(number > 1 for number in self.linked)

    def is_of_same_article(self, other: PagePlace) -> bool:
        """Whether two files are pages of one article: one links to the other, or they are counted.

        >>> first, second = PagePlace(1, 2, titles=("Rain",)), PagePlace(2, 2, titles=("Rain",))
        >>> first.is_of_same_article(second), first.is_of_same_article(PagePlace(2, 3))
        (True, False)
        """
        if self.number == other.number or (self.base and other.base and self.base != other.base):
            return False
        is_linked = other.number in self.linked or self.number in other.linked
        is_counted = 0 < self.count == other.count
        has_same_address = bool(self.base) and self.base == other.base
        return (is_counted or (is_linked and has_same_address)) and any(
            agree(one, title) for one in self.titles for title in other.titles
        )


def may_be_page(path: Path) -> bool:
    """Return whether a file may hold one of several pages of an article, by words of its markup."""
    try:
        return kind_of(path) in _PAGED_KINDS and bool(_SIGN.search(read_regular(path)))
    except OSError:
        return False


def groups_of(places: Mapping[Path, PagePlace]) -> list[tuple[Path, ...]]:
    """Return the files of each article that has several, in the order of its pages.

    Only files of the same folder belong together.
    """
    group_of = {path: {path} for path in places}
    for one, other in _candidates(places):
        if group_of[one] is not group_of[other] and places[one].is_of_same_article(places[other]):
            group_of[one] |= group_of[other]
            for path in group_of[other]:
                group_of[path] = group_of[one]
    groups = {id(group): group for group in group_of.values() if len(group) > 1}
    return [
        tuple(sorted(group, key=lambda path: (places[path].number, path)))
        for group in groups.values()
    ]


def _candidates(places: Mapping[Path, PagePlace]) -> Iterator[tuple[Path, Path]]:
    """Pairs of files of a folder that state the same address or the same number of pages."""
    alike = defaultdict[tuple[Path, str | int], list[Path]](list)
    for path, place in places.items():
        if place.base:
            alike[path.parent, place.base].append(path)
        if place.count > 1:
            alike[path.parent, place.count].append(path)
    for paths in alike.values():
        if len(paths) <= _MAX_ALIKE:
            yield from combinations(paths, 2)
