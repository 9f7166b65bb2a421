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

    Cities are known in English and in the language of the ``texts``.
    """
    place = place.strip()
    try:
        zone = time_zone(place)
    except AlertError:
        return _zone_of_city(_folded(place), texts)
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
        if city and _folded(_city(name)) == city:
            return name
    for name in known:
        if city and _folded(texts.locale.time_zones.get(name, {}).get("city") or "") == city:
            return name
    return None


def _city(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(own for own in letters if not unicodedata.combining(own)).split())
