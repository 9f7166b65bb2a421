"""Marks → Telegram's message entities, offsets in UTF-16 code units."""

from __future__ import annotations

from telegram import MessageEntity

from bot.rendering.formatted_text import FormattedText, Kind, Mark, utf16_length

_TYPE_OF: dict[Kind, str] = {
    "bold": MessageEntity.BOLD,
    "quote": MessageEntity.BLOCKQUOTE,
    "folded_quote": MessageEntity.EXPANDABLE_BLOCKQUOTE,
    "link": MessageEntity.TEXT_LINK,
    "code": MessageEntity.PRE,
}
MAX_ENTITIES = 100  # Telegram drops the rest


def entities_of(formatted: FormattedText) -> list[MessageEntity]:
    """The entities of a message, in the order in which Telegram lists them."""
    ordered = sorted(formatted.marks, key=lambda mark: (mark.start, -mark.end))
    return [_entity(formatted.text, mark) for mark in ordered[:MAX_ENTITIES]]


def _entity(text: str, mark: Mark) -> MessageEntity:
    return MessageEntity(
        type=_TYPE_OF[mark.kind],
        offset=utf16_length(text[: mark.start]),
        length=utf16_length(text[mark.start : mark.end]),
        url=mark.url or None,
    )
