"""Appeals: passages in which a publisher speaks of itself and asks its readers to give.

One sentence of an appeal may be anyone's ("Give once, or give monthly"); the passage is not. Where
neighbouring sentences together hold all three, the publisher on itself, giving, and the reader
spoken to, the appeal goes from its hook to the first sentence that is none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.sources.boilerplate.prose import is_prose
from retrieval.text.languages.boilerplate import any_phrase

_MAX_HOOKS = 6
_MAX_GAP_SENTENCES = 2
_MAX_GAP_WORDS = 30
_MAX_HOOK_WORDS = 12
_MAX_SENTENCE = 600

# Patterns over lower-case sentences with quotations blanked out.
_AMOUNT = r"\d[\d.,]*"
_MONEY = rf"(?:[$£€₴₽] ?{_AMOUNT}|(?<![\d.,]){_AMOUNT}+ ?(?:[$£€₴₽]|{any_phrase('currencies')}))"
_ITSELF = re.compile(any_phrase("on_itself"))
"""A publisher on itself: its journalism, its owners, its readers."""
_GIVING = re.compile(any_phrase("giving").replace("{money}", _MONEY))
"""Giving to the publisher, asked for or thanked for."""
_SPOKEN = re.compile(rf"\b{any_phrase('speaks')}\b")
"""The reader spoken to, or the speaker's own first person."""
_ASIDE = re.compile(rf"^\W*{any_phrase('thanks')}\b(?=.{{0,60}}$)|{any_phrase('asides')}")
"""What only leads up to an appeal, or thanks for it."""
_REPORTED = re.compile(rf"\b{any_phrase('reported_outside_appeals')}\b")
"""Speech of others, which no appeal holds."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence by where it stands: ``words`` are lower case, quotations blanked out."""

    paragraph: int
    number: int
    words: str


def find_appeals(
    utterances: Sequence[Utterance], *, names: Iterable[str] = ()
) -> set[tuple[int, int]]:
    """Return the (paragraph, sentence) numbers of the sentences that belong to appeals.

    ``names``: what the publisher is called; a sentence that names it may be part of its appeal.

    >>> said = ["thank you for reading.", "the post has no owner and no paywall.",
    ...         "please chip in what you can.", "the river rose on sunday."]
    >>> sorted(find_appeals([Utterance(n, 0, words) for n, words in enumerate(said)]))
    [(0, 0), (1, 0), (2, 0)]
    """
    called = tuple(name.casefold() for name in names)
    kinds = [_kinds(utterance.words, called) for utterance in utterances]
    found: set[int] = set()
    for cluster in _clusters(utterances, kinds):
        if _is_appeal([kinds[n] for n in cluster]):
            found |= _grown(cluster, utterances, kinds)
    return {(utterances[n].paragraph, utterances[n].number) for n in found}


def leads_up(line: str) -> bool:
    """Whether a line of a few words speaks to the reader: "We want to hear from you"."""
    is_short = len(line.split()) <= _MAX_HOOK_WORDS and not is_prose(line)
    return is_short and not line.endswith(":") and bool(_SPOKEN.search(line.casefold()))


def _kinds(words: str, names: Sequence[str]) -> frozenset[str]:
    if len(words) > _MAX_SENTENCE or _REPORTED.search(words):
        return frozenset()
    patterns = {"itself": _ITSELF, "giving": _GIVING, "spoken": _SPOKEN, "aside": _ASIDE}
    kinds = {kind for kind, pattern in patterns.items() if pattern.search(words)}
    return frozenset(kinds | ({"named"} if any(name in words for name in names) else set()))


def _is_telling(kinds: frozenset[str]) -> bool:
    return bool(kinds & {"itself", "giving"})


def _clusters(utterances: Sequence[Utterance], kinds: Sequence[frozenset[str]]) -> list[list[int]]:
    """Telling sentences, together where only a few spoken ones stand between them."""
    clusters: list[list[int]] = []
    for number in (n for n, found in enumerate(kinds) if _is_telling(found)):
        gap = range(clusters[-1][-1] + 1, number) if clusters else range(number, number)
        if clusters and _is_bridged(gap, utterances, kinds):
            clusters[-1] += [*gap, number]
        else:
            clusters.append([number])
    return clusters


def _is_bridged(
    gap: range, utterances: Sequence[Utterance], kinds: Sequence[frozenset[str]]
) -> bool:
    words = sum(len(utterances[n].words.split()) for n in gap)
    ends = {utterances[n].paragraph for n in (gap.start - 1, gap.stop)}
    is_theirs = all(
        kinds[n] & {"aside", "named"} or (kinds[n] and utterances[n].paragraph in ends) for n in gap
    )
    return len(gap) <= _MAX_GAP_SENTENCES and words <= _MAX_GAP_WORDS and is_theirs


def _is_appeal(kinds: Sequence[frozenset[str]]) -> bool:
    """Whether the publisher speaks of itself, of giving, and to the reader."""
    return {"itself", "giving", "spoken"} <= frozenset().union(*kinds)


def _grown(
    cluster: list[int], utterances: Sequence[Utterance], kinds: Sequence[frozenset[str]]
) -> set[int]:
    """The cluster with the hook that leads up to it and the thanks that follow."""
    before, after = cluster[0] - 1, cluster[-1] + 1
    nearest = max(before - _MAX_HOOKS, -1)
    while before > nearest and (
        kinds[before] & {"aside", "named"} or leads_up(utterances[before].words)
    ):
        before -= 1
    while after < min(len(utterances), cluster[-1] + _MAX_HOOKS) and "aside" in kinds[after]:
        after += 1
    return set(range(before + 1, after))
