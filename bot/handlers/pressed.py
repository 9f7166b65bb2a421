"""A button that was pressed: by whom, under which message, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, User
from telegram.error import BadRequest

from bot.context import Context
from bot.handlers.incoming import Incoming
from bot.rendering.formatted_text import FormattedText
from bot.rendering.translations import Texts
from bot.services import Services
from bot.telegram_io import sending

_MAX_CHARACTERS = 200  # Telegram's limit for the answer to a callback query


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press; ``subject`` is what stands behind the action in the data of the button."""

    query: CallbackQuery
    context: Context
    texts: Texts
    subject: str

    @property
    def user(self) -> User:
        """Who pressed it."""
        return self.query.from_user

    @property
    def message(self) -> Message | None:
        """The message with the button; None if Telegram no longer gives access to it."""
        return self.query.message if isinstance(self.query.message, Message) else None

    @property
    def incoming(self) -> Incoming | None:
        """That message, to be replied to for the user who pressed."""
        message = self.message
        return Incoming(self.context, message, self.user, self.texts) if message else None

    @property
    def services(self) -> Services:
        """Settings, archive and stored data."""
        return self.context.services

    async def answer(self, text: str = "") -> None:
        """Answers the press, with a short notice if there is a text."""
        await self._answer(text, is_alert=False)

    async def alert(self, key: str, *, count: int | None = None, **values: object) -> None:
        """Answers the press with a text that the user has to close."""
        await self._answer(self.texts(key, count=count, **values), is_alert=True)

    async def may_ask(self) -> bool:
        """Whether the user may ask; otherwise the press is answered."""
        if self.services.may_ask(self.user.id):
            return True
        await self.alert("access_needed")
        return False

    async def replace_message(
        self, part: FormattedText | str, *, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Puts something else in the place of the message with the button."""
        where = self.query.message
        if where:
            part = FormattedText(part) if isinstance(part, str) else part
            await sending.edit(
                self.context, where.chat.id, where.message_id, part, keyboard=keyboard
            )

    async def _answer(self, text: str, *, is_alert: bool) -> None:
        """Does nothing if it is too late for an answer."""
        try:
            await self.query.answer(text[:_MAX_CHARACTERS] or None, show_alert=is_alert)
        except BadRequest as error:
            if "too old" not in str(error).lower():
                raise
