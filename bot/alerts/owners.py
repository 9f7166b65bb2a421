"""The chats that own alerts, as the archive names them."""

from __future__ import annotations

from dataclasses import dataclass

_TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class AlertChat:
    """A chat of a bot, or a topic of a forum, to which alerts are told.

    >>> AlertChat(77, -1001, 5).owner, AlertChat.of("telegram:77:42")
    ('telegram:77:-1001:5', AlertChat(bot_id=77, chat_id=42, thread_id=None))
    """

    bot_id: int
    chat_id: int
    thread_id: int | None = None

    @property
    def owner(self) -> str:
        """The owner of its alerts."""
        topic = "" if self.thread_id is None else f":{self.thread_id}"
        return f"{owner_of(self.bot_id)}:{self.chat_id}{topic}"

    @classmethod
    def of(cls, owner: str) -> AlertChat:
        """The chat of an owner."""
        _, bot_id, chat_id, *topic = owner.split(":")
        return cls(int(bot_id), int(chat_id), int(topic[0]) if topic else None)


def owner_of(bot_id: int) -> str:
    """The owner of which all chats of a bot are part.

    Several bots may serve an archive: each tells, and removes, the alerts of its own chats.
    """
    return f"{_TELEGRAM}:{bot_id}"
