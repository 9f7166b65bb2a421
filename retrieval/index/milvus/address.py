"""Addresses of Milvus, such as ``milvus://search.example:19530`` and ``milvus-lite:news.db``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from retrieval.errors import SettingsError

_PORT = 19530
_TOKEN = "MILVUS_TOKEN"  # as Milvus's own programs read it
_LITE = "milvus-lite"
_PROTOCOLS = {"milvus": "http", "milvus+tls": "https"}
_FILE_NAME = re.compile(r"[\w.-]{1,33}\.db", re.ASCII)  # others Milvus Lite refuses
_CURE = "write it as milvus://HOST:PORT, milvus+tls://HOST:PORT or milvus-lite:FILE.db"


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where Milvus is; ``token``, a user and password, is shown nowhere."""

    name: str
    """The address as it is shown."""

    uri: str
    """What a client connects to: an address, or the file of Milvus Lite."""

    database: str = ""
    token: str = field(default="", repr=False)

    @property
    def is_file(self) -> bool:
        """Whether it is a file of Milvus Lite, which one program at a time can use."""
        return self.name.startswith(_LITE)


def parse_address(search: str) -> MilvusAddress:
    """The address that the setting ``search`` names; raises SettingsError if it is none.

    User and password are taken from it, or from ``MILVUS_TOKEN`` as ``USER:PASSWORD``.

    >>> parse_address("milvus://ada:secret@search.example/news")
    MilvusAddress(name='milvus://search.example:19530/news', uri='http://search.example:19530', \
database='news')
    """
    kind, _, rest = search.partition(":")
    return _file_address(rest) if kind == _LITE else _server_address(search)


def _file_address(path: str) -> MilvusAddress:
    file = Path(os.path.expanduser(path)).absolute()
    if not _FILE_NAME.fullmatch(file.name):
        raise SettingsError(
            "The setting search (ARTICLE_BOT_SEARCH) cannot be used: a file of Milvus Lite has a "
            "name of at most 36 letters, digits, dots, dashes and underscores that ends in .db."
        )
    return MilvusAddress(f"{_LITE}:{file}", str(file))


def _server_address(address: str) -> MilvusAddress:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:  # its message may hold the password
        host, port = None, _PORT
    if not host or parts.scheme not in _PROTOCOLS or parts.query or parts.fragment:
        raise SettingsError(
            f"The setting search (ARTICLE_BOT_SEARCH) cannot be used: {_CURE}."
        ) from None
    host = f"[{host}]" if ":" in host else host
    database = parts.path.strip("/")
    token = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
    return MilvusAddress(
        f"{parts.scheme}://{host}:{port}" + (f"/{database}" if database else ""),
        f"{_PROTOCOLS[parts.scheme]}://{host}:{port}",
        database,
        token or os.environ.get(_TOKEN, ""),
    )
