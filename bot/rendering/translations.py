"""The bot's texts in each language, with its plural forms, numbers and dates."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal

from retrieval.text.display.filled import filled

LANGUAGES = ("en", "uk", "ru", "es", "de")
DEFAULT_LANGUAGE = "en"
_LOCALES_OF_DAYS = {"en": "en_GB"}  # with the order of day and month that replies have


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language; ``bot/locales/en.toml`` lists their keys."""

    language: str
    entries: dict[str, Any]
    locale: Locale

    def __call__(self, key: str, /, *, count: int | None = None, **values: object) -> str:
        """The text of a key with ``values`` filled in, in the plural form for ``count``.

        >>> texts_of("ru")("articles", count=3)
        '3 статьи'
        """
        text = self.entries[key]
        if count is not None:
            values["count"] = self.number(count)
            if isinstance(text, dict):
                text = text.get(self.locale.plural_form(count)) or text["other"]
        return filled(text, values)

    def number(self, value: int) -> str:
        """A number with the separators of the language."""
        return str(format_decimal(value, locale=self.locale))

    def date(self, iso: str) -> str:
        """The day of an ISO 8601 date or time as replies of the archive tell it.

        >>> texts_of("de").date("2024-03-05")
        '5. März 2024'
        """
        locale = _LOCALES_OF_DAYS.get(self.language, self.locale)
        return str(format_date(date.fromisoformat(iso[:10]), "long", locale=locale))

    def relative(self, moment: str, now: datetime) -> str:
        """How long ago a moment is, or how long until then.

        >>> now = datetime.fromisoformat("2024-03-05T09Z")
        >>> texts_of("de").relative("2024-03-05T12:00:00Z", now)
        'in 3 Stunden'
        """
        delta = datetime.fromisoformat(moment) - now
        return str(format_timedelta(delta, add_direction=True, locale=self.locale))

    def language_name(self, code: str) -> str:
        """What a language is called, its code where that is not known.

        >>> texts_of("de").language_name("ru")
        'Russisch'
        """
        return str(self.locale.languages.get(code, code))

    def country_names(self, zone: str) -> frozenset[str]:
        """What the country of a time zone is called here and in English, and its codes.

        >>> sorted(texts_of("de").country_names("Europe/Vienna"))
        ['AT', 'AUT', 'Austria', 'Österreich']
        """
        zone = get_global("zone_aliases").get(zone, zone)
        code = get_global("zone_territories").get(zone)
        if code is None:
            return frozenset()
        aliases = get_global("territory_aliases")
        codes = [code, *(alias for alias, codes in aliases.items() if codes == [code])]
        names = (own.territories[code] for own in (self.locale, Locale(DEFAULT_LANGUAGE)))
        return frozenset([*(own for own in codes if own.isalpha()), *names])

    def weekday(self, number: int) -> str:
        """The name of a weekday, 0 for Monday.

        >>> texts_of("de").weekday(0)
        'Montag'
        """
        return str(self.locale.days["stand-alone"]["wide"][number])


def language_for(chosen: str | None, language_code: str | None) -> str:
    """The language to use: the user's choice, else their Telegram language, else English.

    >>> language_for(None, "pt-BR"), language_for(None, "de-AT"), language_for("uk", "de")
    ('en', 'de', 'uk')
    """
    if chosen in LANGUAGES:
        return chosen
    code = (language_code or "").partition("-")[0].lower()
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


@lru_cache(maxsize=len(LANGUAGES))
def texts_of(language: str) -> Texts:
    """The texts of one of LANGUAGES."""
    source = files("bot").joinpath(f"locales/{language}.toml").read_text(encoding="utf-8")
    return Texts(language, tomllib.loads(source), Locale.parse(language))
