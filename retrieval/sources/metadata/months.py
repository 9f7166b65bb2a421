"""The names of the months in the languages of the news that is read."""

from __future__ import annotations

import calendar
import re
from functools import cache

from retrieval.text.languages import languages

MONTHS: dict[str, int] = {
    name: number
    for known in languages()
    for number, names in enumerate(known.months, start=1)
    for name in names
}
"""Names and abbreviations, lower case, of the months 1 to 12."""

_OF_TWO_WORDS = "|".join(re.escape(name) for name in MONTHS if " " in name)
MONTH_NAME = rf"(?:{_OF_TWO_WORDS}|[^\W\d_](?:[^\W\d_]|[\u0900-\u0e7f]){{2,11}})"
"""What may be a month in a regular expression; in Indian and Thai letters, marks are among them."""

_MORE_LANGUAGES = """
ar bg ca cs da de el en es et fi fr he hi hu id it lt lv nb nl pl pt ro ru sk sl sv tr uk zh
""".split()


def month_number(name: str) -> int | None:
    """Return the number of a month by its name or abbreviation in any of the languages.

    >>> month_number("marca"), month_number("Mart"), month_number("rain")
    (3, 3, None)
    """
    name = name.casefold()
    return MONTHS.get(name) or _months_of_dateparser().get(name)


@cache
def _months_of_dateparser() -> dict[str, int]:
    """The names in the data of dateparser, for languages that have no file of their own."""
    from dateparser.languages.loader import default_loader

    locales = [default_loader.get_locale(code).info for code in _MORE_LANGUAGES]
    return {
        name.casefold().rstrip("."): number
        for number, month in enumerate(calendar.month_name)
        if month
        for words in locales
        for name in words.get(month.lower(), ())
    }
