"""Acronyms and what they stand for: well-known ones, and those that a text explains."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from retrieval.text.languages import any_of, words_of_all

_ACRONYM = re.compile(r"\b(?:[A-Z]{2,6}|(?:[A-Z]\.){2,6})(?![\w.])")
_SMALL_WORDS = words_of_all("acronym_gaps")
_LONG_FORM = re.compile(rf"\b[A-Z][\w’'-]+(?:(?: {any_of(_SMALL_WORDS)})* [A-Z][\w’'-]+)+")
_MAX_WORDS = 8


def acronyms_in(text: str) -> list[str]:
    """The acronyms of ``text`` without dots; none where it is all in capitals.

    >>> acronyms_in("Will the IMF or the E.U. pay?"), acronyms_in("WHO WON")
    (['IMF', 'EU'], [])
    """
    if text.isupper():
        return []
    return [found[0].replace(".", "") for found in _ACRONYM.finditer(text)]


def long_forms_in(text: str) -> list[str]:
    """Runs of capitalised words in ``text`` that an acronym may stand for."""
    return _LONG_FORM.findall(text)


def initials(long_form: str) -> str:
    """The acronym of ``long_form``.

    >>> initials("Bank for International Settlements"), initials("World Wide Web")
    ('BIS', 'WWW')
    """
    return "".join(w[0] for w in long_form.split() if w not in _SMALL_WORDS).upper()


def has_initials(long_form: str, acronym: str) -> bool:
    """Whether ``acronym`` is of ``long_form``; small words may count, and parts of words.

    >>> has_initials("Security and Co-operation Council", "SCC")
    True
    >>> has_initials("Anglo-Irish Bank of Ulm", "AIBU"), has_initials("Department of Health", "DOH")
    (True, True)
    """
    parts = long_form.replace("-", " ")
    of_all_words = "".join(word[0] for word in long_form.split()).upper()
    return acronym in (initials(long_form), initials(parts), of_all_words)


def long_form_in(acronym: str, texts: Iterable[str]) -> str | None:
    """The first name in ``texts`` with the initials ``acronym``, small words counted or not.

    >>> long_form_in("NFC", ["The Northern Fisheries Commission met."])
    'Northern Fisheries Commission'
    """
    for text in texts:
        for name in long_forms_in(text):
            words = name.split()
            for first in range(len(words) - 1):
                form = " ".join(words[first:])
                if has_initials(form, acronym):
                    return form
    return None


def explained(acronym: str, texts: Iterable[str]) -> str | None:
    """What ``acronym`` stands for where one of ``texts`` explains it: "Long Form (LF)".

    >>> explained("IMF", ["A loan of the International Monetary Fund (IMF) was agreed."])
    'International Monetary Fund'
    >>> explained("IMF", ["The lender - (the IMF) did not say more."]) is None
    True
    """
    after = re.compile(rf"((?:[\w’'-]+ ){{2,{_MAX_WORDS}}})[(“\"]+(?:the )?{acronym}\b")
    before = re.compile(rf"\b{acronym} \((?:the )?([^()]{{5,80}})\)")
    for text in texts:
        plain = text.replace(".", "") if "." in text else text
        for found in (*after.finditer(plain), *before.finditer(plain)):
            words = found[1].split()
            for first in range(len(words)):
                form = " ".join(words[first:])
                if words[first].lower() not in _SMALL_WORDS and has_initials(form, acronym):
                    return form
    return None


@cache
def well_known() -> dict[str, str]:
    """Long forms by acronym, both in lower case."""
    pairs = (pair.partition("/") for pair in words_of_all("acronyms"))
    return {acronym: long_form for acronym, _, long_form in pairs}
