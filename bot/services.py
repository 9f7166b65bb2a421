"""The services that handlers use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.async_archive import AsyncArchive
from bot.examples import Examples
from bot.limits import QuestionLimit
from bot.ops.metrics import Metrics
from bot.settings import BotSettings
from bot.state import BotState
from bot.telegram_io.menu import Menu
from bot.uploads import Uploads


class LatestEdits:
    """The last edits of messages, to skip an edit that changes nothing, which Telegram refuses.

    Two quick presses of a button cause the same edit twice. At most ``max_messages`` are kept.
    """

    def __init__(self, *, max_messages: int = 1000) -> None:
        self._latest: dict[tuple[int, int], object] = {}
        self._max_messages = max_messages

    def is_new(self, message: tuple[int, int], content: object) -> bool:
        """Records an edit; False if it equals the last one of that message."""
        if self._latest.get(message) == content:
            return False
        self._latest.pop(message, None)
        self._latest[message] = content
        if len(self._latest) > self._max_messages:
            del self._latest[next(iter(self._latest))]
        return True


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, archive and stored data of one bot.

    ``retry_update`` has the update with an id handled again; ``latest_inline`` is the last inline
    update of each user; ``running_callbacks`` are the user and the data of each callback query that
    is being handled.
    """

    settings: BotSettings
    archive: AsyncArchive
    examples: Examples
    menu: Menu
    state: BotState
    uploads: Uploads
    limit: QuestionLimit
    inline_limit: QuestionLimit
    metrics: Metrics
    started_at: datetime
    retry_update: Callable[[int], None]
    latest_inline: dict[int, int] = field(default_factory=dict)
    latest_edits: LatestEdits = field(default_factory=LatestEdits)
    running_callbacks: set[tuple[int, str]] = field(default_factory=set)

    def is_admin(self, user_id: int) -> bool:
        """Whether a user is an administrator."""
        return user_id in self.settings.admins

    def may_ask(self, user_id: int) -> bool:
        """Whether a user may ask questions."""
        if self.settings.access == "everyone" or self.is_admin(user_id):
            return True
        person = self.state.people.person(user_id)
        return person is not None and person.access == "allowed"
