"""Copies and corrections of articles, made by rule: what is sent to other papers, and edited."""

from __future__ import annotations

import calendar
import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

Rule: TypeAlias = Callable[[str, random.Random, Sequence[str]], str]
"""A text, chance, and paragraphs of other articles → the changed text."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?![\w.,%])")
_DAYS = "|".join(calendar.day_name) + "|" + "|".join(filter(None, calendar.month_name))
_NAME = re.compile(rf"(?<=[a-z] )(?!(?:{_DAYS})\b)[A-Z][a-z]{{3,}}(?= [a-z])")
_OTHER_NAME = "Torvald"


def _as_it_is(text: str, chance: random.Random, others: Sequence[str]) -> str:
    return text


def _first_words(share: float) -> Rule:
    def rule(text: str, chance: random.Random, others: Sequence[str]) -> str:
        words = text.split(" ")
        return " ".join(words[: round(share * len(words))])

    return rule


def _some_paragraphs(share: float) -> Rule:
    return lambda text, chance, others: "\n\n".join(_some(text.split("\n\n"), share, chance))


def _some_sentences(share: float) -> Rule:
    return lambda text, chance, others: " ".join(_some(_SENTENCE_END.split(text), share, chance))


def _some_words(share: float) -> Rule:
    def rule(text: str, chance: random.Random, others: Sequence[str]) -> str:
        return " ".join(word for word in text.split(" ") if chance.random() < share)

    return rule


def _surrounded(share: float, inner: Rule = _as_it_is) -> Rule:
    """With paragraphs of other articles before and after, up to that share of its words."""

    def rule(text: str, chance: random.Random, others: Sequence[str]) -> str:
        around: list[str] = []
        while sum(map(_count, around)) < share * _count(text):
            around.append(chance.choice(others))
        half = len(around) // 2
        return "\n\n".join([*around[:half], inner(text, chance, others), *around[half:]])

    return rule


def _with_another(pattern: re.Pattern[str], other: Callable[[str], str]) -> Rule:
    """With one match of ``pattern`` changed; the text itself where there is none."""

    def rule(text: str, chance: random.Random, others: Sequence[str]) -> str:
        found = list(pattern.finditer(text))
        if not found:
            return text
        match = chance.choice(found)
        return f"{text[: match.start()]}{other(match[0])}{text[match.end() :]}"

    return rule


def _some(units: Sequence[str], share: float, chance: random.Random) -> list[str]:
    """The units drawn until they have that share of the words, in order."""
    order = chance.sample(range(len(units)), len(units))
    words, drawn = sum(map(_count, units)), set[int]()
    for place in order:
        if sum(_count(units[own]) for own in drawn) >= share * words:
            break
        drawn.add(place)
    return [units[place] for place in sorted(drawn)]


def _count(text: str) -> int:
    return len(text.split())


COPIES: Mapping[str, Rule] = {
    "whole": _as_it_is,
    "first 70 % of the words": _first_words(0.7),
    "paragraphs, 70 % of the words": _some_paragraphs(0.7),
    "sentences, 70 % of the words": _some_sentences(0.7),
    "sentences, 85 % of the words": _some_sentences(0.85),
    "words, 90 %": _some_words(0.9),
    "words, 70 %": _some_words(0.7),
    "with 40 % of other text": _surrounded(0.4),
    "sentences, 70 %, with 20 % of other text": _surrounded(0.2, _some_sentences(0.7)),
}
CORRECTIONS: Mapping[str, Rule] = {
    "one figure": _with_another(_NUMBER, lambda figure: str(int(figure) + 3)),
    "one name": _with_another(_NAME, lambda name: _OTHER_NAME),
}
