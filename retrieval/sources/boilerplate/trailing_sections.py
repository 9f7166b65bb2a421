"""What pages put between and after the paragraphs of an article: links, tags, boxes to fill in.

A label that announces other things ("Read more", "Topics") says what the short lines after it
are. Without such a label nothing here goes: an article may end in a list or in a few words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain, pairwise, takewhile

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.boilerplate.section_headings import (
    announces_links,
    asks_for_address,
    is_lead,
    names_newsletter,
    portrays_author,
)
from retrieval.text.languages import any_of, language
from retrieval.text.languages.boilerplate import any_phrase, phrases

_MAX_LINKS = 3
_MIN_LATER_LINK_WORDS = 6
_MAX_HOOKS = 2
_MAX_HOOK_WORDS = 15
_MIN_HOOK_WORDS = 5
_MAX_HEADING = 80  # characters
_MAX_OFFER_WORDS = 30
_MAX_LINE = 300
_MAX_END = 8
_MAX_BIOGRAPHY, _MAX_BIOGRAPHY_LINES = 600, 3  # characters; lines
_MIN_CAPTION = 12  # characters
_CREDIT = re.compile(r"\s*[^\W\d_][\w.'’ -]{1,40}(?:/[\w.'’ -]{2,40})+")

_FRAMED = re.compile(r"(?P<origin>[A-Z]\S+(?: [A-Z]\S+){0,3}) \S.{10,300}(?<=[a-z.,)])(?P=origin)")
"""As the BBC's pages give it when they are copied: "Getty Images A seal on a pierGetty Images"."""
_TIME = re.compile(
    rf"\d{{1,2}}[:.]\d\d\b|\d{{1,2}} ?[ap]\.?m\b|{any_of(language('en').weekdays)},? \w+ \d",
    re.IGNORECASE,
)
_MAX_BOX = 25
_BOX_EDGES = " \t:"
_BOX_START = re.compile(any_phrase("box_starts"), re.IGNORECASE)
_BOX_END = re.compile(any_phrase("box_ends"), re.IGNORECASE)
_BYLINE = re.compile(
    rf"{any_phrase('byline_openings', 'byline_labels')}\s?:?\s+\S.{{1,60}}", re.IGNORECASE
)
_OFFERS = frozenset(phrases("offers"))
_PORTRAYALS = any_phrase("portrayals")

Judge = Callable[[str], bool]


def announced(lines: Sequence[str], *, is_suspect: Judge, authors: Sequence[str] = ()) -> set[int]:
    """Return the numbers of the lines that go because a label announces or a box holds them.

    ``is_suspect`` tells whether a line has some mark of boilerplate, if not enough by itself. Lines
    at the end that portray one of the ``authors`` go without a label.

    >>> page = ["It rained on Sunday in all of the valley.", "Read more", "Rain: how much?", "Rain"]
    >>> sorted(announced(page, is_suspect=lambda line: False))
    [1, 2, 3]
    """
    portraits = _portraits(lines, authors)
    tail = _start_of_tail(lines, lambda line: line in portraits or is_suspect(line))
    end = max(len(lines) - _MAX_END, 1)
    gone = {n for n, line in enumerate(lines) if n >= tail or (n >= end and line in portraits)}
    gone |= boxed(lines) | _captions(lines)
    for number, line in enumerate(lines[:tail]):
        if announces_links(line):
            gone |= {number, *_links_after(lines, number)}
        elif asks_for_address(line):
            gone |= {number, *_box_around(lines, number, is_suspect)}
        elif names_newsletter(line):
            gone |= {number, *_offer_after(lines, number, is_suspect)}
        elif _is_call(line) and is_suspect(line):
            gone |= _hook_after(lines, number)
        elif portrays_author(line) and number >= len(lines) - _MAX_END:
            gone |= {number, *_biography_after(lines, number)}
    return gone


def boxed(lines: Sequence[str]) -> set[int]:
    """Return the numbers of the lines of boxes beside the article: "Quick guide", what it tells.

    Of a box whose end is not told, only the heading and the title under it are known.
    """
    gone: set[int] = set()
    for number, line in enumerate(lines):
        if _BOX_START.fullmatch(line.strip(_BOX_EDGES)):
            gone |= set(range(number, _end_of_box(lines, number)))
    return gone


def _end_of_box(lines: Sequence[str], start: int) -> int:
    """The number of the line after a box."""
    within = range(start + 1, min(start + _MAX_BOX, len(lines)))
    end = next((n for n in within if _BOX_END.fullmatch(lines[n])), None)
    if end is None:
        has_title = start + 1 < len(lines) and not is_prose(lines[start + 1])
        return start + 1 + has_title
    while end < len(lines) and _BOX_END.fullmatch(lines[end]):
        end += 1
    return end


