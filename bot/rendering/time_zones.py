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
    named for. What follows the last comma has to be the city's country or region.

    >>> from bot.rendering.translations import texts_of
    >>> texts = texts_of("de")
    >>> zone_named("los angeles, USA", texts), zone_named("Wien, Österreich", texts)
    ('America/Los_Angeles', 'Europe/Vienna')
    >>> zone_named("Knox, Indiana", texts), zone_named("Paris, Texas", texts)
    ('America/Indiana/Knox', None)
    """
    place = place.strip()
    try:
        zone = time_zone(place)
    except AlertError:
        city, *regions = map(_folded, place.split(","))
        region = regions[-1].replace(".", "") if regions else ""  # "U.S.A."
        return _zone_of_city(city, region, texts)
    return str(zone).removeprefix("UTC") or "UTC" if isinstance(zone, timezone) else place


def zone_label(name: str, texts: Texts) -> str:
    """What a time zone is called: its city, or "UTC+02:00"."""
    if "/" not in name:
        return name if name.startswith("UTC") else f"UTC{name}" if name[0] in "+-" else name
    city = texts.locale.time_zones.get(name, {}).get("city")
    return str(city or _city(name))


def _zone_of_city(city: str, region: str, texts: Texts) -> str | None:
    known = sorted(name for name in available_timezones() if "/" in name)
    cities = texts.locale.time_zones
    found = [name for name in known if city in (_folded(_city(name)), _folded(name))]
    found += [name for name in known if _folded(cities.get(name, {}).get("city") or "") == city]
    there = (name for name in found if not region or region in _regions(name, texts))
    return next(there, None) if city else None


def _regions(name: str, texts: Texts) -> set[str]:
    """What a time zone is named for, and what its country is called."""
    return {_folded(own) for own in (*name.split("/"), *texts.country_names(name))}


def _city(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return " ".join("".join(own for own in letters if not unicodedata.combining(own)).split())
