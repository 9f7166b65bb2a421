"""What handlers work with, joined in one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.async_archive import AsyncArchive
from bot.limits import QuestionLimit
from bot.ops.metrics import Metrics
from bot.settings import BotSettings
from bot.state import BotState
from bot.telegram_io.albums import Albums
from bot.telegram_io.menu import Menu
from bot.uploads import Uploads


class LatestEdits:
    """What messages were last changed into, as far as memory goes; two quick presses of a button
    ask for the same change, which Telegram refuses the second time.
    """

    def __init__(self, *, most: int = 1000) -> None:
        self._latest: dict[tuple[int, int], object] = {}
        self._most = most

    def is_new(self, message: tuple[int, int], content: object) -> bool:
        """Notes a change; whether it is another than the last one of that message."""
        if self._latest.get(message) == content:
            return False
        self._latest.pop(message, None)
        self._latest[message] = content
        if len(self._latest) > self._most:
            del self._latest[next(iter(self._latest))]
        return True


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, archive and memory of one bot.

    ``keep_update`` has the update of that id handled again at the next start; ``latest_inline``
    is the last inline query that each user is typing; ``sending_for`` are the buttons, each with
    who pressed it, for which passages are being sent.
    """

    settings: BotSettings
    library: AsyncArchive
    menu: Menu
    state: BotState
    uploads: Uploads
    albums: Albums
    limit: QuestionLimit
    inline_limit: QuestionLimit
    metrics: Metrics
    started_at: datetime
    keep_update: Callable[[int], None]
    latest_inline: dict[int, int] = field(default_factory=dict)
    latest_edits: LatestEdits = field(default_factory=LatestEdits)
    sending_for: set[tuple[int, str]] = field(default_factory=set)

    def is_admin(self, user_id: int) -> bool:
        """Whether a user is an administrator; asked at each call, remembered nowhere."""
        return user_id in self.settings.admins

    def may_ask(self, user_id: int) -> bool:
        """Whether a user may ask questions."""
        if self.settings.access == "everyone" or self.is_admin(user_id):
            return True
        person = self.state.people.person(user_id)
        return person is not None and person.access == "allowed"
