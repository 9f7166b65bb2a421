"""Whether a sentence has only "a film" where a question asks which film it was.

English only.
"""

from __future__ import annotations

import re

from retrieval.text.languages import any_of, language
from retrieval.text.words.terms import stop_words

_ENGLISH = language("en")
_QUESTION = re.compile(
    r"\b(?:what|which) (?:[\w-]+ )?(?P<noun>\w+)"
    rf" {any_of((*_ENGLISH.present_verbs, *_ENGLISH.past_verbs))}(?![\w'])",
    re.IGNORECASE,
)
_TELLS_MORE = rf"\s*[,:(“\"'‘]|\s+(?:{any_of(_ENGLISH.specifying_words)}\b|[A-Z\d])"


def is_unnamed(question: str, sentence: str) -> bool:
    """Whether ``question`` asks which one it was, and ``sentence`` only tells of what kind it was.

    >>> is_unnamed("What film was he watching?", "He was watching a film on the bridge.")
    True
    >>> is_unnamed("What film was he watching?", "He was watching a film called Peat.")
    False
    >>> is_unnamed("What fine must he pay?", "He must pay a fine of 400 euros.")
    False
    """
    asked = _QUESTION.search(question)
    if asked is None or asked["noun"].lower() in _ENGLISH.vague_nouns:
        return False
    between = rf"(?:(?!{any_of(stop_words('en'))}\b)[a-z][\w-]* ){{0,2}}"
    kind = rf"\b(?:a|an|another) {between}{re.escape(asked['noun'].lower())}\b"
    return re.search(rf"{kind}(?!{_TELLS_MORE})", sentence) is not None
