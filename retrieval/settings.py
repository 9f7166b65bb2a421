"""Every setting: read once, from ``ARTICLE_BOT_*`` variables over a TOML file, and checked."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from retrieval.errors import SettingsError
from retrieval.regular_files import open_regular
from retrieval.setting_names import BOT, PREFIX, check_file, check_variables

SETTINGS_FILE = "ARTICLE_BOT_SETTINGS"
_MAX_FILE_BYTES = 1_000_000


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the retrieval module; the name of each is its TOML key and, after
    ``ARTICLE_BOT_`` and in capitals, its variable.
    """

    archive: Annotated[str, msgspec.Meta(min_length=1)] = "archive"
    """Folder of the archive; ``~`` is the user's own."""

    embedder: str | None = None
    """Model of sentence-transformers, by name or folder; the archive's own where not set."""

    k: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    """Passages in an answer."""

    target_words: Annotated[int, msgspec.Meta(ge=20, le=200)] = 120
    """Neighbouring paragraphs are joined into a passage up to this many words."""

    answer_threshold: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.5
    """Confidence below which an answer is "this archive does not answer that"."""

    threads: Annotated[int, msgspec.Meta(ge=1, le=1024)] | None = None
    """Threads that embed; all processors where not set."""

    allow_private_addresses: bool = False
    """Whether web addresses of this machine and of private networks may be read."""

    feed_articles: Annotated[int, msgspec.Meta(ge=1, le=50_000)] = 200
    """Articles that are read of a feed or sitemap, the newest ones."""

    read_timeout_s: Annotated[float, msgspec.Meta(ge=0.1, le=3600.0)] = 20.0
    """Seconds after which the reading of one article is given up."""

    fetch_delay_s: Annotated[float, msgspec.Meta(ge=0.0, le=60.0)] = 1.0
    """Seconds between two pages that are fetched from one host."""

    state: str | None = None
    """Folder of what the bot remembers, the folder ``bot`` in the archive's where not set; a line
    of the table [bot], as the other settings of the bot.
    """


def load_settings(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from the file that ``ARTICLE_BOT_SETTINGS`` names, if any, then the variables,
    then ``overrides``, of which ``None`` counts as not given.

    Raises SettingsError naming the setting that cannot be used, and at a name that is no setting
    of any part of the program.
    """
    environment = os.environ if environment is None else environment
    check_variables(environment, Settings.__struct_fields__)
    values: dict[str, object] = dict(_from_file(environment.get(SETTINGS_FILE)))
    values |= _from_variables(environment)
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = msgspec.convert(values, Settings, strict=False)
        return msgspec.structs.replace(
            settings,
            archive=_expanded(settings.archive),
            state=settings.state and _expanded(settings.state),
        )
    except msgspec.ValidationError as error:
        raise SettingsError(_explain(error)) from error
    except ValueError as error:  # bytes that are no text, where a number or a home is to be read
        raise SettingsError(f"A setting ({PREFIX}…) cannot be read: {error}.") from error


def read_settings_file(path: str | None) -> Mapping[str, Any]:
    """What the settings file at ``path`` says, nothing where there is none.

    Values at its top are the retrieval module's; a table is another part's, as [bot] is the bot's.
    Raises SettingsError where it cannot be read, and where it says what is no setting.
    """
    if not path:
        return {}
    try:
        content = tomllib.loads(_text_of(path))
    except OSError as error:
        raise SettingsError(
            f"The settings file {path} cannot be read: {error.strerror}; check {SETTINGS_FILE}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error}.") from error
    check_file(content, Settings.__struct_fields__, path)
    return content


def _text_of(path: str) -> str:
    with open_regular(path) as file:
        content = file.read(_MAX_FILE_BYTES + 1)
    if len(content) > _MAX_FILE_BYTES:
        raise ValueError(f"it is larger than {_MAX_FILE_BYTES // 1_000_000} MB")
    return content.decode("utf-8")


def _expanded(folder: str) -> str:
    if "\0" in folder:
        raise ValueError("a folder's name holds a zero byte")
    return os.path.expanduser(folder)


def _from_file(path: str | None) -> Mapping[str, Any]:
    content = read_settings_file(path)
    own = {name: value for name, value in content.items() if name != BOT}
    return own | {name: value for name, value in content.get(BOT, {}).items() if name == "state"}


def _from_variables(environment: Mapping[str, str]) -> dict[str, object]:
    return {
        name: environment[PREFIX + name.upper()]
        for name in Settings.__struct_fields__
        if environment.get(PREFIX + name.upper())
    }


def _explain(error: msgspec.ValidationError) -> str:
    problem, _, place = str(error).partition(" - at `$.")
    name = place.rstrip("`")
    if not name:
        return f"A setting cannot be used: {problem}."
    return f"The setting {name} ({PREFIX}{name.upper()}) cannot be used: {problem}."
