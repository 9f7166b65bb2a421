"""Lines of a copied page that are the site's, whatever the article is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.sources.boilerplate.breadcrumbs import is_breadcrumb, is_navigation
from retrieval.sources.boilerplate.labels import is_label
from retrieval.sources.boilerplate.pipeline import drop_boilerplate
from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.metadata.article_header import is_publication_name
from retrieval.sources.metadata.byline import read_byline, read_credit, read_dateline
from retrieval.sources.metadata.copyright import COPYRIGHT, name_behind
from retrieval.text.languages.boilerplate import any_phrase

_MAX_HEADLINE = 200
_MAX_HEAD = 60
MAX_SENTENCE = 110
"""Characters of a headline that ends like a sentence."""
_MAX_SITE_HEAD = 12  # lines down to the navigation
_MAX_SAID = 2  # lines above it: the site's name and what it says of itself
_MAX_SITE_WORDS = 5
_MIN_ROW = 3
_MAX_FOOT = 30  # lines in which copyright is claimed
_ROW_MARK = re.compile(r"\s[|·•/]\s|\s*\|\s*")
_HEAD_LINE = re.compile(any_phrase("head_lines", "price_lines"), re.IGNORECASE)
_BARE_BYLINE = re.compile(rf"(?:{any_phrase('byline_openings')})\s*:?", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_PAGE = re.compile(rf".{{0,80}}\b{any_phrase('page_words')}\.? ?\d{{1,4}}", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[[^\[\]]+\]")
_CLAIM = re.compile(rf"{COPYRIGHT.pattern}|\(c\)", re.IGNORECASE)
_COUNT = re.compile(r"(?:[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?\s?[:：])?[\d.,:/ -]+[kKmM%]?")


def site_head(lines: Sequence[str], *, first_block: int = 0) -> tuple[int, str | None]:
    """Return how many lines at the top are the site's, and its name; none where it is unsure.

    They end with a row of navigation or the buttons of an account: above it stand only labels, a
    name of a few words and maybe what the site says of itself. Below it, a headline must follow,
    and the name once more unless all stands on one line, or the name alone between the first
    line, a label as for skipping to the text, and the buttons. Without such a row, the first block
    is the site's if it begins with the name that claims the copyright.

    >>> site_head(["The Pier", "On boats", "Home · About · Archive", "Ferry sinks", "It did."])
    (3, 'The Pier')
    """
    head = lines[: _end_of_head(lines, said_above=_MAX_SAID)]
    if 0 < first_block <= _MAX_SAID and first_block < len(head) and lines[0] == claimed_name(lines):
        return first_block, lines[0]
    labels = [_is_label_at(head, number) for number in range(len(head))]
    first = labels.index(False) if False in labels else 0
    rows = range(first, min(len(head), first + _MAX_SITE_HEAD))
    row = next((n for n in rows if _begins_row(head, n)), None)
    said = [
        line for line, is_label_line in zip(head[:row], labels, strict=False) if not is_label_line
    ]
    longest = 1 if any(_begins_row(head, n) for n in range(first)) else _MAX_SAID
    if row is None or not 0 < len(said) <= longest or not _may_name_site(said[0]):
        return 0, None
    if any(_is_byline(line) or read_dateline(line) for line in said):
        return 0, None
    end = row + 1
    while end < len(head) and _is_label_at(head, end):
        end += 1
    has_headline = any(
        _may_be_headline(line) and not is_chrome(head, n)
        for n, line in enumerate(head[end:], start=end)
    )
    is_title = any(line.startswith(said[0]) for line in head[end:])
    is_between = first == 1 == row - 1 and _is_account(head, row)
    is_named = _is_row(head[row]) or is_between or any(said[0] in line for line in lines[end:])
    return (end, said[0]) if has_headline and is_named and not is_title else (0, None)


def claimed_name(lines: Sequence[str]) -> str | None:
    """Return who claims the copyright at the end of a page, if other lines name it, too.

    >>> claimed_name(["The Pier, Lowholm", "Ferry sinks", "It did.", "© 2024 The Pier Ltd."])
    'The Pier'
    """
    for line in lines[-_MAX_FOOT:]:
        claim = _CLAIM.match(line)
        name = name_behind(line, claim.start()) if claim else ""
        if name and _may_name_site(name) and any(name in one for one in lines if one != line):
            return name
    return None


def _begins_row(head: Sequence[str], number: int) -> bool:
    """Whether a line names several parts of a site, or is the first of such lines."""
    following = head[number : number + _MIN_ROW]
    is_row = _is_row(head[number])
    parts = [part for part in _ROW_MARK.split(head[number]) if part]
    if _is_marked_row(head[number]) and any(map(is_head_line, parts)):
        return True
    is_several = len(following) == _MIN_ROW and all(map(is_navigation, following))
    return _is_account(head, number) or (is_navigation(head[number]) and (is_row or is_several))


def _is_row(line: str) -> bool:
    """Whether a line of navigation has several entries."""
    is_marked = _is_marked_row(line)
    is_plain = not _ROW_MARK.search(line) and not is_breadcrumb(line)
    return is_marked or (len(line.split()) >= _MIN_ROW and is_plain)


def _is_marked_row(line: str) -> bool:
    """Whether marks divide a line into several parts."""
    return len(_ROW_MARK.findall(line)) >= _MIN_ROW - 1


def is_head_line(line: str) -> bool:
    """Return whether a line offers, asks or says what stands above any headline: "Sign in"."""
    return bool(_HEAD_LINE.fullmatch(line))


def _is_account(head: Sequence[str], number: int) -> bool:
    """Whether a line and the next are the buttons of an account: "Subscribe", "Sign in"."""
    pair = head[number : number + 2]
    are_labels = all(is_label(line) or _HEAD_LINE.fullmatch(line) for line in pair)
    return len(pair) == 2 and are_labels and any(map(_HEAD_LINE.fullmatch, pair))


def _is_label_at(head: Sequence[str], number: int) -> bool:
    line = head[number]
    return is_navigation(line) or is_label(line) or bool(_HEAD_LINE.fullmatch(line))


def _may_name_site(line: str) -> bool:
    words = line.split()
    is_title = line[:1].isupper() or not line[:1].isalpha()
    return is_title and len(words) <= _MAX_SITE_WORDS and line[-1].isalnum()


def _end_of_head(lines: Sequence[str], *, said_above: int = 0) -> int:
    """The number of the first line of the article's text: two of prose, or a long one.

    A line of prose may be the headline at the top, or where little but labels is above it.
    """
    said = 0  # lines that are no labels
    for number, line in enumerate(lines[:_MAX_HEAD]):
        said += not _is_label_at(lines, number)
        is_near_top = number < 2 or said <= 1 + said_above
        if not is_prose(line) or (is_near_top and len(line) <= MAX_SENTENCE):
            continue
        following = next((one for one in lines[number + 1 :] if not is_label(one)), "")
        if is_prose(following) or len(line) > _MAX_HEADLINE:
            return number
    return min(len(lines), _MAX_HEAD)


def is_chrome(head: Sequence[str], number: int) -> bool:
    """Whether the line stands there whatever the article is."""
    line = head[number]
    if is_navigation(line) or is_head_line(line) or is_label(line) or _is_marked_row(line):
        return True
    if ":" not in line and not drop_boilerplate([line]):
        return True
    if (
        _PAGE.fullmatch(line)
        or _LINK.fullmatch(line)
        or _IN_BRACKETS.fullmatch(line)
        or _COUNT.fullmatch(line)
        or not any(map(str.isalpha, line))
    ):
        return True
    if _is_byline(line) or read_dateline(line):
        return True
    is_name = is_publication_name(line)
    others = head[number + 1 :]
    is_path = any(len(other) > 20 and line != other and line.endswith(other) for other in others)
    return is_path or (is_name and any(_may_be_headline(other) for other in others))


def _may_be_headline(line: str) -> bool:
    return len(line) <= (MAX_SENTENCE if is_prose(line) else _MAX_HEADLINE)


def _is_byline(line: str) -> bool:
    return bool(read_byline(line) or read_credit(line) or _BARE_BYLINE.fullmatch(line))
