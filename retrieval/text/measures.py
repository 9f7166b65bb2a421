"""Whether a number is of something else than a question asks for: speed for height, a fee for pay.

English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text.languages import any_of, any_word_of, language

_ENGLISH = language("en")
_KINDS = {  # of units
    "speed": _ENGLISH.speed_units,
    "length": _ENGLISH.length_units,
    "weight": _ENGLISH.weight_units,
}
_ANY_KIND = "any"  # "how long" also asks for a time
_DIMENSIONS = {
    "length": _ENGLISH.length_dimensions,
    "weight": _ENGLISH.weight_dimensions,
    "speed": _ENGLISH.speed_dimensions,
    _ANY_KIND: _ENGLISH.other_dimensions,
}
_ASKED = {  # the words after "how" and a unit's: (words, kind)
    word: (group, kind)
    for kind, groups in _DIMENSIONS.items()
    for group in groups
    for word in group.split("/")
}
_QUESTION = re.compile(rf"\bhow {any_of(_ASKED)}\b", re.IGNORECASE)
_MEASURE = re.compile(
    r"(?<![\w.,])\d[\d.,]*(?: (?:million|thousand|hundred))?[ -]?(?:"
    + "|".join(rf"(?P<{kind}>{any_of(units)})" for kind, units in _KINDS.items())
    + rf")(?![\w/])(?:[ -](?P<after>{any_of(_ASKED)})\b)?",
    re.IGNORECASE,
)
_ASKS_EARNINGS = any_word_of(_ENGLISH.earning_questions)
_GIVES_EARNINGS = any_word_of((*_ENGLISH.earning_questions, *_ENGLISH.earning_words))
_TWO_WORDS = re.compile(r"(?:[ -]\w+){0,2}")


def is_other_measure(question: str, sentence: str, start: int, end: int) -> bool:
    """Whether ``sentence[start:end]`` gives only measures of other kinds than ``question`` asks.

    >>> told = "It measured 143 kilometres an hour. It is 12 metres long and 3 metres wide."
    >>> is_other_measure("How high is it?", told, 0, 34)
    True
    >>> is_other_measure("How wide is it?", told, 42, 51)
    True
    >>> is_other_measure("How wide is it?", told, 42, 75), is_other_measure("Who?", told, 0, 34)
    (False, False)
    """
    asked = _QUESTION.search(question)
    if asked is None:
        return False
    words, kind = _ASKED[asked[0].split()[-1].lower()]
    if kind == _ANY_KIND:
        return False
    after = _TWO_WORDS.match(sentence, end)
    found = list(_measures(sentence[start : after.end() if after else end]))
    return bool(found) and not any(
        own == kind and (not name or _ASKED[name][0] == words) for own, name in found
    )


def is_other_payment(question: str, sentence: str) -> bool:
    """Whether ``question`` asks what somebody earns, of which ``sentence`` has no word.

    >>> is_other_payment("What does Ada Holm earn?", "The club pays two million for Holm.")
    True
    >>> is_other_payment("What does Ada Holm earn?", "Holm gets 9,000 euros a week.")
    False
    """
    return bool(_ASKS_EARNINGS.search(question)) and not _GIVES_EARNINGS.search(sentence)


def _measures(text: str) -> Iterator[tuple[str, str]]:
    """The kind of each unit, and the word after it that tells what is measured, if one does."""
    for found in _MEASURE.finditer(text):
        kind = next(kind for kind in _KINDS if found[kind])
        yield kind, (found["after"] or "").lower()
