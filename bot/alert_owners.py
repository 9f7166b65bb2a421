"""The chats that own alerts, as the archive names them."""

from __future__ import annotations

from dataclasses import dataclass

TELEGRAM = "telegram"
"""The owner of which all chats are part."""


@dataclass(frozen=True, slots=True)
class AlertChat:
    """A chat, or a topic of a forum, to which alerts are told.

    >>> AlertChat(-1001, 5).owner, AlertChat.of("telegram:42")
    ('telegram:-1001:5', AlertChat(chat_id=42, thread_id=None))
    """

    chat_id: int
    thread_id: int | None = None

    @property
    def owner(self) -> str:
        """The owner of its alerts."""
        topic = "" if self.thread_id is None else f":{self.thread_id}"
        return f"{TELEGRAM}:{self.chat_id}{topic}"

    @property
    def is_private(self) -> bool:
        """Whether it is a private chat, whose id is that of the user."""
        return self.chat_id > 0

    @classmethod
    def of(cls, owner: str) -> AlertChat:
        """The chat of an owner."""
        _, chat_id, *topic = owner.split(":")
        return cls(int(chat_id), int(topic[0]) if topic else None)
