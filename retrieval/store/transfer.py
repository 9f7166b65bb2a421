"""Copies the rows of an archive to another database, and compares them.

Everything is copied that cannot be made from the rest, with its ids. What triggers maintain in both
databases (counters, passages without a vector) they make again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from retrieval.errors import BackendError
from retrieval.store.schema import ARTICLE_COLUMNS
from retrieval.store.sql import Connections

_ROWS_AT_ONCE = 500
_DIGEST_BYTES = 16
OnRows: TypeAlias = Callable[[int], None]
"""Is told how many rows have been copied."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is copied: its columns, and by which its rows are ordered, if that counts."""

    name: str
    columns: tuple[str, ...]
    order: str = ""

    @property
    def query(self) -> str:
        """All rows."""
        order = f" ORDER BY {self.order}" if self.order else ""
        return f"SELECT {', '.join(self.columns)} FROM {self.name}{order}"


def _table(name: str, columns: str, *, order: str = "") -> Table:
    return Table(name, tuple(columns.split()), order)


# A table comes after those that it refers to.
TABLES = (
    _table("articles", f"{' '.join(ARTICLE_COLUMNS)} checksum"),
    _table("files", "path sha256 reader_version"),
    _table("file_articles", "path doc_id"),
    _table("passages", "passage_id doc_id paragraph start_at end_at checksum"),
    _table("suspects", "publisher paragraph_hash doc_id"),
    _table("stories", "doc_id story_id"),
    _table("story_bands", "band doc_id"),
    _table("passage_terms", "passage_id terms checksum", order="rowid"),
    _table("changed_words", "passage_id generation"),
    _table("embedders", "embedder_id fingerprint is_active"),
    _table("vectors", "passage_id embedder_id generation vector checksum", order="rowid"),
    _table("token_vectors", "passage_id embedder_id starts signs checksum"),
    _table("removed_passages", "passage_id generation"),
    _table(
        "subscriptions",
        "subscription_id source kind title added_at next_run_at last_run_at last_success_at"
        " last_error failing_since failures is_dead is_reported interval_s stated_interval_s"
        " rechecked_at articles keep_days state claimed_by claimed_until",
    ),
    _table("subscription_articles", "subscription_id doc_id"),
    _table("failed_pages", "subscription_id page state failures next_try_at"),
    _table(
        "alerts",
        "alert_id question owner created_by created_at generation filters schedule threshold",
    ),
    _table("alert_vectors", "alert_id embedder_id vector"),
    _table("unjudged_articles", "doc_id place generation known_sentences unknown_before corrects"),
    _table(
        "alert_matches",
        "match_id alert_id doc_id kind quoted matched_at corrects claimed_by claimed_until told_at",
    ),
)

_NUMBERS = (
    "passages",
    "terms",
    "word_ids",
    "word_changes_forgotten",
    "removals_forgotten",
    "term_rules",
    "traces",
)
_TEXTS = ("splitting", "confidence", "told_fields")
_NUMBERED = {  # ids that are not used again
    "embedders": "embedder_id",
    "subscriptions": "subscription_id",
    "alerts": "alert_id",
    "alert_matches": "match_id",
}


def is_empty(connections: Connections) -> bool:
    """Whether an archive holds nothing that a copy would replace."""
    tables = ("articles", "files", "embedders", "subscriptions", "alerts")
    found = " UNION ALL ".join(f"SELECT count(*) FROM {table}" for table in tables)
    return not any(row[0] for row in connections.rows(found))


def copy_rows(source: Connections, target: Connections, on_rows: OnRows) -> int:
    """Copies all rows to an empty archive in one transaction; returns how many.

    Both archives are locked against other writers meanwhile, unless the source cannot be written.
    Raises BackendError, and copies nothing, if ``target`` is not empty, or if its rows are not
    those of ``source`` in the end.
    """
    with _unchanging(source), target.write_transaction():
        if not is_empty(target):
            raise BackendError(
                f"The archive in {target.name} is not empty: name one that does not exist yet."
            )
        copied = 0
        for table in TABLES:
            for rows in _in_parts(source.stream(table.query)):
                target.insert(table.name, table.columns, rows)
                copied += len(rows)
                on_rows(copied)
        _copy_meta(source, target)
        _copy_last_ids(source, target)
        for table in TABLES:
            _compare(table, source, target)
        return copied


def count_rows(connections: Connections) -> int:
    """How many rows are copied of an archive."""
    counts = " UNION ALL ".join(f"SELECT count(*) FROM {table.name}" for table in TABLES)
    return sum(row[0] for row in connections.rows(counts))


def row_digest(rows: Iterable[Sequence[Any]]) -> tuple[int, str]:
    """How many rows there are, and a sum of their hashes, which their order does not change.

    >>> row_digest([(1, "a"), (2, "b")]) == row_digest([(2, "b"), (1, "a")])
    True
    """
    count, total = 0, 0
    for row in rows:
        value = repr(tuple(row)).encode("utf-8", "surrogatepass")
        hashed = hashlib.blake2b(value, digest_size=_DIGEST_BYTES).digest()
        count, total = count + 1, total + int.from_bytes(hashed, "big")
    return count, f"{total % (1 << 8 * _DIGEST_BYTES):032x}"


def _unchanging(source: Connections) -> AbstractContextManager[object]:
    """A transaction in which nobody else writes to the source."""
    if source.is_read_only:
        return source.read_transaction()
    return source.write_transaction(of_articles=False)


def _in_parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        yield part


def _copy_meta(source: Connections, target: Connections) -> None:
    with target.write_transaction() as session:
        for name in _NUMBERS:
            for (value,) in source.rows("SELECT value FROM meta WHERE key = ?", name):
                session.execute(
                    "INSERT INTO meta (key, value) VALUES (?, ?)"
                    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    (name, value),
                )
        [(generation,)] = source.rows("SELECT value FROM meta WHERE key = 'generation'")
        session.execute("UPDATE meta SET value = value + ? WHERE key = 'generation'", (generation,))
        for name in _TEXTS:
            texts = source.dialect.texts
            for (text,) in source.rows(f"SELECT value FROM {texts} WHERE key = ?", name):
                session.execute(
                    f"INSERT INTO {target.dialect.texts} (key, value) VALUES (?, ?)"
                    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    (name, text),
                )


def _copy_last_ids(source: Connections, target: Connections) -> None:
    """Lets the ids of new rows follow those of rows that were removed."""
    for table, column in _NUMBERED.items():
        target.put_last_id(table, column, source.last_id(table, column))


def _compare(table: Table, source: Connections, target: Connections) -> None:
    expected, found = (row_digest(each.stream(table.query)) for each in (source, target))
    if expected != found:
        raise BackendError(
            f"The archive in {target.name} did not get the rows of {table.name} as they are in "
            f"{source.name} ({found[0]:,} of {expected[0]:,}): check both with 'article-bot doctor'"
            " and migrate again."
        )
