"""What pages say around articles: one TOML file a language, as for its other words.

These files are apart from the languages' words because a question needs none of them. A phrase is a
regular expression; it may be broken into lines, whose breaks and indents do not count, and a
``{name}`` in it stands for that entry of the file's ``parts``. Phrases are in lower case, with
straight apostrophes where they are whole lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from retrieval.text.languages import Words, read_languages, words_in


class Boilerplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The phrases of one language; ``code`` is the name of its file, ISO 639-1."""

    code: str

    # Lines that are boilerplate wherever they stand

    labels: Words = ()
    """Whole lines, as plain text: "share this article"."""

    label_patterns: Words = ()
    """Whole lines, as phrases."""

    link_labels: Words = ()
    """What stands before a colon and the headline of another article: "read more"."""

    counted: Words = ()
    """What pages put a number before: "12 comments"."""

    comments: Words = ()
    """What pages put a number behind: "Kommentare (12)"."""

    reading_time: Words = ()
    """What stands before the minutes that reading takes."""

    reading_units: Words = ()
    """What stands behind those minutes where they are a line of their own: "3–4 minutes"."""

    pictures: Words = ()
    """What a picture's credit begins with: "image"."""

    picture_origins: Words = ()
    """What follows that: "source"."""

    tag_labels: Words = ()
    """What stands before a list of subjects: "filed under"."""

    newsletters: Words = ()
    """What stands before the name of a newsletter."""

    # Headings after which a page goes on to other things

    link_headings: Words = ()
    """Headlines of other articles follow: "see also"."""

    section_headings: Words = ()
    """Comments, tags or a box to fill in follow."""

    comment_headings: Words = ()
    """Headings of the comments of readers: "3 thoughts on …"."""

    comment_signs: Words = ()
    """Whole lines that stand among comments: "reply", "Jane says:"."""

    contact_headings: Words = ()
    """Whom to call or write to about what a page reports: "media contact"."""

    author_headings: Words = ()
    """Headings under which a page tells who the author is: "about the author"."""

    address_fields: Words = ()
    """Fields and buttons of a box that takes addresses: "your email"."""

    newsletter_headings: Words = ()
    """Heads of a box that offers a newsletter, beside ``newsletters``."""

    offers: Words = ()
    """First words of a line that offers something: "get"."""

    portrayals: Words = ()
    """What follows an author's name in a line about her or him: "covers"."""

    # Sentences in which a page speaks to its reader about itself

    please: Words = ()
    """Words after which a call may begin in the middle of a sentence."""

    calls: Words = ()
    """What a page asks its reader to do, where a call may begin."""

    openings: Words = ()
    """Phrases that make a sentence boilerplate where it begins with them."""

    anywhere: Words = ()
    """Phrases that make a sentence boilerplate, from the beginning of any word."""

    on_publisher: Words = ()
    """The publisher speaks of its journalism: together they are weak evidence, once."""

    weak: Words = ()
    """Each is weak evidence of its own."""

    notes: Words = ()
    """How the article was made."""

    hints: Words = ()
    """Evidence only where a publisher repeats the paragraph."""

    reported: Words = ()
    """Verbs of reported speech, which speak against boilerplate."""

    praise: Words = ()
    """What follows the publisher's name where it praises itself: "is trusted by"."""

    # Pages in the place of an article, in sentences of any case

    pay_walls: Words = ()
    """Reading on takes a subscription or an account: "subscribe to read"."""

    subscription_offers: Words = ()
    """Prices and terms of subscriptions, as a page of offers has them."""

    consent_walls: Words = ()
    """A request for consent to cookies and to the use of personal data."""

    robot_checks: Words = ()
    """A check whether the reader is a robot."""

    missing_pages: Words = ()
    """There is no such page."""

    search_pages: Words = ()
    """Whole titles of pages of search results."""

    moved_pages: Words = ()
    """The page has another address now."""

    # Appeals for money

    on_itself: Words = ()
    """A publisher on its journalism, its owners, its readers."""

    giving: Words = ()
    """Giving to the publisher, asked for or thanked for; ``{money}`` is an amount."""

    currencies: Words = ()
    """Units of money behind an amount."""

    speaks: Words = ()
    """The reader spoken to, or the speaker's own first person."""

    thanks: Words = ()
    """Thanks at the beginning of a short sentence."""

    asides: Words = ()
    """What only leads up to an appeal."""

    reported_outside_appeals: Words = ()
    """Verbs of reported speech, which no appeal holds."""

    # Who made an article

    byline_openings: Words = ()
    """What stands before the names of authors: "by"."""

    byline_labels: Words = ()
    """What stands before a colon and the names of authors: "text"."""

    account_bylines: Words = ()
    """Openings of a byline after which one word may be a name: "posted by"."""

    title_labels: Words = ()
    """What stands before a colon and the title of an article: "headline"."""

    publisher_labels: Words = ()
    """What stands before a colon and the name of the publisher: "newspaper"."""

    source_labels: Words = ()
    """What stands before a colon and the publication that an article is taken from: "source"."""

    published_in: Words = ()
    """What stands before the name of a publication: "published in"."""

    credit_openings: Words = ()
    """What stands before the names of photographers: "photo by"."""

    credit_labels: Words = ()
    """What stands before a colon and the names of photographers: "photo"."""

    after_names: Words = ()
    """Prepositions between the names in a byline and a place or day: "in"."""

    roles: Words = ()
    """Professions behind an author's name: "correspondent"."""

    before_offices: Words = ()
    """Prepositions between a profession and a place or publication: "of"."""

    written_for: Words = ()
    """What stands between an author's name and a publication: "for"."""

    before_authors: Words = ()
    """What a name stated in metadata may begin with: "by"."""

    degrees: Words = ()
    """Academic degrees and forms of address before or behind a name: "dr", "phd"."""

    joins_names: Words = ()
    """Words between two names: "and"."""

    definite_articles: Words = ()
    """Words with which names of publications begin: "the"."""

    publication_words: Words = ()
    """Ends of words in names of publications: "times"."""

    no_names: Words = ()
    """Words that stand in no person's name: "staff"."""

    offices: Words = ()
    """Words in names of offices and organisations, which are no persons: "ministry"."""

    agencies: Words = ()
    """Whole names of news agencies, long and short: "reuters", "ap"."""

    # When an article was made

    published: Words = ()
    """What stands before the day of publication."""

    as_of: Words = ()
    """Those of ``published`` that call a day so only where no other day is: "Stand"."""

    updated: Words = ()
    """What stands before the day of the last change."""

    before_dates: Words = ()
    """Prepositions and articles before a day or a time: "on"."""

    after_dates: Words = ()
    """What follows a year or a time: "Uhr"."""

    weekdays: Words = ()
    """Names and abbreviations of the days of the week."""

    day_first: Words = ()
    """Codes of languages, also of a country, of which 3/4/2024 is the third of April: "en-gb"."""

    issues: Words = ()
    """What stands before the number of an issue: "volume"."""

    page_words: Words = ()
    """What stands before the number of a page, printed or of an article: "page"."""

    # Above the headline of a pasted page, and boxes within

    sections: Words = ()
    """Names of parts of a news site, as its navigation lists them."""

    head_lines: Words = ()
    """Whole lines that stand above a headline: offers of subscriptions, the account."""

    price_lines: Words = ()
    """Whole lines that offer a subscription at a price, wherever they stand."""

    box_starts: Words = ()
    """Headings of boxes that explain something beside the article: "quick guide"."""

    box_ends: Words = ()
    """Whole lines with which such a box ends."""

    # Mails

    reply_marks: Words = ()
    """What stands before a colon and the subject of a mail that was answered or forwarded."""

    sent_for: Words = ()
    """What stands between a sender and a publication: "from"."""

    forwarded_from: Words = ()
    """What stands before the sender above a mail that was forwarded, as are the next."""

    forwarded_date: Words = ()
    """Before the day of sending."""

    forwarded_subject: Words = ()
    """Before the subject."""

    forwarded_to: Words = ()
    """Before those to whom it was sent."""

    mail_lines: Words = ()
    """Whole lines of the frame of a newsletter: "view in browser"."""

    mail_greetings: Words = ()
    """Words of a greeting at the head of a mail, of which it begins with one: "dear"."""

    greeted: Words = ()
    """Whom it greets, with which it ends: "readers"."""

    mail_footers: Words = ()
    """How the lines begin from which on a newsletter tells why it was sent."""

    parts: Mapping[str, str] = {}
    """Phrases that others of the language are made with, by the name that stands for them."""


