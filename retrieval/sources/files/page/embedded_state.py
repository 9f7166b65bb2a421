"""The article of a page that a script shows, from the state that the page embeds as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml.html import HtmlElement

from retrieval.sources.files.json_fields import FIELDS, Record, as_name
from retrieval.sources.files.page.live_posts import body_lines
from retrieval.sources.metadata.characters import clean_line, letters
from retrieval.sources.metadata.titles import agree

_MIN_SCRIPT = 300  # characters
_MAX_SCRIPT = 10_000_000
_MAX_SCRIPTS = 200
_MAX_ASSIGNED = 500
_MAX_NODES = 100_000
_NODE_COST = 300  # characters of text that take as long to read as an object or list
_MAX_DEPTH = 12
_MIN_TEXT = 200  # letters
_MIN_TITLE = 8  # letters
_MIN_OF_TITLE = 0.5
_JSON = ("application/json", "text/json")
_ASSIGNED = re.compile(
    r"[\w$\])]\s*=\s*(?P<parsed>JSON\.parse\(\s*(?:decodeURIComponent\(\s*)?)?(?=[{\[\"'])"
)
_UNDEFINED = re.compile(r"(?<=[:\[,])undefined(?=[,}\]])")
_SINGLE_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_NO_KEYS = ("basic", "rendered", "default")
_TITLES = (*FIELDS["title"], *"headlines heading titulo titre titel titolo tytul baslik".split())
_KINDS = ("type", "_type", "nodeType", "__typename", "kind", "blockType", "name", "component")
_OTHER_KINDS = re.compile(
    r"image|photo|picture|video|embed|\bad(?:vert|s)?\b|promo|related|recirc|newsletter|gallery|audio"
    r"|social|tweet|instagram|raw|iframe|script|widget|paywall|caption|author|byline|podcast|poll",
    re.IGNORECASE,
)
_LINE_KINDS = re.compile(
    r"paragraph|heading|header|headline|list[-_]?item|unstyled|text|html|markdown|^(?:p|h\d|li|block)$",
    re.IGNORECASE,
)
_CONTENTS = (
    "children", "content", "content_elements", "blocks", "elements", "nodes", "body", "data",
    "attributes", "attrs", "props", "fields", "json", "document", "root", "text", "value", "html",
    "rendered", "processed", "items",
)  # fmt: skip
_OTHER_FIELDS = re.compile(
    r"comment|related|recommend|teaser|newsletter|next|previous|more|latest|popular", re.IGNORECASE
)
_REACTIVE = ("Ref", "ShallowRef", "Reactive", "ShallowReactive", "Date", "EmptyRef")


class Script(NamedTuple):
    """A script of a page that may hold its state."""

    name: str
    is_json: bool
    text: str


class _Budget:
    """How much may still be read: in the state of Nuxt, one value may stand in a million places."""

    def __init__(self) -> None:
        self.left = _MAX_SCRIPT

    def covers(self, value: Any) -> bool:
        """Whether a value may be read; takes what that costs."""
        self.left -= _NODE_COST + (len(value) if isinstance(value, str) else 0)
        return self.left >= 0


def state_scripts(page: HtmlElement) -> list[Script]:
    """Return the scripts of a page that are long enough to hold the text of an article."""
    found = []
    for element in page.iter("script"):
        kind, text = (element.get("type") or "").strip().lower(), element.text or ""
        if _MIN_SCRIPT <= len(text) <= _MAX_SCRIPT and "ld+json" not in kind:
            found.append(Script((element.get("id") or "").lower(), kind in _JSON, text))
    return found[:_MAX_SCRIPTS]


def embedded_article(
    scripts: Sequence[Script], titles: Collection[str]
) -> tuple[Record, list[str]] | None:
    """Return the object of a page's article in its embedded state, and the lines of its text.

    It is the one that has one of the page's ``titles`` as its own, and of several the one that
    holds most text; None if there is none. The state often holds other articles, too.
    """
    best: tuple[Record, list[str]] | None = None
    most, budget = _MIN_TEXT, _Budget()
    for record in _records(scripts):
        if not _has_title(record, titles):
            continue
        lines = _text(record, budget)
        if budget.left < 0:
            break
        length = len(letters(" ".join(lines)))
        if length > most:
            best, most = (record, lines), length
    return best


def _records(scripts: Sequence[Script]) -> Iterator[Record]:
    """The objects in all state of a page, at most some ten thousands."""
    queue = [value for script in scripts for value in _values(script)]
    for number, value in enumerate(queue):
        if number == _MAX_NODES:
            return
        if isinstance(value, dict):
            yield value
        inner = value.values() if isinstance(value, dict) else value
        queue.extend(one for one in inner if isinstance(one, (dict, list)))


def _values(script: Script) -> Iterator[Any]:
    """The objects and lists that a script is or assigns."""
    text = _UNDEFINED.sub("null", script.text)
    if script.is_json:
        value = _parsed(text)
        if isinstance(value, list) and "nuxt" in script.name:
            value = _unflattened(value)
        values = [value]
    else:
        values = list(_assigned(text))
    yield from (value for value in values if isinstance(value, (dict, list)))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _assigned(text: str) -> Iterator[Any]:
    """The values of JSON that a script assigns, also as a string that it parses."""
    decoder, end = json.JSONDecoder(strict=False), 0
    for match in islice(_ASSIGNED.finditer(text), _MAX_ASSIGNED):
        if match.start() < end or (text[match.end()] in "\"'" and not match["parsed"]):
            continue
        if match["parsed"]:
            yield _parsed(_string(decoder, text, match.end()))
            continue
        try:
            value, end = decoder.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        yield value


def _string(decoder: json.JSONDecoder, text: str, start: int) -> str:
    """The string of a script that begins at ``start``."""
    if quoted := _SINGLE_QUOTED.match(text, start):
        inner = quoted[1].replace("\\'", "'").replace('\\"', '"').replace('"', '\\"')
        text, start = f'"{inner}"', 0
    try:
        value = decoder.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return ""
    string = value if isinstance(value, str) else ""
    return unquote(string) if string.startswith("%") else string


def _unflattened(values: list[Any]) -> Any:
    """The state of Nuxt, in whose list objects and lists hold the places of what they are made of.

    https://github.com/sveltejs/devalue describes the format.
    """
    made: dict[int, Any] = {}

    def at(place: Any, depth: int = 0) -> Any:
        if not isinstance(place, int) or not 0 <= place < len(values) or depth > 100:
            return None
        if place not in made:
            made[place] = None  # until it is made, for what holds itself
            value = values[place]
            if isinstance(value, dict):
                made[place] = {name: at(inner, depth + 1) for name, inner in value.items()}
            elif isinstance(value, list) and value and value[0] in _REACTIVE:
                made[place] = at(value[-1], depth + 1)
            elif isinstance(value, list):
                made[place] = [at(inner, depth + 1) for inner in value]
            else:
                made[place] = value
        return made[place]

    return at(0)


def _has_title(record: Record, titles: Collection[str]) -> bool:
    return any(
        _is_title(name, title)
        for field in _TITLES
        if (name := _name(record.get(field)))
        for title in titles
    )


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next((value[key] for key in _NO_KEYS if key in value), value)
    return clean_line(as_name(value) or "") or None


def _is_title(name: str, title: str) -> bool:
    """Whether a name is a title of the page, with or without the name of its site."""
    own, whole = letters(name), letters(title)
    is_part = own in whole and len(own) >= _MIN_OF_TITLE * len(whole)
    return len(own) >= _MIN_TITLE and (is_part or agree(name, title))


def _text(record: Record, budget: _Budget) -> list[str]:
    """The longest text of an object's fields, in lines."""
    texts = [
        _lines(value, 0, budget)
        for name, value in record.items()
        if name not in _TITLES and not _OTHER_FIELDS.search(name)
    ]
    return max(texts, key=lambda lines: sum(map(len, lines)), default=[])


