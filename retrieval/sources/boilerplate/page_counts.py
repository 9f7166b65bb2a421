"""Lines that count the pages of an article: "Page 2 of 3"."""

from __future__ import annotations

import re

from retrieval.text.languages.boilerplate import any_phrase

_MAX_PAGES = 30
_COUNT = (
    r"(?P<number>\d{1,2})(?=\D*[^\W\d]|\s*/)"
    rf"(?:(?!\b{any_phrase('page_words')}\b)[^\d.!?;|]){{1,10}}(?P<count>\d{{1,2}})(?!\d)"
)
_PAGE_COUNT = rf"(?<!\w){any_phrase('page_words')}\s*{_COUNT}(?:\s*页)?"
_IN_LINE = re.compile(_PAGE_COUNT, re.IGNORECASE)
_AT_END = re.compile(rf"[\s|:·•,(\[–—-]*{_PAGE_COUNT}[\s)\]]*$", re.IGNORECASE)


def page_and_count(line: str) -> tuple[int, int] | None:
    """Return the number of the page that the line tells, and of how many; None if it does not.

    >>> page_and_count("The quarry - Seite 2 von 3"), page_and_count("2 of 3")
    ((2, 3), None)
    """
    match = _IN_LINE.search(line)
    number, count = (int(match["number"]), int(match["count"])) if match else (0, 0)
    return (number, count) if 0 < number <= count and 1 < count <= _MAX_PAGES else None


def is_page_count(line: str) -> bool:
    """Return whether the line is nothing else.

    >>> is_page_count("Page 2 of 3"), is_page_count("Page 2 of 3 is missing.")
    (True, False)
    """
    return page_and_count(line) is not None and not _AT_END.sub("", line)


def without_page_count(title: str) -> str:
    """Return a title without the number of the page at its end.

    >>> without_page_count("Rain stops play - Page 2 of 3"), without_page_count("Page 2 of 3")
    ('Rain stops play', 'Page 2 of 3')
    """
    return (_AT_END.sub("", title) if page_and_count(title) else "") or title
