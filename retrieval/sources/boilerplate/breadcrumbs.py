"""Recognises lines of navigation: breadcrumbs and names of a site's sections."""

from __future__ import annotations

import re

from retrieval.text.languages.boilerplate import phrases

_MAX_LINE = 160
_MAX_PART_WORDS = 4
_MAX_SECTION_WORDS = 3
_STEPS = re.compile(r"\s*[>»›→]+\s*")
_BARS = re.compile(r"\s+[/|•·]\s+|\s*\|\s*")
_EDGES = " \t:|•·*>»›→/-–—"
_SECTIONS = frozenset(phrases("sections"))


def is_breadcrumb(line: str) -> bool:
    """Return whether the line is a path through a site, or a row of its sections.

    >>> is_breadcrumb("Home › Local news"), is_breadcrumb("2 > 1, says the minister of arithmetic")
    (True, False)
    """
    if len(line) > _MAX_LINE:
        return False
    bars = [part for part in _BARS.split(line.strip(_EDGES)) if part]
    if len(bars) > 1 and all(is_section(part) for part in bars[:2]):
        return all(len(part.split()) <= 2 for part in bars)
    parts = [part for part in _STEPS.split(line.strip(_EDGES)) if part]
    if len(parts) < 2:
        return False
    are_short = all(len(part.split()) <= _MAX_PART_WORDS for part in parts[:-1])
    return are_short and (is_section(parts[0]) or len(parts) > 2)


def is_navigation(line: str) -> bool:
    """Return whether the line is a breadcrumb or names sections of a site and nothing else.

    >>> [is_navigation(line) for line in ("News | Sport | Weather", "HOME", "Sport pays")]
    [True, True, False]
    >>> is_navigation("Home About me Archive Contact")
    True
    """
    if len(line) > _MAX_LINE:
        return False
    if is_section(line) or is_breadcrumb(line):
        return True
    parts = [part for part in _BARS.split(line.strip(_EDGES)) if part]
    if len(parts) > 1:
        named = sum(is_section(part) for part in parts)
        return named >= 2 or (named == 1 and all(len(part.split()) <= 2 for part in parts))
    words = line.split()
    ends = {0}  # of what the names of sections make up
    for end in range(1, len(words) + 1):
        starts = (start for start in ends if end - start <= _MAX_SECTION_WORDS)
        if any(is_section(" ".join(words[start:end])) for start in starts):
            ends.add(end)
    return len(words) > 1 and len(words) in ends


def is_section(line: str) -> bool:
    """Return whether the line is the name of a section."""
    plain = line.strip(_EDGES).casefold()
    return plain in _SECTIONS or any(
        plain.endswith(f" {word}") and plain.removesuffix(f" {word}") in _SECTIONS
        for word in ("news", plain.rpartition(" ")[2])
        if word in _SECTIONS
    )
