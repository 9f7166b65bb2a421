"""The bot's commands, with their handlers and the menus that list them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias

from telegram import Update

from bot.context import Context
from bot.telegram_io.menu import Menu

Handler: TypeAlias = Callable[[Update, Context], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the module and function that handle it, and the menus that list it.

    ``menus`` are "private", "group" and "admin", with the text ``command_NAME`` of ``bot/locales``;
    without any, the command works but is not listed. It works in forwarded and edited messages only
    if it ``is_question``. The chat's questions do not wait for one that ``is_slow``.
    """

    handler: str
    menus: tuple[str, ...] = ()
    is_question: bool = False
    is_slow: bool = False

    def load(self) -> Handler:
        """The function that handles it."""
        module, _, function = self.handler.partition(":")
        handler: Handler = getattr(import_module(module), function)
        return handler


_ALL = ("private", "group", "admin")
_PRIVATE = ("private", "admin")
_ADMIN = ("admin",)

COMMANDS = {
    "start": Command("bot.handlers.start:start", _PRIVATE),
    "ask": Command("bot.handlers.ask:ask_command", _ALL, is_question=True),
    "compare": Command("bot.handlers.compare:compare", _ALL),
    "today": Command("bot.handlers.today:today", _ALL),
    "alert": Command("bot.handlers.alerts:alert", _ALL),
    "alerts": Command("bot.handlers.alerts:alerts"),
    "sources": Command("bot.handlers.browse:sources", _ALL),
    "find": Command("bot.handlers.browse:find", _ALL),
    "article": Command("bot.handlers.browse:find"),
    "new": Command("bot.handlers.user_settings:new", _ALL),
    "language": Command("bot.handlers.user_settings:language", _ALL),
    "privacy": Command("bot.handlers.user_settings:privacy", _PRIVATE),
    "delete": Command("bot.handlers.user_settings:delete", _PRIVATE),
    "help": Command("bot.handlers.start:help_command", _ALL),
    "add": Command("bot.handlers.add:add_command", _ADMIN, is_slow=True),
    "subscribe": Command("bot.handlers.subscriptions:subscribe", _ADMIN, is_slow=True),
    "unsubscribe": Command("bot.handlers.subscriptions:unsubscribe", _ADMIN),
    "remove": Command("bot.handlers.admin:remove", _ADMIN),
    "status": Command("bot.handlers.admin:status", _ADMIN),
    "users": Command("bot.handlers.admin:users", _ADMIN),
}


def slow_commands() -> frozenset[str]:
    """The names of those that the chat's questions do not wait for."""
    return frozenset(name for name, command in COMMANDS.items() if command.is_slow)


def menu() -> Menu:
    """The menus, in the order of the table."""
    names = {
        menu: tuple(name for name, command in COMMANDS.items() if menu in command.menus)
        for menu in _ALL
    }
    return Menu(**names)
