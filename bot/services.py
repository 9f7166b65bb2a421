"""The services that handlers use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.async_archive import AsyncArchive
from bot.examples import Examples
from bot.latest import Latest
from bot.limits import QuestionLimit
from bot.ops.metrics import Metrics
from bot.settings import BotSettings
from bot.state import BotState
from bot.telegram_io.albums import Albums
from bot.telegram_io.menu import Menu
from bot.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, archive and stored data of one bot.

    ``retry_update`` has the update with an id handled again; ``latest_inline`` is the last inline
    update of each user; ``latest_edits`` are the last edits of messages; ``running_callbacks`` are
    the user and the data of each callback query that is being handled.
    """

    settings: BotSettings
    archive: AsyncArchive
    examples: Examples
    menu: Menu
    state: BotState
    uploads: Uploads
    albums: Albums
    limit: QuestionLimit
    inline_limit: QuestionLimit
    metrics: Metrics
    started_at: datetime
    retry_update: Callable[[int], None]
    latest_inline: dict[int, int] = field(default_factory=dict)
    latest_edits: Latest = field(default_factory=Latest)
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
