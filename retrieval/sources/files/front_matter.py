"""Front matter: what a Markdown file states about itself above its text, in YAML or TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any, TypeAlias

import yaml

Fields: TypeAlias = Mapping[str, Any]
"""Values by their names in lower case, words joined by underscores."""

_MAX_CHARACTERS = 16_384
_CLOSING = {"---": ("---", "..."), "+++": ("+++",)}
# Names of which one at least stands in front matter: a line between rules may look like a field.
_KNOWN = frozenset(
    """title headline subtitle date published published_at publish_date date_published updated
    updated_at lastmod modified author authors byline creator publisher publication site source
    url link canonical canonical_url permalink source_url description summary excerpt tags tag
    keywords category categories topics layout slug draft lang language aliases id type status
    created""".split()
)
_PLAIN_FIELD = re.compile(r"([^\W\d][\w -]{0,40}):(?:[ \t]+(\S.*))?")
_NOTHING = frozenset(("", "~", "null", "none"))


def split_front_matter(text: str) -> tuple[Fields, str]:
    """Return the fields of the front matter and the text after it.

    Without front matter there are no fields and the text is whole; a rule of dashes above a first
    paragraph begins none.

    >>> split_front_matter("---\\ntitle: >-\\n  Rain\\n  stops\\n---\\nIt rained.")
    ({'title': 'Rain stops'}, 'It rained.')
    """
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    marker = first.strip()
    written = _until_closing(rest, _CLOSING.get(marker, ()))
    if written is None:
        return {}, text
    fields = _named(_read_toml(written) if marker == "+++" else _read_yaml(written))
    if not fields.keys() & _KNOWN:
        return {}, text
    return fields, rest[len(written) :].partition("\n")[2]


def first_text(fields: Fields, *names: str) -> str | None:
    """Return the first value that is text, or an object's name, of the fields of these names."""
    return next((text for name in names for text in _texts(fields.get(name))), None)


def all_texts(fields: Fields, *names: str) -> tuple[str, ...]:
    """Return all texts of the first of these fields that has some."""
    found = (tuple(_texts(fields.get(name))) for name in names)
    return next((texts for texts in found if texts), ())


def _until_closing(rest: str, closing: tuple[str, ...]) -> str | None:
    """What stands before the line that closes front matter, None where no such line is near."""
    place = 0
    while closing and place < min(len(rest), _MAX_CHARACTERS):
        end = rest.find("\n", place)
        end = len(rest) if end < 0 else end
        if rest[place:end].rstrip() in closing:
            return rest[:place]
        place = end + 1
    return None


class _Loader(yaml.BaseLoader):
    """Reads every scalar as the text that it is, and no alias, which could grow without bound."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _read_yaml(written: str) -> Any:
    try:
        return yaml.load(written, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return _plain_fields(written)


def _read_toml(written: str) -> Any:
    try:
        return tomllib.loads(written)
    except (ValueError, RecursionError):
        return None


def _plain_fields(written: str) -> dict[str, str]:
    """The fields of one line each, where a title with a colon, say, makes the whole no YAML."""
    found: dict[str, str] = {}
    for line in written.splitlines():
        field = _PLAIN_FIELD.fullmatch(line.rstrip())
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
        if isinstance(named, str) and named.strip().lower() not in _NOTHING:
            yield named.strip()
