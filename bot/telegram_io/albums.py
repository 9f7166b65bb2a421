"""Albums: several messages that a user sent as one, of which one may have words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeAlias

from telegram import Message

from bot.telegram_io.addressing import text_of

_ALL_HERE_WITHIN_S = 1.0  # Telegram delivers the messages of an album one after another
_REMEMBERED_S = 600.0
_Key: TypeAlias = tuple[int, str]


class Albums:
    """Which albums have words, noted as messages arrive, and which were answered without."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._settled: dict[_Key, float] = {}  # when it was known that nothing more is to be said

    def see(self, message: Message | None) -> None:
        """Notes a message that has arrived."""
        key = _key(message)
        if key and message and text_of(message).strip():
            self._settled.setdefault(key, self._clock())

    async def is_to_be_told(self, message: Message) -> bool:
        """Whether to reply to a message without words: to the first of an album in which no
        message has any, and to every one that stands alone.
        """
        key = _key(message)
        if key is None:
            return True
        if key not in self._settled:
            await asyncio.sleep(_ALL_HERE_WITHIN_S)
        is_first = key not in self._settled
        self._settled.setdefault(key, self._clock())
        return is_first

    def prune(self) -> None:
        """Forgets albums of which nothing more will come."""
        limit = self._clock() - _REMEMBERED_S
        self._settled = {key: at for key, at in self._settled.items() if at >= limit}


def _key(message: Message | None) -> _Key | None:
    if message is None or message.media_group_id is None:
        return None
    return message.chat_id, message.media_group_id
