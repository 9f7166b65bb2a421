"""The report of a running ingest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from retrieval.types import Article, IngestFailure, IngestNote, IngestReport, ListedAddresses

_LIST_NOT_NAMED = "lists feeds and holds no article: name the file itself to read them."


class ReportBuilder:
    """Collects the results of a running ingest.

    ``on_article`` is told the outcome and id of each article, and the id of what it replaced or
    confirmed, in the transaction that stores it. ``told_fields`` are digests of the names of fields
    that notes told are not used, as what is in files may be private.
    """

    def __init__(self, on_article: Callable[[str, str, str], None] | None = None) -> None:
        self._on_article = on_article
        self.counts = {"added": 0, "replaced": 0, "unchanged": 0}
        self.failed: list[IngestFailure] = []
        self.passed_over: dict[str, int] = {}
        self.failed_sources: list[str] = []
        self.notes: list[IngestNote] = []
        self.told_fields: set[str] = set()
        self.listed: list[str] = []
        self.lists = 0
        self.removed = 0
        self.removed_earlier = 0
        self._changed: dict[str, None] = {}

    def totals(self) -> tuple[int, int]:
        """The numbers of articles and failures so far."""
        return sum(self.counts.values()), len(self.failed)

    def has_only_failed(self, since: tuple[int, int]) -> bool:
        """Whether there have been failures, and no article, since these totals."""
        articles, failures = self.totals()
        return articles == since[0] and failures > since[1]

    def count(self, outcome: str, doc_id: str, *, earlier: Article | None = None) -> None:
        """Counts an article that was "added", "replaced" or "unchanged".

        ``earlier`` is the article whose place it took, if that has another id.
        """
        self.counts[outcome] += 1
        if self._on_article is not None:
            self._on_article(outcome, doc_id, earlier.doc_id if earlier else doc_id)
        if outcome != "unchanged":
            self._changed[doc_id] = None

    def tell(
        self, item: IngestFailure | IngestNote | ListedAddresses, *, is_named: bool = True
    ) -> None:
        """Takes in what is no article; lists of addresses count only if their file is named.

        A note on fields that are not used is left out if all have been told.
        """
        if isinstance(item, IngestFailure):
            self.failed.append(item)
        elif isinstance(item, IngestNote):
            fields = set(map(_digest, item.unused_fields))
            if not fields or fields - self.told_fields:
                self.notes.append(item)
            self.told_fields |= fields
        else:
            self.lists += 1
            if is_named:
                self.listed += item.addresses
            else:
                self.notes.append(IngestNote(item.source, _LIST_NOT_NAMED))

    def report(self) -> IngestReport:
        """The report of the results so far."""
        return IngestReport(
            **self.counts,
            failed=tuple(self.failed),
            failed_sources=tuple(self.failed_sources),
            changed=tuple(self._changed),
            passed_over=self.passed_over,
            notes=tuple(self.notes),
            listed=tuple(self.listed),
            removed=self.removed,
            removed_earlier=self.removed_earlier,
        )


def _digest(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
