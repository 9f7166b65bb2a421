"""The bot's commands: what handles each, and in which of Telegram's menus it is offered."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from telegram import Update

from bot.context import Context
from bot.handlers import add, admin, ask, browse, start, user_settings
from bot.telegram_io.menu import Menu


@dataclass(frozen=True, slots=True)
class Command:
    """A command; a forwarded or edited message carries it out only if it ``is_question``.

    ``menus`` are those that offer it, with its text ``command_NAME`` of ``bot/locales``: "private",
    "group" and "admin"; without any it is only understood.
    """

    handle: Callable[[Update, Context], Coroutine[None, None, None]]
    menus: tuple[str, ...] = ()
    is_question: bool = False


_ALL = ("private", "group", "admin")
_PRIVATE = ("private", "admin")
_ADMIN = ("admin",)

COMMANDS = {
    "start": Command(start.start, _PRIVATE),
    "ask": Command(ask.ask_command, _ALL, is_question=True),
    "sources": Command(browse.sources, _ALL),
    "article": Command(browse.article, _ALL),
    "new": Command(user_settings.new, _ALL),
    "language": Command(user_settings.language, _ALL),
    "privacy": Command(user_settings.privacy, _PRIVATE),
    "delete": Command(user_settings.delete, _PRIVATE),
    "help": Command(start.help_command, _ALL),
    "add": Command(add.add_command, _ADMIN),
    "remove": Command(admin.remove, _ADMIN),
    "status": Command(admin.status, _ADMIN),
    "users": Command(admin.users, _ADMIN),
}


def menu() -> Menu:
    """The names that Telegram offers, in the order of the table."""
    offered = {
        name: tuple(command for command, its in COMMANDS.items() if name in its.menus)
        for name in _ALL
    }
    return Menu(**offered)
