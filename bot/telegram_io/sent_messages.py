"""Whether the user has got an answer while an update is being handled.

An update that failed half-way may be handled again only if not: nobody gets an answer twice.
"""

from __future__ import annotations

from contextvars import ContextVar

_sent: ContextVar[list[int]] = ContextVar("messages sent for the update that is being handled")


def begin_update() -> None:
    """Begins to count, for the task of the caller and those that it starts."""
    _sent.set([])


def note_sent(message_id: int) -> None:
    """Records that Telegram has accepted a message that answers."""
    if (sent := _sent.get(None)) is not None:
        sent.append(message_id)


def has_sent() -> bool:
    """Whether a message was sent since :func:`begin_update`."""
    return bool(_sent.get(None))
