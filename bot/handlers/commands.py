"""The commands that Telegram offers, a list for each kind of chat and language; the profile."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.context import Context
from bot.rendering.translations import DEFAULT_LANGUAGE, LANGUAGES, Texts, texts_of
from bot.state import Chats

_log = logging.getLogger(__name__)
GROUP = ("ask", "sources", "article", "new", "language", "help")
PRIVATE = ("start", "ask", "sources", "article", "new", "language", "privacy", "delete", "help")
ADMIN = (*PRIVATE, "add", "remove", "status", "users")
_NOTE = "profile"


async def set_profile(bot: ExtBot[int], chats: Chats) -> None:
    """Sets commands and profile texts, where they are not what was set last time."""
    wanted = _fingerprint()
    if chats.note(_NOTE) == wanted:
        return
    try:
        for texts, code in _languages():
            await _set_language(bot, texts, code)
    except TelegramError as error:
        _log.warning("Commands and profile could not be set; the next start tries again: %s", error)
        return
    chats.set_note(_NOTE, wanted)


async def set_admin_commands(context: Context, user_id: int) -> None:
    """Offers an administrator's commands in their own chat, once for each language and version."""
    texts = context.texts_for(user_id)
    name, wanted = f"commands of {user_id}", f"{texts.language} {_fingerprint()}"
    if context.services.chats.note(name) != wanted:
        scope = BotCommandScopeChat(user_id)
        await context.bot.set_my_commands(_commands(ADMIN, texts), scope=scope)
        context.services.chats.set_note(name, wanted)


def _languages() -> Iterator[tuple[Texts, str | None]]:
    """The words of each language with its code; first for everybody else."""
    yield texts_of(DEFAULT_LANGUAGE), None
    for code in LANGUAGES:
        yield texts_of(code), code


async def _set_language(bot: ExtBot[int], texts: Texts, code: str | None) -> None:
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeAllPrivateChats(), PRIVATE),
        (BotCommandScopeAllGroupChats(), GROUP),
    ]
    for scope, names in scopes:
        await bot.set_my_commands(_commands(names, texts), scope=scope, language_code=code)
    await bot.set_my_description(texts("description"), language_code=code)
    await bot.set_my_short_description(texts("short_description"), language_code=code)


def _commands(names: tuple[str, ...], texts: Texts) -> list[BotCommand]:
    return [BotCommand(name, texts(f"command_{name}")) for name in names]


def _fingerprint() -> str:
    """Changes with anything that would be set."""
    said = [
        texts_of(code)(name)
        for code in LANGUAGES
        for name in (*(f"command_{each}" for each in ADMIN), "description", "short_description")
    ]
    return hashlib.sha256("\n".join([*said, *GROUP, *PRIVATE]).encode()).hexdigest()[:16]