@cache
def boilerplates() -> tuple[Boilerplate, ...]:
    """The phrases of every language that has a file in this folder, by its code."""
    return read_languages(__name__, Boilerplate, _phrases)


def phrases(key: str) -> Words:
    """The phrases under ``key`` of every language, each once.

    >>> {"get", "recibe"} <= set(phrases("offers"))
    True
    """
    return words_in(boilerplates(), key)


def any_phrase(*keys: str) -> str:
    """A regular expression for any of the phrases under ``keys``.

    The longest comes first, as a shorter one may be the beginning of another.

    >>> any_phrase("written_for")
    '(?:[Ss]pecial to|para|pour|for|für|для)'
    """
    found = {phrase for key in keys for phrase in phrases(key)}
    return f"(?:{'|'.join(sorted(found, key=lambda phrase: (-len(phrase), phrase)))})"


def _phrases(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a file, with phrases on one line each and their parts put in."""
    parts = {name: _on_one_line(part) for name, part in values.get("parts", {}).items()}
    found = {
        key: tuple(_with_parts(_on_one_line(phrase), parts) for phrase in phrases)
        for key, phrases in values.items()
        if key != "parts"
    }
    return {**found, "parts": parts}


def _on_one_line(phrase: str) -> str:
    return re.sub(r"(?:^|\n)\s*", "", phrase)


def _with_parts(phrase: str, parts: Mapping[str, str]) -> str:
    """The phrase with its parts put in; what is no part is left, such as a number of repeats."""
    return re.sub(r"\{([a-z_]+)\}", lambda name: parts.get(name[1], name[0]), phrase)
