"""The context of handlers: services, and texts in the user's language."""

from __future__ import annotations

from asyncio import Lock
from typing import Any, TypeAlias

from telegram import Update, User
from telegram.ext import Application, CallbackContext, ExtBot

from bot.rendering.translations import Texts, language_for, texts_of
from bot.services import Services
from retrieval import Article

BotData: TypeAlias = dict[str, Services]
NoData: TypeAlias = dict[Any, Any]
SERVICES = "services"


class Context(CallbackContext[ExtBot[Lock], NoData, NoData, BotData]):
    """PTB's context with services, texts and links."""

    @property
    def services(self) -> Services:
        """Settings, archive and stored data."""
        return self.bot_data[SERVICES]

    def texts(self, user: User | None) -> Texts:
        """The texts in the language of ``user``, who is recorded as having used the bot."""
        if user is None:
            return texts_of(language_for(None, None))
        person = self.services.state.people.see(user.id, user.full_name, user.language_code)
        return texts_of(language_for(person.language, user.language_code))

    def texts_for(self, user_id: int) -> Texts:
        """The texts in the language of another user than that of the update."""
        person = self.services.state.people.person(user_id)
        if person is None:
            return texts_of(language_for(None, None))
        return texts_of(language_for(person.language, person.telegram_language))

    def start_link(self, payload: str) -> str:
        """A deep link that opens the bot with ``/start payload``."""
        return f"https://t.me/{self.bot.username}?start={payload}"

    def article_link(self, article: Article) -> str | None:
        """A deep link that shows an article in the chat; None if its id does not fit into one."""
        return self.start_link(f"art_{article.doc_id}") if is_payload(article.doc_id) else None


BotApplication: TypeAlias = Application[ExtBot[Lock], Context, NoData, NoData, BotData, None]


def is_payload(text: str) -> bool:
    """Whether ``text`` can be part of a deep link."""
    return (
        0 < len(text) <= 56 and text.isascii() and text.replace("-", "").replace("_", "").isalnum()
    )


def in_private(update: Update) -> bool:
    """Whether an update comes from a private chat."""
    return update.effective_chat is not None and update.effective_chat.type == "private"
