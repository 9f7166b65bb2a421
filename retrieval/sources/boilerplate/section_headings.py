"""Headings after which a page goes on to other things than the article above them."""

from __future__ import annotations

import re

from retrieval.text.languages.boilerplate import any_phrase
from retrieval.text.words.letters import with_plain_apostrophes

_MAX_LABEL = 80

_LINKS = re.compile(any_phrase("link_headings"), re.IGNORECASE)
_REST = re.compile(any_phrase("section_headings"), re.IGNORECASE)
_AUTHOR = re.compile(any_phrase("author_headings"), re.IGNORECASE)
_COMMENTS = re.compile(any_phrase("comment_headings"), re.IGNORECASE)
_CONTACTS = re.compile(any_phrase("contact_headings"), re.IGNORECASE)
_ADDRESS = re.compile(any_phrase("address_fields"), re.IGNORECASE)
_NEWSLETTER = re.compile(
    rf"{any_phrase('newsletters', 'newsletter_headings')}(?:: .{{1,70}})?", re.IGNORECASE
)
_EDGES = " \t.:!…›>→►▶•·*|-–—()[]【】［］〔〕"


def announces_links(line: str) -> bool:
    """Whether headlines of other articles follow: "Read more", "À lire aussi :"."""
    return _is(line, _LINKS)


def asks_for_address(line: str) -> bool:
    """Whether the line is a field or button of a box that takes addresses: "Your email address"."""
    return _is(line, _ADDRESS)


def names_newsletter(line: str) -> bool:
    """Whether the line is the head of a box that offers a newsletter: "Newsletter: The Morning"."""
    return _is(line, _NEWSLETTER)


def portrays_author(line: str) -> bool:
    """Whether the line is the heading of a box on the author: "About the author"."""
    return _is(line, _AUTHOR)


def counts_comments(line: str) -> bool:
    """Whether the line is the heading of what readers wrote, with its number: "Comments (3)"."""
    return any(map(str.isdigit, line)) and _is(line, _COMMENTS)


def names_contacts(line: str) -> bool:
    """Whether the line is the heading of a box that says whom to call: "Media contact"."""
    return _is(line, _CONTACTS)


def is_box_heading(line: str) -> bool:
    """Whether a box on a newsletter, tags or comments stands under the line."""
    return names_newsletter(line) or _is(line, _REST)


def is_lead(line: str) -> bool:
    """Whether the page goes on to links, tags, comments or a box after the line."""
    is_box = asks_for_address(line) or portrays_author(line)
    return announces_links(line) or is_box or _is(line, _REST)


def _is(line: str, pattern: re.Pattern[str]) -> bool:
    plain = with_plain_apostrophes(line.strip(_EDGES))
    is_sentence = line.endswith(".") and not line.endswith("..")
    return len(plain) <= _MAX_LABEL and not is_sentence and bool(pattern.fullmatch(plain))
