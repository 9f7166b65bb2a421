"""The bot's commands, with their handlers and the menus that list them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, TypeAlias

from telegram import Update

from bot.context import Context
from bot.handlers.incoming import Incoming
from bot.handlers.refusals import refuse_unless_admin, refuse_without_access
from bot.telegram_io.menu import Menu

Handler: TypeAlias = Callable[[Update, Context], Coroutine[None, None, None]]
MessageHandler: TypeAlias = Callable[[Incoming], Coroutine[None, None, None]]
Audience: TypeAlias = Literal["all", "allowed", "admins"]


def on_message(handle: MessageHandler, *, audience: Audience = "all") -> Handler:
    """A handler of updates: it gives ``handle`` a message of the ``audience``, refusing others.

    The audience "allowed" is who may ask, "admins" are administrators in their private chat.
    """

    async def handler(update: Update, context: Context) -> None:
        message, user = update.effective_message, update.effective_user
        if not message or not user:
            return
        incoming = Incoming.of(context, message, user)
        if audience == "allowed" and await refuse_without_access(incoming):
            return
        if audience == "admins" and await refuse_unless_admin(incoming):
            return
        await handle(incoming)

    return handler


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the function that handles it, for which ``audience``, and the menus that list it.

    ``menus`` are "private", "group" and "admin", with the text ``command_NAME`` of ``bot/locales``;
    without any, the command works but is not listed. It works in forwarded and edited messages only
    if it ``is_question``. The chat's questions do not wait for one that ``is_slow``.
    """

    handler: str
    menus: tuple[str, ...] = ()
    audience: Audience = "all"
    is_question: bool = False
    is_slow: bool = False

    def load(self) -> Handler:
        """The handler of its updates."""
        module, _, function = self.handler.partition(":")
        return on_message(getattr(import_module(module), function), audience=self.audience)


_ALL = ("private", "group", "admin")
_PRIVATE = ("private", "admin")
_ADMIN = ("admin",)

COMMANDS = {
    "start": Command("bot.handlers.start:start", _PRIVATE, "allowed"),
    "ask": Command("bot.handlers.ask:ask_command", _ALL, is_question=True),
    "compare": Command("bot.handlers.compare:compare", _ALL),
    "today": Command("bot.handlers.today:today", _ALL, "allowed"),
    "alert": Command("bot.handlers.alerts:alert", _ALL, "allowed"),
    "alerts": Command("bot.handlers.alerts:alerts", (), "allowed"),
    "sources": Command("bot.handlers.browse:sources", _ALL, "allowed"),
    "find": Command("bot.handlers.browse:find", _ALL, "allowed"),
    "article": Command("bot.handlers.browse:find", (), "allowed"),
    "new": Command("bot.handlers.user_settings:new", _ALL),
    "language": Command("bot.handlers.user_settings:language", _ALL),
    "privacy": Command("bot.handlers.user_settings:privacy", _PRIVATE),
    "delete": Command("bot.handlers.user_settings:delete", _PRIVATE),
    "help": Command("bot.handlers.start:help_command", _ALL),
    "add": Command("bot.handlers.add:add_command", _ADMIN, "admins", is_slow=True),
    "subscribe": Command("bot.handlers.subscriptions:subscribe", _ADMIN, "admins", is_slow=True),
    "unsubscribe": Command("bot.handlers.subscriptions:unsubscribe", _ADMIN, "admins"),
    "remove": Command("bot.handlers.admin:remove", _ADMIN, "admins"),
    "status": Command("bot.handlers.admin:status", _ADMIN, "admins"),
    "users": Command("bot.handlers.admin:users", _ADMIN, "admins"),
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
