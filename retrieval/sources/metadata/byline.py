"""Lines that say who made an article and when, where they can be nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.sources.metadata.dates import parse_date
from retrieval.sources.metadata.names import clean_authors, is_full_name

_MAX_LENGTH = 120
_DATE = (
    r"(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?|\d{1,2}([./])\d{1,2}\1\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|\.)?,?\s+(?:of |de )?[^\W\d_]{3,12}\.?,?\s+(?:de |del )?\d{4}"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})(?!\d)"
)
_BYLINE = re.compile(
    r"(?:(?:story |report |text |words |written |posted |published )?by|von|por|par|rédigé par"
    r"|escrito por|(?:text|words|texto|texte|autore?n?|автор"
    r"|текст)\s?:)\s+(?P<names>[^\W\d_].{2,90})",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:(?:photo(?:graph)?(?:s|y)?|pictures?|illustrations?|video|graphics?) by"
    r"|(?:photo(?:graph)?s?|fotos?|bilder|illustration(?:en)?|fotografía|фото|ілюстрації)\s?:)"
    r"\s+[^\W\d_].{2,60}",
    re.IGNORECASE,
)
_AFTER_NAMES = re.compile(
    rf",?\s+(?:in|aus|en|à|desde|from|on|am|le|el)\s+|,?\s+{_DATE}|\s[|•·–]\s"
)
_ROLE = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]+ [^\W\d_][\w.'’-]+),?(?: [\w&'’-]+){0,3}?"
    r" (?:reporter|correspondent|editor|writer|columnist|redakteur(?:in)?|korrespondent(?:in)?"
    r"|corresponsal|redactora?|correspondante?|кореспондент(?:ка)?|корреспондент)",
    re.IGNORECASE,
)
_FOR_A_PAPER = re.compile(
    r"(?P<name>[^\W\d_][^,\d]{3,40}), (?:for|für|para|pour|для) [«“\"„]?[^\W\d_].{2,50}"
)
_PUBLISHED_WORDS = (
    r"(?:first )?published|posted|date|datum|erschienen|veröffentlicht|publicado|fecha|publié"
    r"|опубліковано|опубликовано|дата"
)
_UPDATED_WORDS = (
    r"(?:last )?(?:updated|modified|changed|edited)|stand|(?:zuletzt )?(?:aktualisiert|geändert)"
    r"|actualizado|mis à jour|modifié|оновлено|обновлено"
    r"|(?:this|the) (?:page|article|story|post) was (?:last )?(?:updated|modified|changed)"
)
_SAID = re.compile(
    rf"(?:(?P<updated>{_UPDATED_WORDS})|(?P<published>{_PUBLISHED_WORDS}))?\b", re.IGNORECASE
)
_NEXT_DATE = re.compile(
    rf"\s*[|•·;]\s*|,?\s+(?=(?:{_UPDATED_WORDS}|{_PUBLISHED_WORDS})\b)", re.IGNORECASE
)
_BESIDE_A_DATE = re.compile(
    r"\b\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]m\b"
    r"|\b(?:on|at|am|um|vom|le|el|à|a las|the|de|в|о|об)\b"
    r"|\b(?:uhr|h|року|года|р|г|gmt|utc|bst|cet|cest|e[sd]?t|p[sd]?t|c[sd]t|ist|aest|msk)\b"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lunes|martes"
    r"|miércoles|jueves|viernes|sábado|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|понеділок|вівторок|середа|четвер|п['’]ятниця|субота|неділя|понедельник|вторник|среда|четверг"
    r"|пятница|суббота|воскресенье)\b|[^\w\s]",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s*(?:[^\W\d_a-zа-яіїєґ][^\W\d_]+(?:\s+|$)){1,3}")
_ISSUE = re.compile(
    r"(?:issue|volume|ausgabe|número|numéro|випуск|выпуск) \d+\b.{0,40}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Byline:
    """A line about the makers of an article; a photographer's names no author."""

    authors: tuple[str, ...] = ()
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line about the time of an article; a day that is written ambiguously is not known."""

    published: str | None = None
    updated: str | None = None


def read_byline(line: str) -> Byline | None:
    """Return whom the line names as makers, or None where it is no byline.

    >>> read_byline("By Jane Roe in Kyiv"), read_byline("By the river, people waited.")
    (Byline(authors=('Jane Roe',), published=None), None)
    """
    if len(line) > _MAX_LENGTH:
        return None
    if _CREDIT.fullmatch(line):
        return Byline()
    if match := _BYLINE.fullmatch(line):
        return _of_names(match["names"], is_posted=line.casefold().startswith("posted by"))
    match = _ROLE.fullmatch(line) or _FOR_A_PAPER.fullmatch(line)
    return Byline((match["name"],)) if match and is_full_name(match["name"]) else None


def read_dateline(line: str) -> Dateline | None:
    """Return the days that the line names, or None where it says anything else.

    >>> read_dateline("Published 3 March 2024 | Updated 4 March 2024")
    Dateline(published='2024-03-03', updated='2024-03-04')
    """
    if len(line) > _MAX_LENGTH or not any(character.isdigit() for character in line):
        return None
    if _ISSUE.fullmatch(line):
        return Dateline()
    if whole := _one_date(line.strip()):
        return whole
    parts = [_one_date(part) for part in _NEXT_DATE.split(line.strip()) if part]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return Dateline(
        next((part.published for part in known if part.published), None),
        next((part.updated for part in known if part.updated), None),
    )


def _of_names(written: str, *, is_posted: bool) -> Byline | None:
    names = _AFTER_NAMES.split(written.rstrip("."), maxsplit=1)[0]
    authors = clean_authors([names.title() if names.isupper() else names])
    if not authors or not all(is_full_name(name) or is_posted for name in authors):
        return None
    date = re.search(_DATE, written)
    return Byline(authors, parse_date(date[0]) if date else None)


def _one_date(part: str) -> Dateline | None:
    said = _SAID.match(part)
    rest = part[said.end() :] if said else part
    date = re.search(_DATE, rest)
    if date is None:
        return None
    left = _BESIDE_A_DATE.sub(" ", rest[: date.start()] + " " + rest[date.end() :])
    if left.strip() and not _PLACE.fullmatch(left):
        return None
    day = parse_date(date[0])
    return Dateline(updated=day) if said and said["updated"] else Dateline(published=day)
