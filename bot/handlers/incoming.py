"""A message that is answered: by whom it is, in which language, and replies to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, Message, User

from bot.context import Context
from bot.rendering.formatted_text import FormattedText
from bot.rendering.translations import Texts
from bot.services import Services
from bot.telegram_io import sending


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message to reply to, who is answered, and the texts in their language."""

    context: Context
    message: Message
    user: User
    texts: Texts

    @classmethod
    def of(cls, context: Context, message: Message, user: User) -> Incoming:
        """The message, in the language of the user, who is recorded as having used the bot."""
        return cls(context, message, user, context.texts(user))

    @property
    def services(self) -> Services:
        """Settings, archive and stored data."""
        return self.context.services

    @property
    def is_private(self) -> bool:
        """Whether it is in a private chat."""
        return self.message.chat.type == "private"

    @property
    def is_of_admin(self) -> bool:
        """Whether the user is an administrator."""
        return self.services.is_admin(self.user.id)

    async def reply(
        self, parts: Sequence[FormattedText], *, keyboard: InlineKeyboardMarkup | None = None
    ) -> list[int]:
        """Replies with ``parts``, the keyboard under the last; returns their message ids."""
        return await sending.reply(self.context, self.message, parts, keyboard=keyboard)

    async def say(self, text: str, *, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Replies with a plain text."""
        await self.reply([FormattedText(text)], keyboard=keyboard)

    async def tell(
        self,
        key: str,
        *,
        count: int | None = None,
        keyboard: InlineKeyboardMarkup | None = None,
        **values: object,
    ) -> None:
        """Replies with the text of that name."""
        await self.say(self.texts(key, count=count, **values), keyboard=keyboard)
