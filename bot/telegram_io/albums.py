"""Albums: media groups, whose messages arrive separately and of which one may have a caption."""

from __future__ import annotations

import asyncio

from telegram import Message

from bot.latest import Latest
from bot.telegram_io.addressing import text_of

_COMPLETE_WITHIN_S = 1.0  # Telegram delivers the messages of an album one after another


class Albums:
    """Which of the latest albums have a caption, recorded as messages arrive, or got a reply."""

    def __init__(self) -> None:
        self._settled = Latest()

    def record(self, message: Message | None) -> None:
        """Records a message that has arrived."""
        if message and message.media_group_id and text_of(message).strip():
            self._settled.put(message.media_group_id, True)

    async def needs_reply(self, message: Message) -> bool:
        """Whether a message without text gets a reply: any single message, and the first of an
        album without a caption.
        """
        album = message.media_group_id
        if album and album not in self._settled:
            await asyncio.sleep(_COMPLETE_WITHIN_S)
        return album is None or self._settled.put(album, True)
