"""The folders of the user for caches and data, shared by all archives."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def user_cache_folder(environment: Mapping[str, str]) -> Path | None:
    """``$XDG_CACHE_HOME/article-bot``, else ``~/.cache/article-bot``; None without a home folder.

    >>> user_cache_folder({"XDG_CACHE_HOME": "/var/cache/ada"})
    PosixPath('/var/cache/ada/article-bot')
    """
    return _own_folder(environment, "XDG_CACHE_HOME", "~/.cache")


def user_data_folder(environment: Mapping[str, str]) -> Path | None:
    """``$XDG_DATA_HOME/article-bot``, else ``~/.local/share/article-bot``; None without a home.

    >>> user_data_folder({"XDG_DATA_HOME": "/var/data/ada"})
    PosixPath('/var/data/ada/article-bot')
    """
    return _own_folder(environment, "XDG_DATA_HOME", "~/.local/share")


def _own_folder(environment: Mapping[str, str], variable: str, default: str) -> Path | None:
    given = environment.get(variable, "")
    base = given if os.path.isabs(given) else os.path.expanduser(default)
    return Path(base) / "article-bot" if os.path.isabs(base) else None
