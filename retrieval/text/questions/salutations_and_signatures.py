"""Salutations and signatures around a question: "Dear team," and "Kind regards, Ana"."""

from __future__ import annotations

import re
from functools import cache

from retrieval.text.languages import Language, Words, any_of
from retrieval.text.words.letters import CAPITALS

_MOST_NAMES = 3  # of whoever signs
_SIGNATURE = rf"[{CAPITALS}][\w.'’-]*(?: [{CAPITALS}][\w.'’-]*){{0,{_MOST_NAMES - 1}}}"
_PAUSE = r"[\s,;.!–—-]"


def without_salutation(text: str, language: Language) -> str:
    """``text`` without a salutation and an apology before what it asks, and a sign-off behind it.

    >>> from retrieval.text.languages import language
    >>> without_salutation("Dear team, who won? Kind regards, Ana Sol", language("en"))
    'who won?'
    >>> without_salutation("Who sang Kind Regards?", language("en"))
    'Who sang Kind Regards?'
    >>> without_salutation("Dear Prudence, who sang it?", language("en"))
    'Dear Prudence, who sang it?'
    """
    opening, sign_off = _patterns(language)
    text = opening.sub("", text)
    while (end := sign_off.search(text)) and _is_sign_off(end, language):
        text = text[: end.start()]
    return text


def is_signature(text: str, language: Language) -> bool:
    """Whether ``text`` may be the name of whoever signs, and where that person is from.

    >>> from retrieval.text.languages import language
    >>> [
    ...     is_signature(text, language("en"))
    ...     for text in ("Ana Sol", "J. Benn.", "Clara from the newsdesk", "who won")
    ... ]
    [True, True, True, False]
    """
    place = rf"(?: {_any(language.words_before_senders)}(?: [\w'’-]+){{1,{_MOST_NAMES}}})?"
    return re.fullmatch(f"{_SIGNATURE}{place}", text) is not None


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """For the salutation and an apology, and for the sign-off after a sentence."""
    but = _any(language.leads_on)
    opening = re.compile(
        rf"^\s*(?:{_any(language.salutations)} {_any(language.addressees)}[,!]\s+)?"
        rf"(?:{_any(language.apologies)}[,.!:;–—-]+\s+(?:{but}[\s,]+)?)?",
        re.IGNORECASE,
    )
    phrase = rf"(?i:{_any(language.sign_offs)})"
    sign_off = re.compile(
        rf"(?<=[.!?…])\s+(?:[–—-]\s*)?(?P<phrase>{phrase}(?: {but} {phrase})?)"
        rf"(?: {_any(language.words_before_senders)} {_SIGNATURE})?"
        rf"(?:(?P<pause>{_PAUSE}+){_SIGNATURE})?{_PAUSE}*$"
    )
    return opening, sign_off


def _is_sign_off(found: re.Match[str], language: Language) -> bool:
    """Whether what was found closes a letter: it follows a question, is signed after a comma or in
    a line of its own, or is no title. "Released in 1991. Yours Truly" is none.
    """
    if found.string[found.start() - 1] == "?" or (found["pause"] or "").strip(" "):
        return True
    last = found["phrase"].split()[1:][-1:]
    return bool(last) and (language.has_capital_nouns or last[0].islower())


def _any(phrases: Words) -> str:
    return any_of(phrases) if phrases else r"(?!)"
