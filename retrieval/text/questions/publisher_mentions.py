"""Where a question names publishers of the archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.languages.filters import FilterPhrases
from retrieval.text.questions.publisher_names import PublisherNames, is_article
from retrieval.text.words.letters import ALPHANUMERIC, PLAIN_WORD
from retrieval.text.words.scripts import UNSPACED, script_of
from retrieval.types import Span

_MOST_WORDS = 7  # of a name
_LETTER_BEFORE = re.compile(rf"({ALPHANUMERIC})[ \t]+$")
_LETTER_AFTER = re.compile(rf"[ \t]+({ALPHANUMERIC})")


@dataclass(frozen=True, slots=True)
class PublisherMention:
    """The name of a publisher in a text; ``is_capitalized`` is whether it is written as a name."""

    span: Span
    publisher: str
    is_capitalized: bool


def publisher_mentions(
    text: str, publishers: Sequence[str], phrases: FilterPhrases
) -> list[PublisherMention]:
    """The names of ``publishers`` in ``text``, in order, of those that overlap the longest."""
    names = PublisherNames.of(tuple(publishers))
    words = list(PLAIN_WORD.finditer(text))
    found: list[PublisherMention] = []
    place = 0
    while place < len(words):
        mention = _mention_at(text, words[place : place + _MOST_WORDS], names, phrases)
        if mention is None:
            place += 1
            continue
        found.append(mention)
        place += sum(mention.span.start <= word.start() < mention.span.end for word in words)
    return found + _unspaced_mentions(text, publishers)


def _mention_at(
    text: str, words: Sequence[re.Match[str]], names: PublisherNames, phrases: FilterPhrases
) -> PublisherMention | None:
    """The longest name that begins with the first of ``words``."""
    if is_article(words[0][0]):
        return None
    for count in range(len(words), 0, -1):
        span = Span(words[0].start(), words[count - 1].end())
        written = text[span.start : span.end]
        publisher = names.name_of(written, phrases.code)
        if publisher is not None and not _is_part_of_a_name(text, span):
            return PublisherMention(span, publisher, _is_capitalized(written))
    return None


def _unspaced_mentions(text: str, publishers: Sequence[str]) -> list[PublisherMention]:
    """Names in scripts without spaces, which may stand anywhere."""
    return [
        PublisherMention(Span(start, start + len(name)), name, is_capitalized=True)
        for name in publishers
        if script_of(name[0]) in UNSPACED and (start := text.find(name)) >= 0
    ]


def _is_part_of_a_name(text: str, span: Span) -> bool:
    """Whether a capitalised word stands beside a name, as in "Times Square"."""
    if not text[span.start].isupper():
        return False
    after = _LETTER_AFTER.match(text, span.end)
    before = _LETTER_BEFORE.search(text[: span.start])
    is_after = after is not None and after[1][0].isupper()
    is_before = (
        before is not None
        and before[1][0].isupper()
        and before.start() > 0
        and not is_article(before[1])
    )
    return is_after or is_before


def _is_capitalized(name: str) -> bool:
    """Whether it begins with a capital, or is of a script that has none, or the name of a host."""
    return name[0].isupper() or name[0].lower() == name[0].upper() or "." in name
