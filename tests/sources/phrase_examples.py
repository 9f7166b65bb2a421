"""Sentences that a regular expression matches, made from the expression itself."""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_SPACE, _DIGIT, _WORD = ord(" "), ord("1"), ord("w")
_OF_CATEGORY = {
    codes.CATEGORY_WORD: _WORD,
    codes.CATEGORY_NOT_SPACE: _WORD,
    codes.CATEGORY_DIGIT: _DIGIT,
    codes.CATEGORY_SPACE: _SPACE,
    codes.CATEGORY_NOT_WORD: _SPACE,
}


def examples_of(pattern: re.Pattern[str]) -> list[str]:
    """Return short examples, so that each alternative of each branch stands in one.

    >>> examples_of(re.compile("^(?:read|see) more$"))
    ['read more', 'see more']
    """
    tree = _parser.parse(pattern.pattern)
    for filler in (" ", " @w "):
        texts = [
            text for way in _ways(tree, filler, {}) for text in (way.strip(), f"{way.lstrip()}w")
        ]
        found = [text for text in dict.fromkeys(texts) if pattern.search(text)]
        if found:
            return found
    return []


def _ways(items: Any, filler: str, groups: dict[int, str]) -> list[str]:
    """The first alternative of every branch, then each other one with the first of the rest."""
    ways = [_ways_of(code, value, filler, groups) for code, value in items]
    first = [texts[0] for texts in ways]
    others = [
        [*first[:place], text, *first[place + 1 :]]
        for place, texts in enumerate(ways)
        for text in texts[1:]
    ]
    return ["".join(parts) for parts in [first, *others]]


def _ways_of(code: Any, value: Any, filler: str, groups: dict[int, str]) -> list[str]:
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.IN:
        return [_one_of(value)]
    if code is codes.ANY:
        return ["x"]
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        least, _, repeated = value
        if not least and repeated[0][0] is codes.ANY:
            return [filler]
        return ["".join(_ways(repeated, filler, groups)[0] for _ in range(least))]
    if code is codes.SUBPATTERN:
        ways = _ways(value[-1], filler, groups)
        groups[value[0]] = ways[0]
        return ways
    if code is codes.BRANCH:
        return [way for branch in value[1] for way in _ways(branch, filler, groups)]
    if code is codes.GROUPREF:
        return [groups[value]]
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return [""]
    raise NotImplementedError(code)


def _one_of(members: Any) -> str:
    code, value = members[0]
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.RANGE:
        return chr(value[0])
    return chr(_OF_CATEGORY[value])
