"""Marks → Telegram's message entities, offsets in UTF-16 units."""

from __future__ import annotations

from telegram import MessageEntity

from bot.rendering.formatted_text import FormattedText, Kind, Mark, units

_TYPE_OF: dict[Kind, str] = {
    "bold": MessageEntity.BOLD,
    "italic": MessageEntity.ITALIC,
    "code": MessageEntity.CODE,
    "quote": MessageEntity.BLOCKQUOTE,
    "folded_quote": MessageEntity.EXPANDABLE_BLOCKQUOTE,
    "link": MessageEntity.TEXT_LINK,
}
MOST_ENTITIES = 100  # Telegram drops what is more


def entities_of(rich: FormattedText) -> list[MessageEntity]:
    """The entities of a message, in the order in which Telegram lists them."""
    ordered = sorted(rich.marks, key=lambda mark: (mark.start, -mark.end))
    return [_entity(rich.text, mark) for mark in ordered[:MOST_ENTITIES]]


def _entity(text: str, mark: Mark) -> MessageEntity:
    return MessageEntity(
        type=_TYPE_OF[mark.kind],
        offset=units(text[: mark.start]),
        length=units(text[mark.start : mark.end]),
        url=mark.url or None,
    )
