"""JSON-LD of a page → the object that describes its article, with references followed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.titles import agree

Node: TypeAlias = Mapping[str, Any]

_MAX_NODES = 500
_MAX_DEPTH = 4  # of references from one object to the next
_ARTICLE_KINDS = re.compile(r"(?:\w*Article|(?!Job)\w*Posting|Report)")
_OTHER_KINDS = re.compile(r"Recipe|Review|WebPage|ItemPage|AboutPage")
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
"""A comma behind the last field of an object, which JSON does not allow and templates leave."""
_ENDS = re.compile(
    r"^\s*(?://|/\*)?\s*<!(?:\[CDATA\[|--)(?:\s*\*/)?"
    r"|(?://|/\*)?\s*(?:\]\]>|-->)(?:\s*\*/)?\s*$|;\s*$"
)
"""What marks a script as text in older HTML: comments, CDATA."""
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_WORD = re.compile(r"\w+")
_MIN_TOLD_WORDS = 4
_MAX_CHANCE = 0.3  # of the words, which titles of different articles may share


@dataclass(frozen=True, slots=True)
class JsonLd:
    """The objects of all JSON-LD of a page, and those among them that have an ``@id``."""

    nodes: tuple[Node, ...]
    by_id: Mapping[str, Node]

    def article(self, addresses: Collection[str], titles: Collection[str]) -> Node:
        """Return the object of the page's article; empty if none is plainly about it.

        An object belongs to the page by one of its ``addresses``, else by one of its ``titles``. An
        object that states neither belongs to it if it is the only one.
        """
        articles = [node for node in self.nodes if _is_kind(node, _ARTICLE_KINDS)]
        return self._belonging(articles, addresses, titles)

    def other(self, addresses: Collection[str], titles: Collection[str]) -> Node:
        """Return the object of a page that is no article, such as a recipe; empty if none is."""
        others = [node for node in self.nodes if _is_kind(node, _OTHER_KINDS)]
        return self._belonging(others, addresses, titles)

    def objects(self, value: Any, depth: int = 0) -> Iterator[Node]:
        """Yield the objects among a value, references followed; a text is an object's name."""
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, str):
                yield self.by_id.get(entry, {"name": entry})
            elif isinstance(entry, dict):
                target = self.by_id.get(str(entry.get("@id"))) if "name" not in entry else None
                if target is None or target is entry or depth == _MAX_DEPTH:
                    yield entry
                else:
                    yield from self.objects({**target, **entry}, depth + 1)

    def names(self, value: Any) -> Iterator[str]:
        """Yield the names of the objects among a value."""
        for node in self.objects(value):
            if name := text_of(node.get("name")):
                yield name

    def _belonging(
        self, nodes: list[Node], addresses: Collection[str], titles: Collection[str]
    ) -> Node:
        keys = {key for address in addresses if (key := _address_key(address))}
        by_address = (node for node in nodes if keys & set(_address_keys(node)))
        by_title = (node for node in nodes if _has_title(node, titles))
        alone = (n for n in nodes if len(nodes) == 1 and not _is_about_another(n, keys, titles))
        return next(by_address, None) or next(by_title, None) or next(alone, {})


def read_json_ld(page: HtmlElement) -> JsonLd:
    """Read all JSON-LD of a page; what is no JSON counts as nothing."""
    scripts = (
        script.text or ""
        for script in page.iter("script")
        if (script.get("type") or "").strip().lower() == "application/ld+json"
    )
    nodes = tuple(node for script in scripts for node in _nodes(script))[:_MAX_NODES]
    by_id: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > max(len(by_id.get(name, ())), 1):
            by_id[name] = node
    return JsonLd(nodes, by_id)


def is_article_kind(kind: str) -> bool:
    """Whether a type is one of articles: "https://schema.org/NewsArticle"."""
    return bool(_ARTICLE_KINDS.fullmatch(_local(kind)))


def text_of(value: Any) -> str | None:
    """Return a text without escapes and outer white space, None where it is none.

    A text may stand in a list, or be an object with its language.

    >>> text_of(["Jane Roe"]), text_of({"@value": "Jane Roe", "@language": "en"}), text_of({})
    ('Jane Roe', 'Jane Roe', None)
    """
    value = value[0] if isinstance(value, list) and value else value
    value = value.get("@value") if isinstance(value, dict) else value
    return clean_line(unescape(value)) or None if isinstance(value, str) else None


def _nodes(text: str) -> Iterator[Node]:
    """The objects of a JSON-LD text, breadth first; none if it is not JSON."""
    queue = _parsed(text) or _parsed(_ENDS.sub("", _LAST_COMMA.sub("", text)))
    for _ in range(_MAX_NODES):
        if not queue:
            return
        value = queue.pop(0)
        if isinstance(value, list):
            queue.extend(value[:_MAX_NODES])
        elif isinstance(value, dict):
            yield value
            queue.extend(value[key] for key in _NESTED if isinstance(value.get(key), dict | list))
            named = (value.get(key) for key in ("author", "publisher"))
            queue.extend(one for one in named if isinstance(one, dict) and "name" in one)


def _parsed(text: str) -> list[Any]:
    """What a JSON text holds, in a list; an empty list if it is not JSON."""
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []


def kinds_of(node: Node) -> list[str]:
    """Return the types of an object, each without its vocabulary."""
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return [_local(name) for name in names if isinstance(name, str)]


def _is_kind(node: Node, kinds: re.Pattern[str]) -> bool:
    return any(map(kinds.fullmatch, kinds_of(node)))


def _local(name: str) -> str:
    """The name of a type without its vocabulary: "https://schema.org/Article", "schema:Article"."""
    return re.split(r"[/#:]", name)[-1]


def _address_keys(node: Node) -> Iterator[str]:
    main = node.get("mainEntityOfPage")
    about = main.get("@id") or main.get("url") if isinstance(main, dict) else main
    for stated in (node.get("url"), node.get("@id"), about):
        if isinstance(stated, str) and (key := _address_key(stated)):
            yield key


def _address_key(address: str) -> str:
    """Host and path of an address, as far as they tell one page from another; "" for a bare one."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{path}?{parts.query}" if path or parts.query else ""


def _has_title(node: Node, titles: Collection[str]) -> bool:
    headline = _headline(node)
    return any(agree(headline, title) or agree(title, headline) for title in titles if headline)


def _is_about_another(node: Node, keys: Collection[str], titles: Collection[str]) -> bool:
    """Whether what an object states contradicts the page: another address, or another title."""
    headline, stated = _headline(node), set(_address_keys(node))
    has_other_address = bool(headline and stated and keys and not stated & set(keys))
    return has_other_address or (bool(titles) and all(_differ(headline, t) for t in titles))


def _headline(node: Node) -> str:
    return text_of(node.get("headline")) or text_of(node.get("name")) or ""


def _differ(headline: str, title: str) -> bool:
    """Whether two titles of some words have next to none of them in common."""
    words, others = (set(_WORD.findall(text.casefold())) for text in (headline, title))
    shorter = min(len(words), len(others))
    return shorter >= _MIN_TOLD_WORDS and len(words & others) < _MAX_CHANCE * shorter
