"""What people tell of themselves around a question: "we had a chat and nobody could say …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text.languages import Language, any_word_of
from retrieval.text.letters import WORD_WITH_APOSTROPHE, with_plain_apostrophes

_CLAUSE_START = re.compile(r"(?:^|[,;:.!?…–—-])\s*")
_LAST_SENTENCE = re.compile(r"\?\s+(?=[^?]+$)")


def question_start(text: str, known: Language) -> int:
    """Where the question begins after what the speaker tells of himself; 0 if he does not.

    That has no names, and leads to a question word: after a colon, or a word such as "say" or
    "but".

    >>> from retrieval.text.languages import language
    >>> text = "I'm on deadline and need to know quickly: who won the vote?"
    >>> text[question_start(text, language("en")):]
    'who won the vote?'
    >>> question_start("The man who won said what?", language("en"))
    0
    """
    leading = frozenset((*known.asking_words, *known.linking_words))
    for place in _question_words(text, known):
        before = text[:place]
        words = [word.lower() for word in WORD_WITH_APOSTROPHE.findall(before)]
        leads = before.rstrip().endswith(":") or (words and words[-1] in leading)
        if leads and _is_narration(before, known):
            return place
    return 0


def narration_end(text: str, known: Language) -> int:
    """Where a last sentence begins in which the speaker tells of himself; the end if there is none.

    >>> from retrieval.text.languages import language
    >>> text = "Who won the vote? I never understood that."
    >>> text[:narration_end(text, language("en"))]
    'Who won the vote?'
    """
    last = _LAST_SENTENCE.search(text)
    if last is None or not _is_narration(text[last.end() :], known):
        return len(text)
    return last.start() + 1


def _question_words(text: str, known: Language) -> Iterator[int]:
    yield from (found.start() for found in any_word_of(known.question_words).finditer(text))


def _is_narration(text: str, known: Language) -> bool:
    """Whether a clause of ``text`` begins with a word for the speaker, and it names nothing."""
    speakers = frozenset(known.speaker_words)
    starts = (
        WORD_WITH_APOSTROPHE.match(text, found.end()) for found in _CLAUSE_START.finditer(text)
    )
    tells = any(word and with_plain_apostrophes(word[0].lower()) in speakers for word in starts)
    names = (word for word in WORD_WITH_APOSTROPHE.findall(text)[1:] if word[0].isupper())
    return tells and all(with_plain_apostrophes(word.lower()) in speakers for word in names)
