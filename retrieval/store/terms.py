"""The index terms of passages in the store, and the changes since a generation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from retrieval.store.checksums import checksum_of
from retrieval.store.integrity import damage_of_terms
from retrieval.store.rows import SqlRows
from retrieval.store.sql import Connections, Session

_ROWS_A_READ = 8192
_COLUMNS = ("passage_id", "terms", "checksum")
_COUNT = (
    "UPDATE meta SET value = value + CASE key WHEN 'passages' THEN CAST(? AS bigint)"
    " WHEN 'terms' THEN CAST(? AS bigint) ELSE CAST(? AS bigint) END"
    " WHERE key IN ('passages', 'terms', 'word_ids')"
)

TermRows: TypeAlias = list[tuple[int, list[str]]]  # ids of passages, and their terms
_Row: TypeAlias = tuple[int, str]  # a passage's id, and its terms, separated by spaces


@dataclass(frozen=True, slots=True)
class Totals:
    """How much an index holds; two with the same totals hold the same passages.

    ``id_sum`` is the sum of the lower 32 bits of the passages' ids, which are hashes of their
    content.
    """

    passages: int = 0
    terms: int = 0
    id_sum: int = 0

    def plus(self, other: Totals) -> Totals:
        """The sum of both."""
        return Totals(
            self.passages + other.passages, self.terms + other.terms, self.id_sum + other.id_sum
        )

    def minus(self, other: Totals) -> Totals:
        """The difference of both."""
        return self.plus(Totals(-other.passages, -other.terms, -other.id_sum))


@dataclass(frozen=True, slots=True)
class WordState:
    """The state of the store; changes up to generation ``forgotten`` are no longer known."""

    generation: int = 0
    forgotten: int = 0
    totals: Totals = field(default_factory=Totals)


class SqlTerms(SqlRows):
    """Terms of passages with title and publisher, in the store's own transactions.

    ``rules`` is the version of the rules by which terms are made of a text.
    """

    def __init__(self, connections: Connections, *, rules: int) -> None:
        super().__init__(connections)
        self._rules = rules

    def put(self, rows: TermRows) -> None:
        """Adds new passages."""
        joined = [(passage_id, " ".join(terms)) for passage_id, terms in rows]
        checked = [(*row, checksum_of(*row)) for row in joined]
        with self._connections.write_transaction() as connection:
            connection.execute(
                "UPDATE meta SET value = ? WHERE key = 'term_rules'"
                " AND (SELECT value FROM meta WHERE key = 'passages') = 0",
                (self._rules,),
            )
            self._connections.insert("passage_terms", _COLUMNS, checked)
            self._record(connection, rows, 1)

    def delete(self, passage_ids: Iterable[int]) -> None:
        """Deletes passages; unknown ids are ignored."""
        with self._connections.write_transaction() as connection:
            rows = self.of(list(passage_ids))
            known = self._array(row[0] for row in rows)
            connection.execute(
                f"DELETE FROM passage_terms WHERE passage_id {self._among}", (known,)
            )
            self._record(connection, rows, -1)

    def state(self) -> WordState:
        """What there is now."""
        return self._connections.cached("words", self._state)

    def _state(self) -> WordState:
        values = dict(
            self._all(
                "SELECT key, value FROM meta WHERE key IN"
                " ('generation', 'word_changes_forgotten', 'passages', 'terms', 'word_ids')"
            )
        )
        totals = Totals(values["passages"], values["terms"], values["word_ids"])
        return WordState(values["generation"], values["word_changes_forgotten"], totals)

    def is_outdated(self) -> bool:
        """Whether there are terms made by the rules of another version."""
        return self._connections.cached("term rules", self._is_outdated)

    def _is_outdated(self) -> bool:
        return self._meta("term_rules") != self._rules and self.state().totals.passages > 0

    def all(self) -> Iterator[TermRows]:
        """All passages, in the order of insertion, in blocks."""
        last = -1
        while rows := self._all(
            "SELECT rowid, passage_id, CAST(terms AS TEXT) FROM passage_terms WHERE rowid > ?"
            " ORDER BY rowid LIMIT ?",
            last, _ROWS_A_READ,
        ):  # fmt: skip
            last = rows[-1][0]
            yield _split(row[1:] for row in rows)

    def changes(self, since: int) -> Iterator[tuple[list[int], TermRows]]:
        """Passages changed after generation ``since``, in blocks, and those that still exist."""
        ids = self._column("SELECT passage_id FROM changed_words WHERE generation > ?", since)
        for first in range(0, len(ids), _ROWS_A_READ):
            some = ids[first : first + _ROWS_A_READ]
            yield some, self.of(some)

    def count_changes(self, since: int, *, limit: int) -> int:
        """How many these are, counted up to ``limit``."""
        changes = "SELECT 1 FROM changed_words WHERE generation > ? LIMIT ?"
        return int(self._one(f"SELECT count(*) FROM ({changes}) AS changes", since, limit)[0])

    def forget_changes(self, generation: int) -> None:
        """Forgets what changed up to ``generation``, which a saved index has seen."""
        generation -= self._connections.dialect.kept_generations
        if generation > 0:
            self._forget_changes(generation)

    def _forget_changes(self, generation: int) -> None:
        with self._connections.write_transaction() as connection:
            connection.execute("DELETE FROM changed_words WHERE generation <= ?", (generation,))
            connection.execute(
                "UPDATE meta SET value = ? WHERE key = 'word_changes_forgotten' AND value < ?",
                (generation, generation),
            )

    def clear(self) -> None:
        """Deletes everything, whatever state it is in; caches have to be made again."""
        with self._connections.write_transaction() as connection:
            for statement in self._connections.dialect.clear_terms:
                connection.execute(statement)
            connection.execute(
                "UPDATE meta SET value = 0 WHERE key IN ('passages', 'terms', 'word_ids')"
            )
            self._forget_changes(self.state().generation)

    def damage(self) -> list[str]:
        """Differences from the stored passages, one line each; empty for sound terms."""
        return self._damage(damage_of_terms)

    def of(self, passage_ids: Sequence[int]) -> TermRows:
        """The known ones of ``passage_ids``, in any order."""
        return _split(
            self._all(
                "SELECT passage_id, CAST(terms AS TEXT) FROM passage_terms"
                f" WHERE passage_id {self._among}",
                self._array(passage_ids),
            )
        )

    def _record(self, connection: Session, rows: TermRows, sign: int) -> None:
        """Counts ``rows`` in or out, and remembers that they changed now."""
        ids = dict.fromkeys(row[0] for row in rows)
        connection.execute(
            f"DELETE FROM changed_words WHERE passage_id {self._among}", (self._array(ids),)
        )
        generation = self._meta("generation")
        changed = [(passage_id, generation) for passage_id in ids]
        self._connections.insert("changed_words", ("passage_id", "generation"), changed)
        changes = (
            len(rows),
            sum(len(terms) for _, terms in rows),
            sum(row[0] & 0xFFFFFFFF for row in rows),
        )
        connection.execute(_COUNT, [sign * change for change in changes])


def _split(rows: Iterable[_Row]) -> TermRows:
    return [(passage_id, terms.split()) for passage_id, terms in rows]
