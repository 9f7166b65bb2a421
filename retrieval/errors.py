"""The errors of the retrieval module.

RetrievalError                 base class
├── SettingsError              an invalid setting
├── SourceError                a file, folder or address that cannot be read
│   └── AddressError           an address that cannot be fetched
├── QueryError                 an invalid question
│   └── FilterError            a filter that no article of the archive can meet
├── ArchiveNotFoundError       a missing archive
├── ArticleNotFoundError       an unknown article
├── SubscriptionNotFoundError  an unknown subscription
├── AlertError                 an alert that cannot be made, or does not exist
│   └── PastAlertError         an alert of which all days are past
├── QuotationError             words or a paragraph that an article does not have
├── IndexMismatchError         an archive made by another model or version
├── MissingDependencyError     a package that is not installed
└── BackendError               a failure of storage or model, perhaps temporary
    ├── UnreachableError       a database server that cannot be reached now
    ├── DamagedArchiveError    a damaged store
    └── DamagedFileError       a damaged cache file
"""

from __future__ import annotations


class RetrievalError(Exception):
    """Base class; ``str(error)`` is a sentence for the user that says what to do."""


class SettingsError(RetrievalError):
    """An invalid setting."""


class SourceError(RetrievalError):
    """A source that cannot be read; ``problem`` is the reason."""

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem


class AddressError(SourceError):
    """An address that cannot be fetched.

    ``is_private`` is whether it is in a private network, which the settings do not allow;
    ``is_unreachable`` is whether its host does not answer, perhaps temporarily; ``is_unresolved``
    is whether the name of the host is not known, as when this computer is offline; ``is_gone`` is
    whether the host says that it will not come back. ``retry_after_s`` is the time for which the
    host asks for no further request, 0 if it does not.
    """

    def __init__(
        self,
        source: str,
        problem: str,
        *,
        is_private: bool = False,
        is_unreachable: bool = False,
        is_unresolved: bool = False,
        is_gone: bool = False,
        retry_after_s: float = 0.0,
    ) -> None:
        super().__init__(source, problem)
        self.is_private = is_private
        self.is_unreachable = is_unreachable
        self.is_unresolved = is_unresolved
        self.is_gone = is_gone
        self.retry_after_s = retry_after_s


class QueryError(RetrievalError):
    """An invalid question."""


class FilterError(QueryError):
    """A filter that no article of the archive can meet."""


class ArchiveNotFoundError(RetrievalError):
    """A missing archive."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"There is no archive in {path} yet: make one with 'article-bot ingest FOLDER', "
            "or name another with --archive DIR."
        )


class SubscriptionNotFoundError(RetrievalError):
    """An unknown subscription."""

    def __init__(self, named: str) -> None:
        super().__init__(
            f"There is no subscription {named}: 'article-bot subscriptions' lists them all."
        )


class ArticleNotFoundError(RetrievalError):
    """An unknown article."""

    def __init__(self, doc_id: str) -> None:
        super().__init__(
            f"The archive holds no article {doc_id}: 'article-bot articles' lists them."
        )


class AlertError(RetrievalError):
    """An alert that cannot be made, or does not exist."""


class PastAlertError(AlertError):
    """An alert of which all days are past."""


class QuotationError(RetrievalError):
    """Words or a paragraph that an article does not have."""


class IndexMismatchError(RetrievalError):
    """An archive made by another model or version."""

    def __init__(self, expected: str, found: str, cure: str) -> None:
        super().__init__(f"The archive was made with {found}, not {expected}: {cure}.")


class MissingDependencyError(RetrievalError):
    """A package that is not installed."""

    def __init__(self, package: str, cure: str) -> None:
        super().__init__(f"{package} is not installed: {cure}.")


class BackendError(RetrievalError):
    """A failure of storage or model, perhaps temporary."""


RESTORE = (
    "restore a backup with 'article-bot restore FILE --force', or ingest again into another folder"
)
REBUILD = "run 'article-bot rebuild'"


class UnreachableError(BackendError):
    """A database server that cannot be reached now, or does not let the user in."""


class DamagedArchiveError(BackendError):
    """A damaged store; ``damage`` says what is damaged."""

    def __init__(self, folder: str, damage: str, cure: str = RESTORE) -> None:
        super().__init__(f"The archive in {folder} is damaged ({damage}): {cure}.")
        self.damage = damage


class DamagedFileError(BackendError):
    """A cache file that is missing or does not have the content that was written.

    It may be deleted and rebuilt. A file that only cannot be read now (no memory, no file handles,
    no permission) is a plain BackendError, and must be kept.
    """
