"""The retrieval module: ingests news articles and answers questions with passages of them.

>>> from retrieval import load_settings, open_archive
>>> with open_archive(load_settings(archive="news"), create=True) as archive:  # doctest: +SKIP
...     archive.ingest(["articles/"])
...     answer = archive.ask("Who is the mayor of Kyiv?")

What may be imported from here is imported below, for readers and type checkers; while the program
runs, on first use. The import of the package is thus fast enough that a program can handle an
interruption while the rest is still being loaded.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # instead of importing typing, which takes time

if TYPE_CHECKING:
    from retrieval.archive import Archive
    from retrieval.errors import (
        AddressError,
        AlertError,
        ArchiveNotFoundError,
        ArticleNotFoundError,
        BackendError,
        DamagedArchiveError,
        FilterError,
        IndexMismatchError,
        MissingDependencyError,
        PastAlertError,
        QueryError,
        QuotationError,
        RetrievalError,
        SettingsError,
        SourceError,
        SubscriptionNotFoundError,
        UnreachableError,
    )
    from retrieval.factory import (
        OpenArchive,
        open_archive,
        open_ingest_cluster,
        restore_archive,
    )
    from retrieval.health import Finding
    from retrieval.search.publishers import MAX_COMPARED
    from retrieval.settings import (
        Settings,
        load_settings,
    )
    from retrieval.subscriptions.watching import SourceWatch
    from retrieval.text.questions.question_form import MAX_QUESTION_CHARS
    from retrieval.types import (
        NO_FILTERS,
        TERMINAL_OWNER,
        Alert,
        AlertCounts,
        AlertMatch,
        AlertSchedule,
        Answer,
        ArchiveStatus,
        Article,
        Digest,
        DigestGroup,
        DigestStory,
        Filters,
        Fingerprint,
        IngestFailure,
        IngestReport,
        ModelIdentity,
        Note,
        OnProgress,
        Passage,
        Progress,
        PublisherAccount,
        PublisherComparison,
        Reply,
        Result,
        SourceUpdate,
        SourceVersion,
        Span,
        Subscription,
        UpdateReport,
    )

__version__ = "0.1.0"

_FUNCTIONS = ("load_settings", "open_archive", "open_ingest_cluster", "restore_archive")

# The modules that define the names; those with few imports first.
_MODULES = (
    "errors",
    "types",
    "settings",
    "text.questions.question_form",
    "health",
    "factory",
    "archive",
    "search.publishers",
    "subscriptions.watching",
)

# Before any of the libraries is imported; also of the user's own choice, as no data may leave.
os.environ.update(
    ORT_DISABLE_TELEMETRY="1",  # ONNX Runtime
    HF_HUB_DISABLE_TELEMETRY="1",  # Hugging Face hub
    RAY_USAGE_STATS_ENABLED="0",
)


def __getattr__(name: str) -> object:
    if name in _FUNCTIONS or not name.islower():  # the others are submodules
        from importlib import import_module

        for submodule in _MODULES:
            module = import_module(f"{__name__}.{submodule}")
            if hasattr(module, name):
                globals()[name] = getattr(module, name)
                return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
