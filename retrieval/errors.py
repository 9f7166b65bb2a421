"""Every error that the retrieval module raises on purpose.

RetrievalError                 one plain sentence that names the cure
├── SettingsError              a setting that cannot be used
├── SourceError                a file, folder or address that cannot be read
│   └── AddressError           an address that cannot be fetched
├── QueryError                 a question that cannot be searched for
├── ArchiveNotFoundError       no archive where one is expected
├── ArticleNotFoundError       no article of that id in the archive
├── IndexMismatchError         an archive that another model or another version made
├── MissingDependencyError     a package that is not installed
├── BackendError               storage or model that failed, perhaps only now
│   ├── DamagedArchiveError    a store whose content cannot be right
│   └── DamagedFileError       a cached file that was read whole and is not what was written
└── QualityError               a model that answers the user's own questions worse
"""

from __future__ import annotations


class RetrievalError(Exception):
    """Base of all; ``str(error)`` is one plain sentence for the user, with the cure."""


class SettingsError(RetrievalError):
    """A setting that cannot be used."""


class SourceError(RetrievalError):
    """A source that gave no article; ``source`` names it, ``problem`` says why."""

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem


class AddressError(SourceError):
    """An address that cannot be fetched.

    ``is_private``: it lies in a private network, which is not read unless the settings allow it;
    ``is_unreachable``: its host does not answer, or not now.
    """

    def __init__(
        self, source: str, problem: str, *, is_private: bool = False, is_unreachable: bool = False
    ) -> None:
        super().__init__(source, problem)
        self.is_private = is_private
        self.is_unreachable = is_unreachable


class QueryError(RetrievalError):
    """A question that cannot be searched for."""


class ArchiveNotFoundError(RetrievalError):
    """No archive where one is expected."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"There is no archive in {path} yet: make one with 'article-bot ingest FOLDER', "
            "or name another with --archive DIR."
        )
        self.path = path


class ArticleNotFoundError(RetrievalError):
    """No article of that id in the archive."""

    def __init__(self, doc_id: str) -> None:
        super().__init__(
            f"The archive holds no article {doc_id}: 'article-bot articles' lists them."
        )
        self.doc_id = doc_id


class IndexMismatchError(RetrievalError):
    """An archive that another model or another version made."""

    def __init__(self, expected: str, found: str, cure: str) -> None:
        super().__init__(f"The archive was made with {found}, not {expected}: {cure}.")
        self.expected = expected
        self.found = found


class MissingDependencyError(RetrievalError):
    """A package that is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} is not installed: run scripts/setup to install everything.")
        self.package = package


class BackendError(RetrievalError):
    """Storage or model that failed."""


RESTORE = (
    "put a backup back with 'article-bot restore FILE --force', or ingest anew into another folder"
)
REBUILD = "run 'article-bot rebuild'"


class DamagedArchiveError(BackendError):
    """A store whose content cannot be right; ``folder`` is the archive's, ``damage`` tells what."""

    def __init__(self, folder: str, damage: str, cure: str = RESTORE) -> None:
        super().__init__(f"The archive in {folder} is damaged ({damage}): {cure}.")
        self.folder = folder
        self.damage = damage


class DamagedFileError(BackendError):
    """A cached file that is missing, or that was read whole and is not what was written.

    It may be deleted and made again; what only cannot be read now (no memory, no file handles, no
    rights) must be kept, and is a plain BackendError.
    """


class QualityError(RetrievalError):
    """A model that answers the user's own questions worse than the one in use."""
