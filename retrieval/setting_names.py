"""Checks the names of settings, with suggestions for misspelt ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from retrieval.errors import SettingsError

PREFIX = "ARTICLE_BOT_"
BOT = "bot"  # the table of the bot's settings in the file
BOT_NAMES = (  # the fields of bot.settings.BotSettings, which this package does not import
    "token",
    "api_url",
    "admins",
    "access",
    "state",
    "passages",
    "timezone",
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
_VARIABLES_ONLY = ("settings", "debug", "allow_cuda")  # variables that cannot be set in the file
_SIMILAR_PREFIX = re.compile(r"ARTI\w*BOT\w*", re.IGNORECASE)  # matches a misspelt prefix too
_SIMILAR = 0.6  # difflib's ratio, 1 for the same name
_VERY_SIMILAR = 0.9


def check_variables(environment: Mapping[str, str], own: Iterable[str]) -> None:
    """Raises SettingsError for an unknown variable with our prefix.

    ``own`` are the names of the retrieval module's settings.
    """
    known = [name.upper() for name in (*own, *BOT_NAMES, *_VARIABLES_ONLY)]
    for variable in environment:
        if not environment[variable]:  # counts as not set
            continue
        if variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX)
            if name not in known:
                nearest = _nearest(name.upper(), known, _SIMILAR)
                raise SettingsError(
                    _unknown(f"variable {variable}", nearest and f"{PREFIX}{nearest}")
                )
        elif _SIMILAR_PREFIX.fullmatch(variable):
            ours = [PREFIX + name for name in known if variable.upper().endswith(f"_{name}")]
            if nearest := _nearest(variable.upper(), ours, _VERY_SIMILAR):
                raise SettingsError(_unknown(f"variable {variable}", nearest))


def check_file(content: Mapping[str, Any], own: Iterable[str], path: str) -> None:
    """Raises SettingsError for an unknown setting or table in the settings file."""
    own = tuple(own)
    if not isinstance(content.get(BOT, {}), dict):
        raise SettingsError(f"The setting bot in {path} cannot be used: make it a table, [bot].")
    for name, value in content.items():
        if isinstance(value, dict) and name != BOT:
            raise SettingsError(_unknown(f"table [{name}] in {path}", "[bot]"))
        if name in BOT_NAMES:
            raise SettingsError(f"The setting {name} in {path} is the bot's: write it below [bot].")
        if name not in (*own, BOT):
            raise SettingsError(
                _unknown(f"setting {name} in {path}", _nearest(name, own, _SIMILAR))
            )
    for name in content.get(BOT, {}):
        if name in own and name not in BOT_NAMES:
            raise SettingsError(
                f"The setting {name} in {path} is not the bot's: write it above [bot]."
            )
        if name not in BOT_NAMES:
            nearest = _nearest(name, BOT_NAMES, _SIMILAR)
            raise SettingsError(_unknown(f"setting {name} below [bot] in {path}", nearest))


def _nearest(name: str, known: Iterable[str], least: float) -> str | None:
    """Returns the most similar known name, if its similarity is at least ``least``.

    >>> _nearest("archiv", ["k", "archive"], 0.6)
    'archive'
    """
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=least)
    return found[0] if found else None


def _unknown(what: str, nearest: str | None) -> str:
    if nearest is None:
        return f"There is no {what}: remove it; docs/archive.md and docs/telegram.md list them."
    return f"There is no {what}: did you mean {nearest}?"
