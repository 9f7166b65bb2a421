"""Lines of what stands in the place of an article: consent walls, checks, missing pages, offers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.languages.boilerplate import any_phrase

_MEAN_WORD = 7  # characters, with the space


@dataclass(frozen=True, slots=True)
class Kind:
    """What a page says in place of an article: phrases, how much of its text, and the report."""

    phrases: str
    max_words: int
    min_share: float
    problem: str


OFFER = Kind("subscription_offers", 300, 0.3, "shows only offers of subscriptions: save the "
               "article's page while signed in.")  # fmt: skip
WALL = Kind("pay_walls", 300, 0.3, OFFER.problem)
MISSING = Kind("missing_pages", 130, 0.25, "says only that there is no such page: check the "
               "address.")  # fmt: skip
_KINDS = (
    Kind("consent_walls", 500, 0.5, "shows only a request for consent to cookies: open it in a "
          "browser, answer that, and save the page."),
    Kind("robot_checks", 160, 0.3, "shows only a check for robots: open it in a browser and save "
          "the page."),
    MISSING,
    Kind("moved_pages", 80, 0.3, "says only that the page has moved: give its new address."),
)  # fmt: skip


def stub_problem(lines: Sequence[str]) -> str | None:
    """Return why lines are those of no article but of what stands in its place, else None.

    >>> stub_problem(["Page not found", "Sorry!"]), stub_problem(["Ferry sinks", "It did."])
    ('says only that there is no such page: check the address.', None)
    """
    return next((kind.problem for kind in _KINDS if is_of(kind, lines)), None)


def is_of(kind: Kind, lines: Sequence[str]) -> bool:
    """Return whether sentences with the phrases of the kind make up enough of a short text."""
    words = sum(map(words_in_any_script, lines))
    if not 0 < words <= kind.max_words:
        return False
    phrases = re.compile(any_phrase(kind.phrases), re.IGNORECASE)
    sentences = [line[span.start : span.end] for line in lines for span in sentence_spans(line)]
    telling = sum(words_in_any_script(one) for one in sentences if phrases.search(one))
    return telling >= kind.min_share * words


def words_in_any_script(text: str) -> int:
    """Return the number of words, in scripts without spaces as many as there would be with them."""
    return max(len(text.split()), len(text) // _MEAN_WORD)
