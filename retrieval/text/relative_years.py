"""Years named by their distance from one named before, such as "the year before"."""

from __future__ import annotations

import re
from functools import cache

from retrieval.text.languages import any_of, language_of

_YEAR = re.compile(r"(?<![\d.,-])(?:1[5-9]|20)\d\d(?![\d-]|[.,]\d)")
_NUMBERS = ("number_before", "number_after")
_NUMBER = "{}"  # with which phrases begin that count the years


def with_year_meant(earlier: str, fragment: str, language: str = "en") -> tuple[str, str]:
    """``earlier`` with the year that ``fragment`` counts from its own one, and what else the
    fragment names; both as they are where no year is counted, or from none.

    >>> with_year_meant("What was the rent in Orrin in 2023?", "the year before?")
    ('What was the rent in Orrin in 2022?', '')
    >>> with_year_meant("How high was it at Orrin in 2023?", "Two years later in Selm?")
    ('How high was it at Orrin in 2025?', 'in Selm?')
    >>> with_year_meant("What was the rent in Orrin?", "the year before?")
    ('What was the rent in Orrin?', 'the year before?')
    """
    years = list(_YEAR.finditer(earlier))
    found = _distance(language).match(fragment)
    if found is None or len(years) != 1:
        return earlier, fragment
    [year] = years
    number = next(filter(None, map(found.groupdict().get, _NUMBERS)), "1").lower()
    words = language_of(language).counting_words
    away = int(number) if number.isdigit() else words.index(number)
    meant = int(year[0]) + (-away if found.groupdict().get("before") else away)
    rest = fragment[found.end() :].strip(" ,?!.…")
    return f"{earlier[: year.start()]}{meant}{earlier[year.end() :]}", f"{rest}?" if rest else ""


@cache
def _distance(language: str) -> re.Pattern[str]:
    """What names a year by its distance, at the start of a text; nothing where no words do."""
    known = language_of(language)
    number = "|".join((r"\d{1,3}", *known.counting_words))
    parts = []
    for name, phrases in (("before", known.years_before), ("after", known.years_after)):
        single = [own for own in phrases if not own.startswith(_NUMBER)]
        counted = [own.removeprefix(_NUMBER).strip() for own in phrases if own not in single]
        if single and counted:
            ways = f"{any_of(single)}|(?P<number_{name}>{number}) {any_of(counted)}"
            parts.append(f"(?P<{name}>{ways})")
    return re.compile(rf"(?:{'|'.join(parts)})\b" if parts else "(?!)", re.IGNORECASE)
