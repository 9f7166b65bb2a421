"""Albums: media groups, whose messages arrive separately and of which one may have a caption."""

from __future__ import annotations

import asyncio

from telegram import Message

from bot.state import SettledAlbums
from bot.telegram_io.addressing import text_of

_COMPLETE_WITHIN_S = 1.0  # Telegram delivers the messages of an album one after another


class Albums:
    """Which albums have a caption, recorded as messages arrive, and which got a reply."""

    def __init__(self, store: SettledAlbums) -> None:
        self._store = store

    def record(self, message: Message | None) -> None:
        """Records a message that has arrived."""
        if message and message.media_group_id and text_of(message).strip():
            self._store.settle(message.chat_id, message.media_group_id)

    async def needs_reply(self, message: Message) -> bool:
        """Whether a message without text gets a reply: any single message, and the first of an
        album without a caption.
        """
        if message.media_group_id is None:
            return True
        if not self._store.is_settled(message.chat_id, message.media_group_id):
            await asyncio.sleep(_COMPLETE_WITHIN_S)
        return self._store.settle(message.chat_id, message.media_group_id)
