"""Who holds an office or a title now: what tells that somebody left it, or came into it.

English only.
"""

from __future__ import annotations

from functools import lru_cache

from retrieval.text.answers.answer_type import answer_type
from retrieval.text.languages import any_word_of, language
from retrieval.text.times.asked_account import asked_account

_ENGLISH = language("en")
_BEFORE = any_word_of((*_ENGLISH.earliest, *_ENGLISH.earlier))
_LEAVES = any_word_of(_ENGLISH.leaving_phrases)
_TAKES_OVER = any_word_of(_ENGLISH.taking_over_phrases)


@lru_cache(maxsize=64)
def asks_holder(question: str) -> bool:
    """Whether ``question`` asks for a name as things are now, such as that of a mayor.

    >>> asks_holder("Who runs the port?"), asks_holder("Who ran the port in 1998?")
    (True, False)
    """
    is_now = asked_account(question, newest=None) == "newest" and not _BEFORE.search(question)
    return is_now and answer_type(question) == "name"


def tells_leaving(sentence: str) -> bool:
    """Whether somebody lost or gave up something, and the sentence names no successor.

    >>> tells_leaving("Ines Holm has resigned as mayor."), tells_leaving("Holm runs the port.")
    (True, False)
    >>> tells_leaving("Her deputy, Lars Vik, takes over from Holm, who was dismissed.")
    False
    """
    return bool(_LEAVES.search(sentence)) and not tells_taking_over(sentence)


def tells_taking_over(sentence: str) -> bool:
    """Whether somebody comes into a place that another had.

    >>> tells_taking_over("Her deputy, Lars Vik, will lead the port for the time being.")
    True
    """
    return bool(_TAKES_OVER.search(sentence))
