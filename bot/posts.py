"""Posts of channels as articles: their text and origin, what they are known as, and their links."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from telegram import Message, MessageEntity, MessageOriginChannel

from retrieval import SourceVersion

_MIN_LETTERS = 10  # with fewer, a post is a greeting or a row of emoji
_MAX_TITLE = 200  # characters
_SENTENCE_ENDS = (".", "…", ":", ";", ",", "。")
_PRIVATE_ID = "-100"  # what the id of a channel begins with, but not its links
_LINK = re.compile(
    r"(?:https?://)?(?:t|telegram)\.me/(?:s/)?(?:c/(?P<id>\d{1,15})|(?P<name>\w{3,40}))"
    r"/(?P<message>\d{1,12})(?:[/?#].*)?",
    re.IGNORECASE,
)


_CHANNEL = re.compile(
    r"@(?P<at>\w{3,40})|(?:https?://)?(?:t|telegram)\.me/(?:s/)?(?P<name>\w{3,40})/?", re.IGNORECASE
)


class PostLink(NamedTuple):
    """A link to a post: the id of a private channel, or the name of a public one."""

    chat_id: int | None
    name: str | None
    message_id: int


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a file in JSON, without an article unless it ``has_text``."""

    content: bytes
    known_as: SourceVersion
    has_text: bool


def text_of_post(message: Message) -> str:
    """The text or caption of a post without the web addresses that stand in it.

    >>> from datetime import datetime
    >>> from telegram import Chat
    >>> link = MessageEntity(MessageEntity.URL, offset=12, length=14)
    >>> chat = Chat(-1001, "channel", title="Pier News")
    >>> text = "Ferry sinks https://a.test"
    >>> text_of_post(Message(1, datetime(2022, 2, 25), chat, text=text, entities=[link]))
    'Ferry sinks'
    """
    text = message.text or message.caption or ""
    units = text.encode("utf-16-le", "surrogatepass")  # offsets count units of two bytes
    kept, end = [], 0
    for entity in sorted(message.entities or message.caption_entities, key=lambda one: one.offset):
        if entity.type == MessageEntity.URL and 2 * entity.offset >= end:
            kept.append(units[end : 2 * entity.offset])
            end = 2 * (entity.offset + entity.length)
    return b"".join([*kept, units[end:]]).decode("utf-16-le", "replace").strip()


def post_of(message: Message) -> Post:
    """A message of a channel as a post; each of an album is one.

    Its publisher and address are those of the channel, or of the public channel from which it was
    forwarded. Names of people are used only if the channel shows them as its authors.
    """
    text = text_of_post(message)
    title, body = _title_and_body(text)
    stated = {"title": title, "text": body, **_origin(message)}
    version = hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()
    dates = {"published_at": _published(message).isoformat()}
    if message.edit_date:
        dates["updated_at"] = message.edit_date.isoformat()
    has_text = sum(character.isalnum() for character in text) >= _MIN_LETTERS
    article = stated | dates if has_text else {"text": ""}
    known_as = SourceVersion(
        post_name(message.chat_id, message.message_id), version, is_empty=not has_text
    )
    return Post(json.dumps(article).encode(), known_as, has_text)


def post_name(chat_id: int, message_id: int) -> str:
    """What a post is known as in the archive."""
    return f"telegram {chat_id} {message_id}"


def post_link(text: str) -> PostLink | None:
    """The post that a link leads to; None if it is no such link.

    >>> post_link("https://t.me/c/123/45"), post_link("t.me/piernews/7?single")
    (PostLink(chat_id=-100123, name=None, message_id=45), \
PostLink(chat_id=None, name='piernews', message_id=7))
    """
    found = _LINK.fullmatch(text.strip())
    if found is None:
        return None
    chat_id = int(f"{_PRIVATE_ID}{found['id']}") if found["id"] else None
    return PostLink(chat_id, found["name"], int(found["message"]))


def channel_name(text: str) -> str | None:
    """The public name of a channel that is given by name or link; None if it is neither.

    >>> channel_name("@piernews"), channel_name("https://t.me/piernews"), channel_name("piernews")
    ('piernews', 'piernews', None)
    """
    found = _CHANNEL.fullmatch(text.strip())
    return (found["at"] or found["name"]) if found else None


def _title_and_body(text: str) -> tuple[str, str]:
    """The first line as the title if more follows, unless it is a sentence; and the rest."""
    first, _, rest = text.partition("\n")
    if rest.strip() and len(first) <= _MAX_TITLE and not first.rstrip().endswith(_SENTENCE_ENDS):
        return first.strip(), rest.strip()
    return "", text


def _origin(message: Message) -> dict[str, str]:
    """Publisher, author and address, as far as they are known."""
    public, chat = _public_origin(message), message.chat
    author, message_id = message.author_signature, message.message_id
    if public is not None:
        chat, message_id = public.chat, public.message_id
    if message.forward_origin is not None:
        author = None
    values = {
        "publisher": chat.title,
        "url": f"https://t.me/{chat.username}/{message_id}" if chat.username else None,
        "author": author,
    }
    return {name: value for name, value in values.items() if value}


def _published(message: Message) -> datetime:
    public = _public_origin(message)
    return public.date if public else message.date


def _public_origin(message: Message) -> MessageOriginChannel | None:
    """The public channel from which a post was forwarded; None if it was from none."""
    origin = message.forward_origin
    return origin if isinstance(origin, MessageOriginChannel) and origin.chat.username else None
