"""Which names of settings there are, and which one a misspelt name is nearest to."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from retrieval.errors import SettingsError

PREFIX = "ARTICLE_BOT_"
BOT = "bot"  # the table of the settings file that is the bot's
BOT_NAMES = (  # the fields of bot.settings.BotSettings, which this package does not import
    "token",
    "api_url",
    "admins",
    "access",
    "state",
    "passages",
    "questions_per_minute",
    "search_threads",
    "poll_timeout_s",
    "stall_s",
    "file_limit_mb",
    "webhook_url",
    "webhook_secret",
    "webhook_path",
    "webhook_listen",
    "webhook_port",
    "health_port",
    "health_listen",
)
_NO_SETTINGS = ("settings", "debug", "allow_cuda")  # variables that are never lines of the file
_LIKE_OURS = re.compile(r"ARTI\w*BOT\w*", re.IGNORECASE)  # the prefix may be misspelt as well
_NEAR = 0.6  # of difflib's ratio, 1 for the same name
_VERY_NEAR = 0.9


def check_variables(environment: Mapping[str, str], own: Iterable[str]) -> None:
    """Raise SettingsError at a variable that is set and is no setting of any part.

    ``own`` are the names of the retrieval module's settings.
    """
    known = [name.upper() for name in (*own, *BOT_NAMES, *_NO_SETTINGS)]
    for variable in environment:
        if not environment[variable]:  # counts as not set
            continue
        if variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX)
            if name not in known:
                nearest = _nearest(name.upper(), known, _NEAR)
                raise SettingsError(
                    _unknown(f"variable {variable}", nearest and f"{PREFIX}{nearest}")
                )
        elif _LIKE_OURS.fullmatch(variable):
            ours = [PREFIX + name for name in known if variable.upper().endswith(f"_{name}")]
            if nearest := _nearest(variable.upper(), ours, _VERY_NEAR):
                raise SettingsError(_unknown(f"variable {variable}", nearest))


def check_file(content: Mapping[str, Any], own: Iterable[str], path: str) -> None:
    """Raise SettingsError at a line or table of the settings file that is no setting."""
    own = tuple(own)
    if not isinstance(content.get(BOT, {}), dict):
        raise SettingsError(f"The setting bot in {path} cannot be used: make it a table, [bot].")
    for name, value in content.items():
        if isinstance(value, dict) and name != BOT:
            raise SettingsError(_unknown(f"table [{name}] in {path}", "[bot]"))
        if name in BOT_NAMES:
            raise SettingsError(f"The setting {name} in {path} is the bot's: write it below [bot].")
        if name not in (*own, BOT):
            raise SettingsError(_unknown(f"setting {name} in {path}", _nearest(name, own, _NEAR)))
    for name in content.get(BOT, {}):
        if name in own and name not in BOT_NAMES:
            raise SettingsError(
                f"The setting {name} in {path} is not the bot's: write it above [bot]."
            )
        if name not in BOT_NAMES:
            nearest = _nearest(name, BOT_NAMES, _NEAR)
            raise SettingsError(_unknown(f"setting {name} below [bot] in {path}", nearest))


def _nearest(name: str, known: Iterable[str], least: float) -> str | None:
    """Return the most similar of the known names, where one is similar at all.

    >>> _nearest("archiv", ["k", "archive"], 0.6)
    'archive'
    """
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=least)
    return found[0] if found else None


def _unknown(what: str, nearest: str | None) -> str:
    if nearest is None:
        return f"There is no {what}: remove it; README.md lists the settings."
    return f"There is no {what}: did you mean {nearest}?"
