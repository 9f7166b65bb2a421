"""The retrieval module: ingests news articles and answers questions with passages of them.

>>> from retrieval import load_settings, open_archive
>>> with open_archive(load_settings(archive="news"), create=True) as archive:  # doctest: +SKIP
...     archive.ingest(["articles/"])
...     answer = archive.ask("Who is the mayor of Kyiv?")

Public names are imported on first use. The import of the package is thus fast enough that a program
can handle an interruption while the rest is still being loaded.
"""

from __future__ import annotations

from retrieval.telemetry import disable_telemetry

TYPE_CHECKING = False  # instead of importing typing, which takes time

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
    from retrieval.factory import OpenArchive, open_archive, restore_archive
    from retrieval.health import Finding
    from retrieval.protocols import BOT_LABELS_FILE, BOT_LOCK_FILE
    from retrieval.search.query import MAX_QUESTION_CHARS
    from retrieval.settings import (
        Settings,
        invalid_setting,
        load_settings,
        read_settings_file,
        read_variables,
    )
    from retrieval.store.bot_memory import put_restored_memory
    from retrieval.text.passages import paragraph_spans
    from retrieval.text.sentences import sentence_spans
    from retrieval.text.several_questions import questions_in
    from retrieval.types import (
        Answer,
        ArchiveStatus,
        Article,
        Fingerprint,
        IngestFailure,
        IngestReport,
        ModelIdentity,
        Note,
        OnProgress,
        Passage,
        Progress,
        Reply,
        Result,
        Span,
        WebAccess,
    )

__version__ = "0.1.0"

__all__ = [
    "BOT_LABELS_FILE",
    "BOT_LOCK_FILE",
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
    "Note",
    "OnProgress",
    "OpenArchive",
    "Passage",
    "Progress",
    "QualityError",
    "QueryError",
    "Reply",
    "Result",
    "RetrievalError",
    "Settings",
    "SettingsError",
    "SourceError",
    "Span",
    "WebAccess",
    "invalid_setting",
    "load_settings",
    "open_archive",
    "paragraph_spans",
    "put_restored_memory",
    "questions_in",
    "read_settings_file",
    "read_variables",
    "restore_archive",
    "sentence_spans",
]

# The modules that define the names; those with few imports first.
_MODULES = (
    "errors",
    "types",
    "protocols",
    "settings",
    "text.passages",
    "text.sentences",
    "text.several_questions",
    "search.query",
    "health",
    "factory",
    "archive",
    "store.bot_memory",
)

disable_telemetry()  # before any of the libraries is imported


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        for submodule in _MODULES:
            module = import_module(f"{__name__}.{submodule}")
            if hasattr(module, name):
                globals()[name] = getattr(module, name)
                return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
