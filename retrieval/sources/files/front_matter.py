"""Front matter of Markdown files, in YAML or TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, TypeAlias

import yaml

Fields: TypeAlias = Mapping[str, Any]
"""Values by field name, in lower case with underscores."""

_MAX_CHARACTERS = 16_384
_CLOSING = {"---": ("---", "..."), "+++": ("+++",)}
# Front matter has at least one of these; other text between rules may look like a field.
_COMMON_FIELDS = frozenset(
    """title headline subtitle date published published_at publish_date date_published updated
    updated_at lastmod modified author authors byline creator publisher publication site source
    url link canonical canonical_url permalink source_url description summary excerpt tags tag
    keywords category categories topics layout slug draft lang language aliases id type status
    created""".split()
)
_FIELD_LINE = re.compile(r"([^\W\d][\w -]{0,40}):(?:[ \t]+(\S.*))?")
_EMPTY_VALUES = frozenset(("", "~", "null", "none"))


def split_front_matter(text: str) -> tuple[Fields, str]:
    """Split a text into the fields of its front matter and the text after it.

    A rule of dashes above the first paragraph is not front matter.

    >>> split_front_matter("---\\ntitle: >-\\n  Rain\\n  stops\\n---\\nIt rained.")
    ({'title': 'Rain stops'}, 'It rained.')
    """
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    marker = first.strip()
    source = _until_closing(rest, _CLOSING.get(marker, ()))
    if source is None:
        return {}, text
    fields = _named(_read_toml(source) if marker == "+++" else _read_yaml(source))
    if not fields.keys() & _COMMON_FIELDS:
        return {}, text
    return fields, rest[len(source) :].partition("\n")[2]


def first_text(fields: Fields, *names: str) -> str | None:
    """Return the first text, or name of an object, in the fields with these names."""
    return next((text for name in names for text in _texts(fields.get(name))), None)


def all_texts(fields: Fields, *names: str) -> tuple[str, ...]:
    """Return all texts of the first of these fields that has any."""
    found = (tuple(_texts(fields.get(name))) for name in names)
    return next((texts for texts in found if texts), ())


def _until_closing(rest: str, closing: tuple[str, ...]) -> str | None:
    """The text before the closing line; None if there is none within the maximum length."""
    position = 0
    while closing and position < min(len(rest), _MAX_CHARACTERS):
        end = rest.find("\n", position)
        end = len(rest) if end < 0 else end
        if rest[position:end].rstrip() in closing:
            return rest[:position]
        position = end + 1
    return None


class _Loader(yaml.BaseLoader):
    """Loads scalars as text and rejects aliases, whose expansion is unbounded."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not supported")
        return super().compose_node(parent, index)


def _read_yaml(source: str) -> Any:
    try:
        return yaml.load(source, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return _fields_by_line(source)


def _read_toml(source: str) -> Any:
    try:
        return tomllib.loads(source)
    except (ValueError, RecursionError):
        return None


def _fields_by_line(source: str) -> dict[str, str]:
    """Parse one field per line, for example if an unquoted colon makes the YAML invalid."""
    found: dict[str, str] = {}
    for line in source.splitlines():
        field = _FIELD_LINE.fullmatch(line.rstrip())
        if field:
            found[field[1]] = (field[2] or "").strip("\"'")
        elif line.strip() and not line.startswith((" ", "\t", "-", "#")):
            return {}
    return found


def _named(fields: Any) -> dict[str, Any]:
    if not isinstance(fields, dict):
        return {}
    return {
        re.sub(r"[ -]", "_", str(name).strip().lower()): value for name, value in fields.items()
    }


def _texts(value: Any) -> Iterator[str]:
    for entry in value if isinstance(value, list) else [value]:
        named = entry.get("name") if isinstance(entry, dict) else entry
        if isinstance(named, (date, time)):
            named = named.isoformat()
        if isinstance(named, str) and named.strip().lower() not in _EMPTY_VALUES:
            yield named.strip()
