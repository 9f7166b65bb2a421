"""Time zones as people name them: by a city, or by the difference from UTC."""

from __future__ import annotations

import unicodedata
from datetime import timezone
from zoneinfo import available_timezones

from bot.rendering.translations import Texts
from retrieval import AlertError
from retrieval.alerts.schedule import time_zone


def zone_named(place: str, texts: Texts) -> str | None:
    """The name of the time zone of a place; None if it is not known.

    Cities are known in English and in the language of the ``texts``, those that time zones are
    named for; what follows a comma is not looked at.

    >>> from bot.rendering.translations import texts_of
    >>> zone_named("los angeles, California", texts_of("en")), zone_named("Wien", texts_of("de"))
    ('America/Los_Angeles', 'Europe/Vienna')
    """
    place = place.strip()
    try:
        zone = time_zone(place)
    except AlertError:
        return _zone_of_city(_folded(place.partition(",")[0]), texts)
    return str(zone).removeprefix("UTC") or "UTC" if isinstance(zone, timezone) else place


def zone_label(name: str, texts: Texts) -> str:
    """What a time zone is called: its city, or "UTC+02:00"."""
    if "/" not in name:
        return name if name.startswith("UTC") else f"UTC{name}" if name[0] in "+-" else name
    city = texts.locale.time_zones.get(name, {}).get("city")
    return str(city or _city(name))


def _zone_of_city(city: str, texts: Texts) -> str | None:
    known = sorted(name for name in available_timezones() if "/" in name)
    for name in known:
        if city in (_folded(_city(name)), _folded(name)):
            return name
    for name in known:
        if city and _folded(texts.locale.time_zones.get(name, {}).get("city") or "") == city:
            return name
    return None


def _city(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return " ".join("".join(own for own in letters if not unicodedata.combining(own)).split())
