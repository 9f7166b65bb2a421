"""The names of the months in the languages of the news that is read."""

from __future__ import annotations

from retrieval.text.languages import languages

MONTHS: dict[str, int] = {
    name: number
    for known in languages()
    for number, names in enumerate(known.months, start=1)
    for name in names
}
"""Names and abbreviations, lower case, of the months 1 to 12."""
