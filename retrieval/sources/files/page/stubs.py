"""Pages that stand in an article's place: consent and pay walls, moved and missing pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.sources.boilerplate.stub_lines import (
    MISSING,
    OFFER,
    WALL,
    is_of,
    stub_problem,
    words_in_any_script,
)
from retrieval.sources.files.page.metadata import PageMetadata
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.titles import TITLE_BREAK
from retrieval.text.languages.boilerplate import any_phrase

_FOR_SUBSCRIBERS = (
    "holds only the beginning of an article for subscribers: save the whole page while signed in."
)
_RESULTS = "lists the results of a search: give the addresses of its articles."
_SEARCH = re.compile(any_phrase("search_pages"), re.IGNORECASE)
_EDGES = " :：„“”«»\"'"
_TIERS = frozenset("locked metered premium paid subscriber subscribers paywall".split())
_TIER_NAMES = ("article:content_tier", "content_tier", "cxenseparse:access", "access")
_WALL = re.compile(any_phrase("pay_walls"), re.IGNORECASE)
_OFFERED = re.compile(any_phrase("subscription_offers"), re.IGNORECASE)
_MISSING_CLASSES = frozenset(("error404", "error-404", "page-404", "not-found", "page-not-found"))
_MAX_WALL_LINES = 10
_MAX_STATEMENT = 10  # words of a title that says what the page is
_CUT = re.compile(r"(?:…|\.\.\.|\[\s?(?:…|\.\.\.)\s?\])\W{0,3}$")
_SELECTOR = re.compile(r"[.#]([\w-]+)")
_MAX_WALL = 300  # characters of a line that speaks of the wall
_MAX_TEASER = 250  # words of a text; more is worth quoting even if it is not the whole
_MAX_CUT = 200
_MAX_WALLED = 120
_MIN_UNWALLED = 80
_MIN_BEHIND_WALL = 60  # words in the part for subscribers that show that it is there
_MAX_ELEMENTS = 30_000
_OUTSIDE = ("nav", "header", "footer", "aside", "script", "style", "noscript", "template")


def problem_of(page: HtmlElement, lines: Sequence[str], stated: PageMetadata) -> str | None:
    """Return why a page is no article but stands in the place of one, None if it is one.

    ``lines`` are those of its text, empty if none was found.
    """
    shown = lines or _visible_lines(page)
    titled = [*islice(stated.titles, 1), *shown]
    if problem := stub_problem(titled):
        return problem
    if problem := _problem_of_heading(page, stated):
        return problem
    if not (stated.article or stated.published) and is_of(OFFER, titled):
        return OFFER.problem
    return _FOR_SUBSCRIBERS if shown and is_teaser(page, shown, stated) else None


def _problem_of_heading(page: HtmlElement, stated: PageMetadata) -> str | None:
    """Why a page without a day whose own title says that it is no article is none.

    So does the class of a missing page, which programs for blogs put on its body.
    """
    if stated.article or stated.published:
        return None
    body = next(page.iter("body"), page)
    if _MISSING_CLASSES & set((body.get("class") or "").casefold().split()):
        return MISSING.problem
    parts = [part for title in stated.titles for part in TITLE_BREAK.split(title) if part]
    for title in (*parts, *stated.headings[:1]):
        if _SEARCH.fullmatch(title.strip(_EDGES)):
            return _RESULTS
        if words_in_any_script(title) > _MAX_STATEMENT:
            continue
        if is_of(MISSING, [title]):
            return MISSING.problem
        if is_of(WALL, [title]):
            return OFFER.problem
    return None


def without_wall(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text without those from which on its end offers a subscription.

    >>> without_wall(["It rained.", "This story is for subscribers", "The crossword"])
    ['It rained.']
    """
    for number in range(max(len(lines) - _MAX_WALL_LINES, 1), len(lines)):
        if _is_wall(lines[number]) and not is_prose(lines[number]):
            rest = lines[number + 1 :]
            return list(lines if any(map(_is_paragraph, rest)) else lines[:number])
    return list(lines)


