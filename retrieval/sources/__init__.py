"""Reading of files and folders into articles: the first step of every ingest."""

from __future__ import annotations

from retrieval.sources.files.find import PassedOver, find_files
from retrieval.sources.files.formats import KINDS, max_bytes
from retrieval.sources.files.registry import READER_VERSION, read_articles

__all__ = [
    "KINDS",
    "READER_VERSION",
    "PassedOver",
    "find_files",
    "max_bytes",
    "read_articles",
]
