"""Who said what in an article: sentences in which a name stands beside a verb of saying."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.languages import any_of, language_of
from retrieval.text.words.letters import CAPITALS
from retrieval.types import Article, Span

_MAX_CHARACTERS = 50_000  # of an article that are looked at
_NAME_WORD = rf"(?<!\w)[{CAPITALS}][\w’'-]{{0,30}}\w(?!\w)"
_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,3}}"
_WHOLE_NAME = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,3}}")
_APPOSITION = r"(?:, [^\W_A-Z][^,.;:!?\"“”«»]{0,60},|,)?"
_WORD_BEFORE = re.compile(r"(\w+) $")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an article, and the name of who says it there."""

    speaker: str
    sentence: Span


def statements(article: Article) -> tuple[Statement, ...]:
    """The first statement of each speaker of an article, in order; none in an unknown language.

    A speaker is a name of several words, or the last word of one that stands elsewhere in the
    article, right before or behind a verb such as "said", or with an apposition between them. A
    name behind a word of the language's stop words, such as "the", is seldom a person's.

    >>> text = "Mayor Ines Holm came. “It will close,” said Holm. The union, the Post said, agrees."
    >>> [each.speaker for each in statements(Article("1", None, text, language="en"))]
    ['Holm']
    """
    language = article.language or ""
    said = _saying(language)
    if said is None:
        return ()
    text = article.text[:_MAX_CHARACTERS]
    whole_names = {match[0].split()[-1] for match in _WHOLE_NAME.finditer(text)}
    stop_words = language_of(language).stop_words
    found: dict[str, Statement] = {}
    for span in sentence_spans(text, language):
        for name in _speakers(text[span.start : span.end], said, stop_words):
            surname = name.split()[-1]
            if surname in whole_names:
                found.setdefault(surname, Statement(name, span))
    return tuple(found.values())


def _speakers(sentence: str, said: re.Pattern[str], stop_words: tuple[str, ...]) -> Iterator[str]:
    for match in said.finditer(sentence):
        name = match["before"] or match["behind"]
        word_before = _WORD_BEFORE.search(sentence[: match.start()])
        is_named_so = name.split()[0].lower() not in stop_words
        if is_named_so and not (word_before and word_before[1] in stop_words):
            yield name


@cache
def _saying(language: str) -> re.Pattern[str] | None:
    """A name beside a verb of saying of the language; None where none is known."""
    verbs = language_of(language).verbs_of_saying
    if not verbs:
        return None
    verb = rf"\b{any_of(verbs)}\b"
    behind = rf"{verb} (?P<behind>{_NAME})(?=[,.;:!?”\"»]|$)"
    return re.compile(rf"(?P<before>{_NAME}){_APPOSITION} {verb}|{behind}")