def _lines(value: Any, depth: int, budget: _Budget) -> list[str]:
    """The lines of a text: HTML, plain, or blocks of one of the editors for structured text."""
    if not budget.covers(value):
        return []
    if isinstance(value, str):
        return [] if "://" in value[:10] else body_lines(value)
    if depth > _MAX_DEPTH or not isinstance(value, (dict, list)):
        return []
    if isinstance(value, list):
        return [line for one in value for line in _lines(one, depth + 1, budget)]
    kind = next((value[key] for key in _KINDS if isinstance(value.get(key), str)), "")
    if _OTHER_KINDS.search(kind) or (not kind and any(name in value for name in _TITLES)):
        return []
    if _LINE_KINDS.search(kind):
        return body_lines("".join(_strings(value, depth, budget)))
    found = (_lines(value[name], depth + 1, budget) for name in _CONTENTS if name in value)
    return next((lines for lines in found if lines), [])


def _strings(value: Any, depth: int, budget: _Budget) -> Iterator[str]:
    """The strings within one line of text, such as those of its words in bold."""
    if not budget.covers(value):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth <= _MAX_DEPTH:
        for one in value:
            yield from _strings(one, depth + 1, budget)
    elif isinstance(value, dict) and depth <= _MAX_DEPTH:
        name = next((name for name in _CONTENTS if value.get(name)), None)
        yield from _strings(value.get(name), depth + 1, budget) if name else ()
