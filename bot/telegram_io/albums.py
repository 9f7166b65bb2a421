"""Albums: media groups, whose messages arrive separately and of which one may have a caption."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeAlias

from telegram import Message

from bot.telegram_io.addressing import text_of

_COMPLETE_WITHIN_S = 1.0  # Telegram delivers the messages of an album one after another
_REMEMBERED_S = 600.0
_Key: TypeAlias = tuple[int, str]


class Albums:
    """Which albums have a caption, recorded as messages arrive, and which got a reply."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._handled: dict[_Key, float] = {}  # when it became clear that no further reply is due

    def record(self, message: Message | None) -> None:
        """Records a message that has arrived."""
        key = _key(message)
        if key and message and text_of(message).strip():
            self._handled.setdefault(key, self._clock())

    async def needs_reply(self, message: Message) -> bool:
        """Whether a message without text gets a reply: any single message, and the first of an
        album without a caption.
        """
        key = _key(message)
        if key is None:
            return True
        if key not in self._handled:
            await asyncio.sleep(_COMPLETE_WITHIN_S)
        is_first = key not in self._handled
        self._handled.setdefault(key, self._clock())
        return is_first

    def prune(self) -> None:
        """Forgets albums that are complete by now."""
        limit = self._clock() - _REMEMBERED_S
        self._handled = {key: at for key, at in self._handled.items() if at >= limit}


def _key(message: Message | None) -> _Key | None:
    if message is None or message.media_group_id is None:
        return None
    return message.chat_id, message.media_group_id