def _is_paragraph(line: str) -> bool:
    """Whether a line may be a paragraph of the article, and not of an offer."""
    return is_prose(line) and not (_is_wall(line) or _OFFERED.search(line))


def is_teaser(page: HtmlElement, lines: Sequence[str], stated: PageMetadata) -> bool:
    """Whether the text is only the beginning of an article that is for subscribers.

    It takes two of these: the page says that the article is not free; it asks to pay in order to
    read on; the text breaks off. One is enough for a very short text. A page for subscribers
    that holds the part behind the wall is none.
    """
    words = sum(words_in_any_script(line) for line in lines if not _is_wall(line))
    if words >= _MAX_TEASER:
        return False
    is_locked, has_wall = _is_locked(stated), _has_wall(page)
    if not (is_locked or has_wall) or _holds_locked_part(page, stated):
        return False
    is_cut = bool(_CUT.search(lines[-1])) or _is_much_shorter(words, stated)
    if is_locked:
        return has_wall or is_cut or words < _MIN_UNWALLED
    return words < (_MAX_CUT if is_cut else _MAX_WALLED)


def _is_wall(line: str) -> bool:
    """Whether a line offers to let one read on for a subscription or an account."""
    return len(line) <= _MAX_WALL and bool(_WALL.search(line))


def _is_locked(stated: PageMetadata) -> bool:
    free = str(stated.article.get("isAccessibleForFree", "")).strip().casefold()
    tiers = {value.casefold() for name in _TIER_NAMES for value in stated.meta.get(name, ())}
    return free in ("false", "no", "https://schema.org/false") or bool(tiers & _TIERS)


def _has_wall(page: HtmlElement) -> bool:
    elements = islice(page.iter("p", "div", "span", "h2", "h3", "h4", "a", "button"), _MAX_ELEMENTS)
    return any(
        _is_wall(clean_line(element.text_content()[: 2 * _MAX_WALL])) and not _is_outside(element)
        for element in elements
    )


def _is_outside(element: HtmlElement) -> bool:
    return next(element.iterancestors(*_OUTSIDE), None) is not None


def _holds_locked_part(page: HtmlElement, stated: PageMetadata) -> bool:
    """Whether the part of the page that is said to be for subscribers holds some text."""
    marks = set(_locked_marks(stated))
    if not marks:
        return False
    for element in islice(page.iter("div", "section", "article", "p"), _MAX_ELEMENTS):
        if marks & {*(element.get("class") or "").split(), element.get("id")}:
            lines = [clean_line(part.text_content()) for part in element.iter("p")]
            words = sum(words_in_any_script(line) for line in lines if not _is_wall(line))
            if words >= _MIN_BEHIND_WALL:
                return True
    return False


def _locked_marks(stated: PageMetadata) -> Iterator[str]:
    for part in islice(stated.json_ld.objects(stated.article.get("hasPart") or []), 20):
        selectors = part.get("cssSelector")
        for selector in selectors if isinstance(selectors, list) else [selectors]:
            yield from _SELECTOR.findall(str(selector or "")[:200])


def _is_much_shorter(words: int, stated: PageMetadata) -> bool:
    count = str(stated.article.get("wordCount") or "")
    return count.isascii() and count.isdigit() and 0 < 2 * words < int(count[:7])


def _visible_lines(page: HtmlElement) -> list[str]:
    """The lines of a page of which no text of an article was found."""
    body = next(page.iter("body"), page)
    elements = islice(body.iter("h1", "h2", "h3", "p", "div", "li", "button"), 400)
    leaves = (one for one in elements if not any(part.tag in ("p", "div") for part in one))
    texts = (clean_line(element.text_content()) for element in leaves if not _is_outside(element))
    return [text for text in dict.fromkeys(texts) if text]
