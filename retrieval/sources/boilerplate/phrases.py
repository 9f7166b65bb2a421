"""Phrases with which pages speak to their readers about themselves, and what each is worth.

Scores add up within a sentence. ``STRONG`` alone makes a sentence boilerplate, ``WEAK`` does so
only beside strong ones, ``NOTE`` (on how the article was made) only at the end among links, and
``HINT`` only where a publisher repeats the paragraph. The patterns see
lower-case text in which quotations are blanked out.
"""

from __future__ import annotations

import re

from retrieval.text.languages.boilerplate import any_phrase, phrases

STRONG = 3.0
WEAK = 1.0
NOTE = 0.5
HINT = 0.25
REPORTED = -2.0

# Where a call to act may begin: at the start, after a mark, or after such a word.
_CALL = rf"(?:^|[:;,!?|►▶•*>–—(]\s*|\b{any_phrase('please')}\s|\s-\s)"
_STRONG_BY_PLACE = {
    _CALL: phrases("calls"),
    "^": phrases("openings"),
    r"\b(?=\w)": phrases("anywhere"),
}
_ADDRESS = r"@\w+|\bhttps?://|\bwww\.\S+|\b\w+\.(?:com|org|net)/\S"

STRONG_PATTERNS = tuple(
    re.compile(f"{place}(?:{phrase})")
    for place, found in _STRONG_BY_PLACE.items()
    for phrase in found
)
"""Each of the strong phrases as a pattern over a lower-case sentence."""

# The same phrases joined: one look for all of a place is several times as fast as one for each.
_ANY_STRONG = tuple(
    re.compile(f"{place}(?:{'|'.join(found)})") for place, found in _STRONG_BY_PLACE.items()
)

_OTHERS = tuple(
    (re.compile(pattern), worth)
    for worth, patterns in (
        (WEAK, (any_phrase("on_publisher"), *phrases("weak"))),
        (NOTE, phrases("notes")),
        (HINT, (_ADDRESS, *phrases("hints"))),
        (REPORTED, (rf"\b{any_phrase('reported')}\b",)),
    )
    for pattern in patterns
)


def score_of(words: str) -> float:
    """What a lower-case sentence scores for all the phrases that it holds."""
    score = sum(worth for pattern, worth in _OTHERS if pattern.search(words))
    if any(pattern.search(words) for pattern in _ANY_STRONG):
        score += STRONG * sum(bool(pattern.search(words)) for pattern in STRONG_PATTERNS)
    return score
