"""Codes, such as "BW-2209", "T-322/22", "KX 471" and "0800 555 0147", as one term each."""

from __future__ import annotations

import re

from retrieval.text.languages import languages, words_of_all

_DASH = "[-–‑]"
_CODE = re.compile(
    rf"(?<![\w/.,])(?:"
    rf"(?P<letters>[^\W\d_]{{1,5}}){_DASH}\d\w*(?:[-/]\w*\d\w*)*"  # BW-2209, T-322/22
    r"|(?P<capitals>[A-Z]{2,5}) ?\d{2,}(?:/\d+)*"  # KX 471, HC 2291/24
    r"|[A-Z]{1,4}\d+[A-Z]+"  # F35B
    rf"|\+?\d{{2,}}(?:[ {_DASH[1:-1]}]\d{{2,}}){{2,}}"  # 0800 555 0147
    r"|\d+(?:/\d+)+"
    r")(?!\w|[/.,]\d)"
)
_WORD_CODE = re.compile(  # KX471, and kx471, whose letters are no word
    r"(?<![\w-])(?P<letters>[A-Z]{1,5}|[a-z]|[b-df-hj-np-tv-xz]{2,3})\d{2,}(?![\w/-])"
)
_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(rf"[\s+]|{_DASH}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CURRENCIES = frozenset(words_of_all("currency_codes"))  # "EUR 500", "rs500"
_UNITS = frozenset(words_of_all("units"))  # "km20"; capitals may be a code, as of a flight
_NO_CODES = frozenset(  # "IN 2023", "MAY 12"
    (
        *_CURRENCIES,
        *words_of_all("stop_words"),
        *(name for language in languages() for names in language.months for name in names),
    )
)


def code_terms(text: str) -> list[str]:
    """The index terms of what looks like a code, without dashes and spaces, in lower case.

    >>> code_terms("The BW-2209 and flight KX 471; call 0800 555 0147.")
    ['bw2209', 'kx471', '08005550147']
    """
    if not _DIGIT.search(text):
        return []
    terms = []
    for found in _CODE.finditer(text):
        terms.append(_term(found[0]))
        if found["capitals"] and "/" in found[0]:  # HC 2291/24 is also known as 2291/24
            terms.append(_term(found[0].removeprefix(found["capitals"])))
    return terms


def asked_codes(question: str) -> frozenset[str]:
    """The terms of codes that an answer to ``question`` has to hold.

    >>> sorted(asked_codes("Was the BW-2209 recalled in mid-2022 or in MAY 2023?"))
    ['bw2209']
    >>> sorted(asked_codes("is the kx471 in the top10 for rs500"))
    ['kx471']
    """
    codes = [_term(found[0]) for found in _CODE.finditer(question) if _is_plain(found)]
    words = (
        found[0].casefold()
        for found in _WORD_CODE.finditer(question)
        if found["letters"] not in _UNITS and found["letters"].lower() not in _CURRENCIES
    )
    return frozenset((*codes, *words))


def _is_plain(found: re.Match[str]) -> bool:
    """Whether it is certainly a code, no date, range or word before a number."""
    letters = found["letters"] or found["capitals"]
    number = _SEPARATOR.sub("", found[0])[len(letters or "") :]
    if letters is None:
        return "/" not in number or len(number) > len("24/7")
    is_year = _YEAR.fullmatch(number.partition("/")[0])
    if found["capitals"] and (is_year or letters.lower() in _NO_CODES):
        return False
    is_long = len(number) > len("19")  # "mid-90s" and "Covid-19" are none
    if letters.islower() or len(letters) > len("ABC"):
        return is_long and not _YEAR.fullmatch(number)
    return True


def _term(code: str) -> str:
    return _SEPARATOR.sub("", code).casefold()
