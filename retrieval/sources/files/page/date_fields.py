"""The days that meta elements, attributes, scripts and the address of a page tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from lxml.html import HtmlElement

from retrieval.sources.metadata.dates import parse_date, parse_timestamp

_NO_LETTERS = re.compile(r"[^a-z]+")
_OTHER = re.compile(r"modif|updat|revis|expir|last|unpubl|event|review")
_OF_PUBLICATION = (
    re.compile(r"\w*(?:publi(?:sh(?:ed)?|cation)|pub)(?:date|time)?(?:time|on|at|utc)?|dat\w*publi\w+"
               r"|\w*dateoriginal|citation(?:online)?date"),
    re.compile(r"\w*date|\w*issued|ptime|dat"),
    re.compile(r"\w*created?(?:date|time|at|on)?|\w*available"),
)  # fmt: skip
"""The plainer names first, all in letters alone: "articlepublishedtime"."""
_IN_SCRIPT = re.compile(
    r"(?<![a-z])(?:date_?publi(?:shed|cation)|(?:(?:first|article|content|page|post|story)_?)?"
    r"publi(?:sh(?:ed)?|cation)_?(?:date|time|on|at)"
    r"(?:_?(?:time|iso|utc|gmt))?|pub_?date)"
    r"\\?[\"']?\s*:\s*\\?[\"']?(?P<day>[^\"'\\,{}\[\]]{8,40})",
    re.IGNORECASE,
)
_MAX_SCRIPT = 500_000  # characters
_ATTRIBUTE = re.compile(
    r"data-(?:date|datetime|time|timestamp|utime|seconds|unix(?:time)?|iso(?:date)?"
    r"|[a-z_-]*publi[a-z_-]*|pub-?date|(?:article|post|story)-?(?:date|time))"
)
_DAY_IN_ADDRESS = re.compile(
    r"/t?((?:19|20)\d\d)(?:[/-]?(\d\d)[/-]?(\d\d)|[/-](\d\d?|[a-z]{3,9})[/-](\d\d?))(?=\D|$)"
    r"|[_-]((?:19|20)\d\d)(?P<between>-?)(\d\d)(?P=between)(\d\d)(?=\.[a-z]{3,5}(?:[?#]|$))"
)


def published_in_meta(meta: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the first values of the meta elements for the time of publication, plainest first.

    >>> published_in_meta({"dc.date": ["2024-03-04"], "Parsely-Pub-Date": ["2024-03-03"]})
    ['2024-03-03', '2024-03-04']
    """
    letters = {name: _NO_LETTERS.sub("", name.lower()) for name in meta}
    known = {name: word for name, word in letters.items() if not _OTHER.search(word)}
    ranked = (name for kind in _OF_PUBLICATION for name in known if kind.fullmatch(known[name]))
    return [meta[name][0] for name in dict.fromkeys(ranked)]


def attributes_with_dates(element: HtmlElement) -> dict[str, str]:
    """Return the ``data-`` attributes of an element that are called after dates or times."""
    return {name: value for name, value in element.attrib.items() if _ATTRIBUTE.fullmatch(name)}


def published_in_scripts(scripts: Iterable[str]) -> str | None:
    """Return the day of publication that scripts tell of a page, None if they tell several.

    The first day of a year is what programs put where they know none.

    >>> published_in_scripts(['dataLayer = [{"publishDate": "2024-03-05T08:00"}]'])
    '2024-03-05'
    """
    found = (match for text in scripts for match in _IN_SCRIPT.finditer(text[:_MAX_SCRIPT]))
    days = {day[:10] for one in found if (day := parse_timestamp(one["day"].strip()))}
    days = {day for day in days if not day.endswith("-01-01")}
    return days.pop() if len(days) == 1 else None


def day_in_address(*addresses: str | None) -> str | None:
    """Return the day that the path of one of the addresses of a page names; at the end of a name it
    may be that of an event, unless the name is of a file.

    >>> day_in_address(None, "https://a.example/2024/mar/05/rain"), day_in_address("/2024/03/rain")
    ('2024-03-05', None)
    >>> day_in_address("https://a.example/rain-20240305.html"), day_in_address("/vote-2024-11-05")
    ('2024-03-05', None)
    """
    found = (match for one in addresses for match in _DAY_IN_ADDRESS.finditer(one or ""))
    written = (" ".join(part for part in match.groups() if part and part != "-") for match in found)
    days = (parse_date(one.replace(" ", "-") if one[5].isdigit() else one) for one in written)
    return next((day for day in days if day), None)
