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
    from retrieval.alerts.schedule import time_zone
    from retrieval.archive import Archive
    from retrieval.citation.formats import CITATION_FORMATS, cite
    from retrieval.citation.links import sentence_address, web_address
    from retrieval.citation.quotation import (
        Quotation,
        quoted_paragraph,
        quoted_sentence,
        quoted_span,
    )
    from retrieval.digest.headline import headline, shortened_title
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
        QualityError,
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
        bot_ids,
        memory_folder,
        open_archive,
        open_bot_database,
        open_ingest_cluster,
        restore_archive,
    )
    from retrieval.health import Finding
    from retrieval.migration import (
        check_target,
        copy_archive,
        different_answers,
        stored_questions,
    )
    from retrieval.protocols import BOT_LABELS_FILE, BOT_LOCK_FILE, IngestCluster
    from retrieval.search.publishers import MAX_COMPARED
    from retrieval.search.question_form import MAX_QUESTION_CHARS
    from retrieval.settings import (
        Settings,
        invalid_setting,
        load_settings,
        read_settings_file,
        read_variables,
        settings_for,
    )
    from retrieval.store.bot_memory import put_restored_memory
    from retrieval.store.sql import BotDatabase
    from retrieval.store.transfer import row_digest
    from retrieval.subscriptions.watching import SourceWatch
    from retrieval.text.direction import isolated
    from retrieval.text.excerpts import (
        Excerpt,
        excerpts,
        is_part_of_passage,
        marked_spans,
        quoted_paragraph_number,
    )
    from retrieval.text.filled import filled
    from retrieval.text.passages import paragraph_spans
    from retrieval.text.sentences import sentence_spans
    from retrieval.text.several_questions import questions_in
    from retrieval.text.spelling_notes import with_joined_spellings
    from retrieval.text.statements import Statement, statements
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
        WebAccess,
    )

__version__ = "0.1.0"

__all__ = [
    "BOT_LABELS_FILE",
    "BOT_LOCK_FILE",
    "CITATION_FORMATS",
    "MAX_COMPARED",
    "MAX_QUESTION_CHARS",
    "NO_FILTERS",
    "TERMINAL_OWNER",
    "AddressError",
    "Alert",
    "AlertCounts",
    "AlertError",
    "AlertMatch",
    "AlertSchedule",
    "Answer",
    "Archive",
    "ArchiveNotFoundError",
    "ArchiveStatus",
    "Article",
    "ArticleNotFoundError",
    "BackendError",
    "BotDatabase",
    "DamagedArchiveError",
    "Digest",
    "DigestGroup",
    "DigestStory",
    "Excerpt",
    "FilterError",
    "Filters",
    "Finding",
    "Fingerprint",
    "IndexMismatchError",
    "IngestCluster",
    "IngestFailure",
    "IngestReport",
    "MissingDependencyError",
    "ModelIdentity",
    "Note",
    "OnProgress",
    "OpenArchive",
    "Passage",
    "Progress",
    "PublisherAccount",
    "PublisherComparison",
    "QualityError",
    "QueryError",
    "Quotation",
    "QuotationError",
    "Reply",
    "Result",
    "RetrievalError",
    "Settings",
    "SettingsError",
    "SourceError",
    "SourceUpdate",
    "SourceVersion",
    "SourceWatch",
    "Span",
    "Statement",
    "Subscription",
    "SubscriptionNotFoundError",
    "UnreachableError",
    "UpdateReport",
    "WebAccess",
    "bot_ids",
    "check_target",
    "cite",
    "copy_archive",
    "different_answers",
    "excerpts",
    "filled",
    "headline",
    "invalid_setting",
    "is_part_of_passage",
    "isolated",
    "load_settings",
    "marked_spans",
    "memory_folder",
    "open_archive",
    "open_bot_database",
    "open_ingest_cluster",
    "paragraph_spans",
    "put_restored_memory",
    "questions_in",
    "quoted_paragraph",
    "quoted_paragraph_number",
    "quoted_sentence",
    "quoted_span",
    "read_settings_file",
    "read_variables",
    "restore_archive",
    "row_digest",
    "sentence_address",
    "sentence_spans",
    "settings_for",
    "shortened_title",
    "statements",
    "stored_questions",
    "time_zone",
    "web_address",
    "with_joined_spellings",
]

# The modules that define the names; those with few imports first.
_MODULES = (
    "errors",
    "types",
    "protocols",
    "settings",
    "text.direction",
    "text.excerpts",
    "text.filled",
    "text.passages",
    "text.sentences",
    "text.spelling_notes",
    "text.statements",
    "text.several_questions",
    "search.question_form",
    "health",
    "factory",
    "archive",
    "migration",
    "search.publishers",
    "store.bot_memory",
    "store.sql",
    "store.transfer",
    "citation.quotation",
    "citation.links",
    "citation.formats",
    "digest.headline",
    "alerts.schedule",
    "subscriptions.watching",
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
