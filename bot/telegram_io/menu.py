"""The command menus, one for each kind of chat and language, and the bot's profile."""

from __future__ import annotations

import hashlib
import logging
from asyncio import Lock
from collections.abc import Iterator
from dataclasses import dataclass

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.rendering.translations import DEFAULT_LANGUAGE, LANGUAGES, Texts, texts_of
from bot.state import Chats

_log = logging.getLogger(__name__)
_FINGERPRINT_KEY = "profile"


@dataclass(frozen=True, slots=True)
class Menu:
    """Names of the commands in the menus of private chats, groups and administrators."""

    private: tuple[str, ...]
    group: tuple[str, ...]
    admin: tuple[str, ...]

    async def set_profile(self, bot: ExtBot[Lock], chats: Chats) -> None:
        """Sets command menus and profile texts, unless they are as they were last set."""
        fingerprint = self._fingerprint()
        if chats.note(_FINGERPRINT_KEY) == fingerprint:
            return
        try:
            for texts, code in _languages():
                await self._set_language(bot, texts, code)
        except TelegramError as error:
            _log.warning("Commands and profile could not be set; the next start retries: %s", error)
            return
        chats.set_note(_FINGERPRINT_KEY, fingerprint)

    async def set_admin_commands(
        self, bot: ExtBot[Lock], chats: Chats, user_id: int, texts: Texts
    ) -> None:
        """Sets an administrator's command menu, unless it is as it was last set."""
        name, fingerprint = f"commands of {user_id}", f"{texts.language} {self._fingerprint()}"
        if chats.note(name) != fingerprint:
            scope = BotCommandScopeChat(user_id)
            await bot.set_my_commands(_commands(self.admin, texts), scope=scope)
            chats.set_note(name, fingerprint)

    async def _set_language(self, bot: ExtBot[Lock], texts: Texts, code: str | None) -> None:
        scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
            (BotCommandScopeDefault(), self.private),
            (BotCommandScopeAllPrivateChats(), self.private),
            (BotCommandScopeAllGroupChats(), self.group),
        ]
        for scope, names in scopes:
            await bot.set_my_commands(_commands(names, texts), scope=scope, language_code=code)
        await bot.set_my_description(texts("description"), language_code=code)
        await bot.set_my_short_description(texts("short_description"), language_code=code)

    def _fingerprint(self) -> str:
        """A hash of everything that would be set."""
        parts = [
            texts_of(code)(name)
            for code in LANGUAGES
            for name in (*map(_text_name, self.admin), "description", "short_description")
        ]
        return hashlib.sha256("\n".join([*parts, *self.group, *self.private]).encode()).hexdigest()[
            :16
        ]


def _languages() -> Iterator[tuple[Texts, str | None]]:
    """The texts and code of each language; first the default, with None."""
    yield texts_of(DEFAULT_LANGUAGE), None
    for code in LANGUAGES:
        yield texts_of(code), code


def _commands(names: tuple[str, ...], texts: Texts) -> list[BotCommand]:
    return [BotCommand(name, texts(_text_name(name))) for name in names]


def _text_name(command: str) -> str:
    return f"command_{command}"
