"""Settings, from a TOML file and from ``ARTICLE_BOT_*`` variables, which take precedence."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from retrieval.errors import SettingsError
from retrieval.regular_files import open_regular
from retrieval.setting_names import BOT, PREFIX, check_file, check_variables
from retrieval.types import MAX_KEEP_DAYS

SETTINGS_FILE = "ARTICLE_BOT_SETTINGS"
_WRONG_VALUE = re.compile(
    r"Expected `(?P<type>\w+)(?: \| null)?`(?:, got `\w+`)?"
    r"(?: (?P<relation>[<>]=?) (?P<limit>\S+))?"
)
_VALUES = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "a text"}
_LIMITS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the retrieval module.

    The name of each is its TOML key and, in capitals after ``ARTICLE_BOT_``, its variable.
    """

    archive: Annotated[str, msgspec.Meta(min_length=1)] = "archive"
    """Folder of the archive, in which ``~`` is the home folder, or address of its database."""

    search: str | None = None
    """Address of the search engine that holds the indexes, as ``milvus://HOST:PORT``, or a file of
    Milvus Lite, as ``milvus-lite:FILE.db``; by default they are files on this machine.
    """

    embedder: str | None = None
    """Embedding model, by short name (see docs/models.md), full name or folder; by default that of
    the archive.
    """

    k: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    """Passages in an answer."""

    target_words: Annotated[int, msgspec.Meta(ge=20, le=200)] = 120
    """Neighbouring paragraphs are joined into a passage up to this many words."""

    answer_threshold: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.5
    """Confidence below which the archive does not answer."""

    answer_reader: Literal["off", "small", "full"] = "full"
    """How many passages the answer reader reads: none, a few for slow computers, or more."""

    threads: Annotated[int, msgspec.Meta(ge=1, le=1024)] | None = None
    """Threads for embedding; by default one per processor."""

    allow_private_addresses: bool = False
    """Whether web addresses on this machine and in private networks may be fetched."""

    feed_articles: Annotated[int, msgspec.Meta(ge=1, le=50_000)] = 200
    """Maximum number of articles from a feed or sitemap, the newest ones."""

    read_timeout_s: Annotated[float, msgspec.Meta(ge=0.1, le=3600.0)] = 20.0
    """Time limit for reading one article, in seconds."""

    fetch_delay_s: Annotated[float, msgspec.Meta(ge=0.0, le=60.0)] = 1.0
    """Delay between two requests to the same host, in seconds."""

    keep_days: Annotated[int, msgspec.Meta(ge=1, le=MAX_KEEP_DAYS)] | None = None
    """Days after which articles that subscriptions brought are removed; by default they stay."""

    state: str | None = None
    """Folder of the bot's memory, by default ``bot`` in the archive; set in the table [bot]."""

    def __repr__(self) -> str:
        shown = {name: getattr(self, name) for name in self.__struct_fields__}
        for name in ("archive", "search"):
            kind, is_address, _ = str(shown[name]).partition("://")
            if is_address:  # may hold a password
                shown[name] = f"{kind}://…"
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


def load_settings(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Load settings: defaults, the file named by ``ARTICLE_BOT_SETTINGS``, variables, overrides.

    Later ones take precedence; an override of ``None`` is ignored. Raises SettingsError for an
    invalid or unknown setting.
    """
    environment = os.environ if environment is None else environment
    check_variables(environment, Settings.__struct_fields__)
    values: dict[str, object] = dict(_from_file(environment.get(SETTINGS_FILE)))
    values |= read_variables(Settings, environment)
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = msgspec.convert(values, Settings, strict=False)
        return msgspec.structs.replace(
            settings,
            archive=_expanded(settings.archive),
            state=settings.state and _expanded(settings.state),
        )
    except msgspec.ValidationError as error:
        raise invalid_setting(error) from error
    except ValueError as error:  # invalid UTF-8, or a zero byte
        raise SettingsError(f"A setting ({PREFIX}…) cannot be read: {error}.") from error


def settings_for(settings: Settings, archive: str) -> Settings:
    """The same settings for another archive, with the bot's data where it is by default.

    Raises SettingsError if ``archive`` names nothing.
    """
    if not archive.strip():
        raise SettingsError(
            "The new archive has no name: give a folder, or postgresql://USER@HOST/NAME."
        )
    return msgspec.structs.replace(settings, archive=_expanded(archive), state=None)


def read_settings_file(path: str | None) -> Mapping[str, Any]:
    """Parses the settings file at ``path``; empty if it is None.

    Top-level values are settings of the retrieval module, the table [bot] those of the bot. Raises
    SettingsError if the file cannot be read, and for an unknown setting.
    """
    if not path:
        return {}
    try:
        with open_regular(path) as file:
            content = tomllib.loads(file.read().decode("utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The settings file {path} cannot be read: {error.strerror}; check {SETTINGS_FILE}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}.") from error
    check_file(content, Settings.__struct_fields__, path)
    return content


def read_variables(
    settings: type[msgspec.Struct], environment: Mapping[str, str]
) -> dict[str, object]:
    """The fields of ``settings`` whose variables are set."""
    return {
        name: environment[PREFIX + name.upper()]
        for name in settings.__struct_fields__
        if environment.get(PREFIX + name.upper())
    }


def invalid_setting(error: msgspec.ValidationError) -> SettingsError:
    """The error that names the setting and its variable."""
    problem, _, path = str(error).partition(" - at `$.")
    problem = _in_words(problem)
    name = re.match(r"\w+", path)
    if not name:
        return SettingsError(f"A setting cannot be used: {problem}.")
    variable = f"{PREFIX}{name[0].upper()}"
    return SettingsError(f"The setting {name[0]} ({variable}) cannot be used: {problem}.")


def _in_words(problem: str) -> str:
    """What msgspec finds wrong with a value, as what to give instead.

    >>> _in_words("Expected `int | null`, got `str`"), _in_words("Expected `float` >= 0.5")
    ('give a whole number', 'give a number of at least 0.5')
    """
    found = _WRONG_VALUE.fullmatch(problem)
    wanted = _VALUES.get(found["type"]) if found else None
    if not found or not wanted:
        return problem
    limit = _LIMITS.get(found["relation"] or "", "")
    return f"give {wanted} of {limit} {found['limit']}" if limit else f"give {wanted}"


def _expanded(folder: str) -> str:
    if "\0" in folder:
        raise ValueError("a folder's name holds a zero byte")
    return os.path.expanduser(folder)


def _from_file(path: str | None) -> Mapping[str, Any]:
    content = read_settings_file(path)
    own = {name: value for name, value in content.items() if name != BOT}
    return own | {name: value for name, value in content.get(BOT, {}).items() if name == "state"}
