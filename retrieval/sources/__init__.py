"""Sources → articles: files, web pages, metadata, and removal of boilerplate."""

from __future__ import annotations

from retrieval.sources.files.find import SkippedFile, find_files
from retrieval.sources.files.formats import KINDS, max_bytes
from retrieval.sources.files.registry import READER_VERSION, read_articles

__all__ = [
    "KINDS",
    "READER_VERSION",
    "SkippedFile",
    "find_files",
    "max_bytes",
    "read_articles",
]
