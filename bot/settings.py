"""The bot's settings: ``ARTICLE_BOT_*`` variables over the table [bot] of the settings file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import tzinfo
from typing import Annotated, Literal

import msgspec

from retrieval import AlertError, SettingsError
from retrieval.alerts.schedule import time_zone
from retrieval.settings import invalid_setting, read_settings_file, read_variables

PREFIX = "ARTICLE_BOT_"
TOKEN = "TELEGRAM_BOT_TOKEN"
API_URL = "TELEGRAM_API_URL"
Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class Secret:
    """A text that is not shown by repr or in logs."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"


class BotSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the bot.

    The name of each is its TOML key and, in capitals after ``ARTICLE_BOT_``, its variable. Only
    the token and the API address have other variables.
    """

    token: Secret
    """The bot's token, from @BotFather; only from the variable TELEGRAM_BOT_TOKEN."""

    api_url: str = "https://api.telegram.org"
    """Bot API server, from the variable TELEGRAM_API_URL."""

    admins: tuple[int, ...] = ()
    """Telegram user ids of the administrators."""

    access: Literal["everyone", "list"] = "everyone"
    """Who may ask: everyone, or only users approved by an administrator."""

    state: str | None = None
    """Folder of the bot's database; ``bot`` in the folder of the archive if not set."""

    passages: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    """Passages in an answer, all but the first folded; a confident answer has only one."""

    timezone: str = "UTC"
    """Time zone of the days of /today, and of alerts until a chat chooses its own: a name such as
    Europe/Berlin, or the difference from UTC, such as +02:00.
    """

    questions_per_minute: Annotated[int, msgspec.Meta(ge=1, le=600)] = 20
    """Questions that one user may ask in a minute."""

    search_threads: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    """Number of concurrent searches."""

    poll_timeout_s: Annotated[int, msgspec.Meta(ge=1, le=50)] = 20
    """Timeout of getUpdates."""

    stall_s: Annotated[float, msgspec.Meta(ge=1.0)] = 45.0
    """Polling without any answer for this long is restarted; at least twice ``poll_timeout_s``,
    as an empty answer takes that long.
    """

    file_limit_mb: Annotated[int, msgspec.Meta(ge=1, le=2000)] = 20
    """Largest file that the Bot API server delivers; a local server allows up to 2,000 MB."""

    webhook_url: str | None = None
    """Public address of the webhook; the bot polls if not set."""

    webhook_secret: Secret = Secret("")
    """Secret token that Telegram sends with each update; required for a webhook."""

    webhook_path: str = "telegram"
    """Path on which the bot listens for the webhook, behind any proxy."""

    webhook_listen: str = "127.0.0.1"
    """Address on which the bot listens for the webhook."""

    webhook_port: Port = 8443
    """Port on which the bot listens for the webhook."""

    health_port: Port | None = None
    """Port of /healthz and /metrics; not served if not set."""

    health_listen: str = "127.0.0.1"
    """Address of /healthz and /metrics."""

    @property
    def bot_id(self) -> int:
        """The id of the bot, with which its token begins; 0 if that is no token."""
        first = self.token.reveal().partition(":")[0]
        return int(first) if first.isdecimal() else 0

    @property
    def zone(self) -> tzinfo:
        """The time zone named by ``timezone``."""
        return time_zone(self.timezone)


def load_bot_settings(environment: Mapping[str, str] | None = None) -> BotSettings:
    """The bot's settings from the settings file, if any, then the variables.

    Raises SettingsError with the name of the setting that cannot be used, without secret values.
    """
    environment = os.environ if environment is None else environment
    values = dict(read_settings_file(environment.get(PREFIX + "SETTINGS")).get("bot", {}))
    values |= read_variables(BotSettings, environment)
    if isinstance(values.get("admins"), str):
        values["admins"] = [part for part in re.split(r"[\s,;]+", values["admins"]) if part]
    if not environment.get(TOKEN):
        raise SettingsError(f"The bot has no token: get one from @BotFather and set {TOKEN}.")
    values["token"] = environment[TOKEN].strip()
    values |= {"api_url": environment[API_URL].rstrip("/")} if environment.get(API_URL) else {}
    try:
        settings = msgspec.convert(values, BotSettings, strict=False, dec_hook=_secret)
    except msgspec.ValidationError as error:
        raise invalid_setting(error) from error
    except ValueError as error:  # bytes that are not UTF-8
        raise SettingsError(f"A setting of the bot ({PREFIX}…) cannot be read.") from error
    _check_webhook(settings)
    _check_stall(settings)
    _check_timezone(settings)
    return settings


def _secret(kind: type, value: object) -> Secret:
    if kind is not Secret or not isinstance(value, str):
        raise NotImplementedError(kind)
    return Secret(value)


def _check_webhook(settings: BotSettings) -> None:
    if settings.webhook_url is None:
        return
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", settings.webhook_secret.reveal()):
        raise SettingsError(
            f"A webhook needs a secret: set {PREFIX}WEBHOOK_SECRET to 1 to 256 letters, digits, "
            "_ or -."
        )
    if settings.token.reveal() in settings.webhook_url + settings.webhook_path:
        raise SettingsError(
            f"The webhook's path is the token, which proxies would log: set "
            f"{PREFIX}WEBHOOK_PATH and {PREFIX}WEBHOOK_URL to another."
        )


def _check_stall(settings: BotSettings) -> None:
    if settings.stall_s < 2 * settings.poll_timeout_s:
        raise SettingsError(
            f"The setting stall_s ({PREFIX}STALL_S) must be at least "
            f"{2 * settings.poll_timeout_s}, twice poll_timeout_s ({PREFIX}POLL_TIMEOUT_S), as a "
            "poll without updates takes that long: raise it, or lower the other."
        )


def _check_timezone(settings: BotSettings) -> None:
    try:
        time_zone(settings.timezone)
    except AlertError as error:
        raise SettingsError(
            f"The setting timezone ({PREFIX}TIMEZONE) cannot be used: {error}"
        ) from error