def _portraits(lines: Sequence[str], authors: Sequence[str]) -> frozenset[str]:
    """Lines that say of an author what he or she does: "Jane Roe covers the courts for…".

    Below a line that is the author's name, the surname is enough.
    """
    names = "|".join(re.escape(name) for name in authors)
    surnames = "|".join(re.escape(name.split()[-1]) for name in authors)
    portrait = re.compile(rf"(?:{names})(?:(?:, \S.{{0,60}},)? {_PORTRAYALS}\b| [–—-] \w)")
    below_name = re.compile(rf"(?:{surnames}) {_PORTRAYALS}\b")
    known = {name.casefold() for name in authors}
    pairs = [(a, b) for a, b in pairwise(lines) if a.casefold() in known and below_name.match(b)]
    whole = (line for line in lines if names and portrait.match(line))
    return frozenset((*whole, *chain.from_iterable(pairs)))


def _captions(lines: Sequence[str]) -> set[int]:
    """Numbers of the descriptions of pictures: those that stand twice, then with a credit.

    Between two names of whom the picture is from stands its description, and below it a caption.
    """
    twice = {
        number + step
        for number, (line, after) in enumerate(pairwise(lines))
        if len(line) >= _MIN_CAPTION and after.startswith(line)
        if _CREDIT.fullmatch(after[len(line) :])
        for step in (0, 1)
    }
    framed = {number for number, line in enumerate(lines) if _FRAMED.fullmatch(line)}
    below = {n + 1 for n in framed if n + 1 < len(lines) and not is_prose(lines[n + 1])}
    return twice | framed | below


def _biography_after(lines: Sequence[str], heading: int) -> set[int]:
    """The name and the paragraph under a heading for the author."""
    last = min(heading + 1 + _MAX_BIOGRAPHY_LINES, len(lines))
    below = range(heading + 1, last)
    return set(
        takewhile(lambda n: len(lines[n]) <= _MAX_BIOGRAPHY and not is_lead(lines[n]), below)
    )


def _start_of_tail(lines: Sequence[str], is_suspect: Judge) -> int:
    """The number of the first announcing label after the article's last prose."""
    start = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if is_lead(line):
            start = number
        elif len(line) > _MAX_LINE or (is_prose(line) and not is_suspect(line)):
            return start
    return len(lines)


def _links_after(lines: Sequence[str], label: int) -> set[int]:
    """Headlines under a label: the first, and more of them where they are too long for headings.

    Their bylines go with them.
    """
    links: set[int] = set()
    for number in range(label + 1, min(label + 1 + _MAX_LINKS, len(lines))):
        line = lines[number]
        if links and _BYLINE.fullmatch(line) and not is_prose(line):
            links.add(number)
            continue
        is_long_enough = not links or len(line.split()) >= _MIN_LATER_LINK_WORDS
        if is_prose(line) or not is_long_enough or _TIME.match(line):
            break
        links.add(number)
    return links


def _box_around(lines: Sequence[str], field: int, is_suspect: Judge) -> set[int]:
    """The few words that lead up to a field for an address, and those that follow it."""
    box: set[int] = set()
    for step in (-1, 1):
        number = field + step
        while 0 <= number < len(lines) and abs(number - field) <= _MAX_HOOKS:
            line = lines[number]
            is_short = len(line.split()) <= _MAX_HOOK_WORDS
            if not (is_lead(line) or (is_short and (is_suspect(line) or _leads_up(line)))):
                break
            box.add(number)
            number += step
    return box


def _offer_after(lines: Sequence[str], head: int, is_suspect: Judge) -> set[int]:
    """The few words under the name of a newsletter that say when it comes and how to get it."""
    offer = lines[head + 1 : head + 2]
    is_offer = all(len(line.split()) <= _MAX_OFFER_WORDS and is_suspect(line) for line in offer)
    return {head + 1} if offer and is_offer else set()


def _is_call(line: str) -> bool:
    """Whether a line may be the heading of an offer: "Subscribe to our newsletter"."""
    return len(line) <= _MAX_HEADING and not is_prose(line)


def _hook_after(lines: Sequence[str], call: int) -> set[int]:
    """The line between a call and a paragraph that says what is offered, and is no sentence."""
    hook, after = lines[call + 1 : call + 2], lines[call + 2 : call + 3]
    is_hook = any(not is_prose(line) and len(line.split()) >= _MIN_HOOK_WORDS for line in hook)
    return {call + 1} if is_hook and any(map(is_prose, after)) else set()


def _leads_up(line: str) -> bool:
    """Whether the line offers something: "Enjoying this story?", "Get one every Friday"."""
    first = line.split(maxsplit=1)[0].casefold()
    return first in _OFFERS or ("?" in line[-2:] and not is_prose(line))
