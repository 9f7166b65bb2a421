"""Articles in, passages that answer out: the retrieval module and its public names.

>>> from retrieval import load_settings, open_archive
>>> with open_archive(load_settings(archive="news"), create=True) as archive:  # doctest: +SKIP
...     archive.ingest(["articles/"])
...     answer = archive.ask("Who is the mayor of Kyiv?")

A name is imported when it is first used: a program that starts with this package can already tell
in a sentence that it was stopped while the rest of it is still being loaded.
"""

from __future__ import annotations

from retrieval.telemetry import disable_telemetry

TYPE_CHECKING = False  # typing's own, without the time that importing typing takes

if TYPE_CHECKING:
    from retrieval.archive import Archive
    from retrieval.errors import (
        AddressError,
        ArchiveNotFoundError,
        ArticleNotFoundError,
        BackendError,
        DamagedArchiveError,
        IndexMismatchError,
        MissingDependencyError,
        QualityError,
        QueryError,
        RetrievalError,
        SettingsError,
        SourceError,
    )
    from retrieval.factory import open_archive, put_restored_memory, restore_archive
    from retrieval.health import Finding
    from retrieval.search.query import MAX_QUESTION_CHARS
    from retrieval.settings import Settings, load_settings, read_settings_file
    from retrieval.text.passages import paragraph_spans
    from retrieval.text.sentences import sentence_spans
    from retrieval.types import (
        Answer,
        ArchiveStatus,
        Article,
        Fingerprint,
        IngestFailure,
        IngestReport,
        ModelIdentity,
        OnProgress,
        Passage,
        Progress,
        Result,
        Span,
        WebAccess,
    )

__version__ = "0.1.0"

__all__ = [
    "MAX_QUESTION_CHARS",
    "AddressError",
    "Answer",
    "Archive",
    "ArchiveNotFoundError",
    "ArchiveStatus",
    "Article",
    "ArticleNotFoundError",
    "BackendError",
    "DamagedArchiveError",
    "Finding",
    "Fingerprint",
    "IndexMismatchError",
    "IngestFailure",
    "IngestReport",
    "MissingDependencyError",
    "ModelIdentity",
    "OnProgress",
    "Passage",
    "Progress",
    "QualityError",
    "QueryError",
    "Result",
    "RetrievalError",
    "Settings",
    "SettingsError",
    "SourceError",
    "Span",
    "WebAccess",
    "load_settings",
    "open_archive",
    "paragraph_spans",
    "put_restored_memory",
    "read_settings_file",
    "restore_archive",
    "sentence_spans",
]

# Where the names are defined: light modules first.
_HOMES = (
    "errors",
    "types",
    "settings",
    "text.passages",
    "text.sentences",
    "search.query",
    "health",
    "factory",
    "archive",
)

disable_telemetry()  # here, as every program that loads those libraries imports this package first


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        for home in _HOMES:
            module = import_module(f"{__name__}.{home}")
            if hasattr(module, name):
                globals()[name] = getattr(module, name)
                return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
