"""Whether a number is of something else than a question asks for: speed for height, a fee for pay.

English only.
"""

from __future__ import annotations

import re

from retrieval.text.languages import any_of, any_word_of, language
from retrieval.text.words.letters import NAME

_ENGLISH = language("en")
_GROUPS = {word: group for group in _ENGLISH.dimensions for word in group.split("/")}
_QUESTION = re.compile(rf"\bhow {any_of(_GROUPS)}\b", re.IGNORECASE)
_NUMBER = r"(?<![\w.,])\d[\d.,]*[ -]?"
_SPEED = re.compile(rf"{_NUMBER}{any_of(_ENGLISH.speed_units)}(?!\w)", re.IGNORECASE)
_LENGTH = re.compile(
    rf"{_NUMBER}{any_of(_ENGLISH.length_units)}[ -](?P<after>{any_of(_GROUPS)})\b", re.IGNORECASE
)
_ASKS_SPEED = any_word_of(_ENGLISH.speed_questions)
_ASKS_EARNINGS = any_word_of(_ENGLISH.earning_questions)
_GIVES_EARNINGS = any_word_of((*_ENGLISH.earning_questions, *_ENGLISH.earning_words))
_GIVES_FEE = any_word_of(_ENGLISH.fee_words)
_ASKS_AMOUNT = re.compile(r"\W*(?:and )?(?:how much|what)\b", re.IGNORECASE)
_COSTING = any_of(_ENGLISH.price_words)
_ASKS_COST = re.compile(
    rf"\b(?:does|do|did|will|has|have) (?:the |an? )?(?P<thing>{NAME}(?: \d+)?) {_COSTING}\W*$"
)
_TWO_WORDS = re.compile(r"(?:[ -]\w+){0,2}")


def is_other_measure(question: str, sentence: str, start: int, end: int) -> bool:
    """Whether ``sentence[start:end]`` gives a speed, or another side of something, where
    ``question`` asks how high, wide, deep, heavy or fast something is.

    >>> told = "It measured 143 kilometres an hour. It is 12 metres long and 3 metres wide."
    >>> is_other_measure("How high is it?", told, 0, 34)
    True
    >>> is_other_measure("How wide is it?", told, 42, 51)
    True
    >>> is_other_measure("How wide is it?", told, 42, 75), is_other_measure("Who?", told, 0, 34)
    (False, False)
    >>> is_other_measure("How high is the speed limit?", told, 0, 34)
    False
    >>> is_other_measure("How high is the fine?", "It is 400 pounds.", 6, 16)
    False
    """
    asked = _QUESTION.search(question)
    word = asked[0].split()[-1].lower() if asked else ""
    if word not in _ENGLISH.dimension_questions:
        return False
    after = _TWO_WORDS.match(sentence, end)
    words = sentence[start : after.end() if after else end]
    if _SPEED.search(words):
        return not _ASKS_SPEED.search(question)
    sides = {_GROUPS[own["after"].lower()] for own in _LENGTH.finditer(words)}
    return bool(sides) and _GROUPS[word] not in sides


def is_other_payment(question: str, sentence: str) -> bool:
    """Whether ``question`` asks how much somebody earns, and ``sentence`` tells of a fee instead.

    >>> is_other_payment("What does Ada Holm earn?", "The club pays two million for Holm.")
    True
    >>> is_other_payment("What does Ada Holm earn?", "Holm gets 9,000 euros a week.")
    False
    >>> is_other_payment("Why did the wage talks fail?", "The firm would pay no more.")
    False
    """
    if not _ASKS_AMOUNT.match(question) or not _ASKS_EARNINGS.search(question):
        return False
    return bool(_GIVES_FEE.search(sentence)) and not _GIVES_EARNINGS.search(sentence)


def is_cost_of_other(question: str, sentence: str) -> bool:
    """Whether ``question`` asks what a thing costs, and ``sentence`` tells what its recall or the
    like has cost.

    >>> is_cost_of_other("What does Nimbus 4 cost?", "The recall of Nimbus 4 has cost 2.")
    True
    >>> is_cost_of_other("What did the recall of Nimbus 4 cost?", "The recall of Nimbus 4 cost 2.")
    False
    >>> is_cost_of_other("What does the Nimbus 4 cost?", "A model of the Nimbus 4 costs 499 euros.")
    False
    >>> is_cost_of_other(
    ...     "What does Nimbus 4 cost?", "It costs 499 euros; the recall of Nimbus 4 cost 2 million."
    ... )
    False
    """
    asked = _ASKS_COST.search(question)
    if asked is None:
        return False
    apart = rf"\b{any_of(_ENGLISH.costs_apart)} of (?:the |an? )?{re.escape(asked['thing'])}"
    told = re.compile(rf"(?i:{apart})(?: \w+){{0,2}} (?i:{_COSTING})\b")
    rest, count = told.subn("", sentence)
    return bool(count) and not re.search(rf"(?i:\b{_COSTING}\b)", rest)
