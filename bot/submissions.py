"""What an administrator hands in → a private file that the archive can read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from telegram import Message, MessageOriginChannel, MessageOriginChat

_UNSAFE = re.compile(r"[^\w.-]+")
_ADDRESS = re.compile(
    r"(?P<scheme>https?://)\S+|(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?::\d+)?/\S*",
    re.IGNORECASE,
)
_LONGEST_NAME = 80
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Submission:
    """A file's name and content, and the title that the bot calls it by."""

    name: str
    content: bytes

    def write(self, folder: Path) -> Path:
        """Writes it into ``folder``, which must be private."""
        path = folder / self.name
        path.write_bytes(self.content)
        return path


def safe_name(name: str | None) -> str:
    """A file name without folders, control signs or a leading dot; its kind stays.

    >>> safe_name("../../etc/pass wd.html")
    'pass_wd.html'
    """
    path = PurePath((name or "").replace("\\", "/"))
    stem = _UNSAFE.sub("_", path.stem).strip("._")[:_LONGEST_NAME] or "article"
    return stem + _UNSAFE.sub("", path.suffix)[:16]


def from_text(text: str, *, origin: Mapping[str, str] | None = None) -> Submission:
    """An article of a text, its first line the title where more follows; ``origin`` as
    :func:`origin_of` gives it.
    """
    title, body = title_and_body(text)
    values = {"title": title, "text": body, **(origin or {})}
    kept = {name: value for name, value in values.items() if value}
    return Submission("message.json", json.dumps(kept, ensure_ascii=False).encode())


def origin_of(message: Message) -> dict[str, str]:
    """Publisher, address and day of a forwarded message, as far as they are public.

    Only a channel or group with a public name publishes. The name of a person is theirs, and so is
    the signature of a channel's author, and the title of a channel that one must be let into.
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
    """The address of the web that ``text`` is and nothing else, also where it lacks ``https://``.

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
    """The title, None where the text has none, and what is below it."""
    first, _, rest = text.strip().partition("\n")
    if rest.strip() and len(first) <= _LONGEST_TITLE:
        return first.strip(), rest.strip()
    return None, text.strip()
