"""Texts, links and forwarded messages that administrators submit as articles."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePath

from telegram import Message, MessageOriginChannel, MessageOriginChat

_UNSAFE = re.compile(r"[^\w.-]+")
_ADDRESS = re.compile(
    r"(?P<scheme>https?://)\S+|(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?::\d+)?/\S*"
    r"|(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?/\S*",
    re.IGNORECASE,
)
_MAX_NAME_CHARACTERS = 80
_MAX_TITLE_CHARACTERS = 200


def safe_name(name: str | None) -> str:
    """A file name without folders, special characters or a leading dot; it keeps its suffix.

    >>> safe_name("../../etc/pass wd.html")
    'pass_wd.html'
    """
    path = PurePath((name or "").replace("\\", "/"))
    stem = _UNSAFE.sub("_", path.stem).strip("._")[:_MAX_NAME_CHARACTERS] or "article"
    return stem + _UNSAFE.sub("", path.suffix)[:16]


def article_json(text: str, *, origin: Mapping[str, str] | None = None) -> bytes:
    """A text as a JSON article, its first line the title if more text follows.

    ``origin`` is what :func:`origin_of` returns.
    """
    title, body = title_and_body(text)
    values = {"title": title, "text": body, **(origin or {})}
    known = {name: value for name, value in values.items() if value}
    return json.dumps(known, ensure_ascii=False).encode()


def origin_of(message: Message) -> dict[str, str]:
    """Publisher, address and day of a forwarded message, as far as they are public.

    The publisher is a channel or group with a public name. Names of people, signatures of authors
    and titles of private channels and groups are never used.
    """
    origin = message.forward_origin
    if origin is None:
        return {}
    values: dict[str, str | None] = {"published_at": origin.date.date().isoformat()}
    if isinstance(origin, MessageOriginChannel) and origin.chat.username:
        values["publisher"] = origin.chat.title
        values["url"] = f"https://t.me/{origin.chat.username}/{origin.message_id}"
    elif isinstance(origin, MessageOriginChat) and origin.sender_chat.username:
        values["publisher"] = origin.sender_chat.title
    return {name: value for name, value in values.items() if value}


def address_in(text: str) -> str | None:
    """The web address if ``text`` is one and nothing else, completed by ``https://``.

    >>> address_in("news.example/a")
    'https://news.example/a'
    >>> address_in("see https://news.example/a") is None
    True
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    return found[0] if found["scheme"] else f"https://{found[0]}"


def title_and_body(text: str) -> tuple[str | None, str]:
    """The first line as the title, None if there is no further text, and the rest."""
    first, _, rest = text.strip().partition("\n")
    if rest.strip() and len(first) <= _MAX_TITLE_CHARACTERS:
        return first.strip(), rest.strip()
    return None, text.strip()
