"""The cache folder of the user, shared by all archives."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def user_cache_folder(environment: Mapping[str, str]) -> Path | None:
    """``$XDG_CACHE_HOME/article-bot``, else ``~/.cache/article-bot``; None without a home folder.

    >>> user_cache_folder({"XDG_CACHE_HOME": "/var/cache/ada"})
    PosixPath('/var/cache/ada/article-bot')
    """
    given = environment.get("XDG_CACHE_HOME", "")
    base = given if os.path.isabs(given) else os.path.expanduser("~/.cache")
    return Path(base) / "article-bot" if os.path.isabs(base) else None
