"""Lexical index: FTS5 finds the passages that share words with a question, our BM25 orders them.

FTS5's own ``bm25()`` fixes k1 at 1.2 and b at .75; long, uneven passages of news rank better with
.9 and .4 (Lin et al., Anserini's defaults), so the first hits are scored again. The table holds
index terms, not text, so what is counted here is exactly what matched.

FTS5 ranks every passage that holds any of the words, which in a large archive is a great part of
it. There the rare words say which passages are scored: all passages of as many of the rarest words
as a budget allows, those first whose words together weigh most. How many hold a common word is then
estimated: ids are hashes, so the first of them lie as dense as all.

BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.backends.sqlite_connections import SqliteConnections
from retrieval.backends.sqlite_damage import damage_of_words
from retrieval.backends.sqlite_schema import WORDS, statements
from retrieval.terms import index_terms
from retrieval.types import Article, FloatArray, Hit, IdArray, Passage

_K1 = 0.9
_B = 0.4
_OVERFETCH = 2  # FTS5's order is near ours, not equal
_RANKED_UP_TO = 50_000  # passages of an archive all of which FTS5 may rank
_BUDGET = 100_000  # passages looked at for a question in a larger one, about 15 ms
_COUNTED_UP_TO = 2_000  # passages; beyond, estimated to about 2 %
_REMEMBERED = 10_000  # terms whose count is known
_IDS = 2**63
_MAX_TERMS = 64  # of a question; more would be a text, not a question


class SqliteLexicalIndex:
    """Words of passages with their title and publisher, in the store's own transactions.

    Up to ``ranked_up_to`` passages every one that shares a word with the question is ranked.
    """

    def __init__(
        self, connections: SqliteConnections, *, ranked_up_to: int = _RANKED_UP_TO
    ) -> None:
        self._connections = connections
        self._ranked_up_to = ranked_up_to
        self._holding: tuple[int, dict[str, float]] = (-1, {})  # generation, passages by term

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Indexes new passages of ``article``; call it inside the transaction that stores them."""
        title = index_terms(article.title or "")
        publisher = index_terms(article.publisher or "")
        rows = [
            (passage.passage_id, " ".join(title), " ".join(publisher), " ".join(body))
            for passage in passages
            for body in [index_terms(passage.text)]
        ]
        with self._connections.writing() as connection:
            connection.executemany(
                "INSERT INTO words (rowid, title, publisher, body) VALUES (?, ?, ?, ?)", rows
            )
            self._count(len(rows), sum(_length(row[1:]) for row in rows))

    def remove(self, passage_ids: Iterable[int]) -> None:
        """Forgets passages; those that are not there are passed over."""
        ids = list(passage_ids)
        with self._connections.writing() as connection:
            rows = self._fields(ids)
            connection.executemany("DELETE FROM words WHERE rowid = ?", [(i,) for i in rows])
            self._count(-len(rows), -sum(_length(fields) for fields in rows.values()))

    def search_words(self, terms: Sequence[str], depth: int) -> list[Hit]:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        terms = terms[:_MAX_TERMS]
        if not terms or depth < 1:
            return []
        with self._connections.reading():
            find = self._weightiest if self._is_large() else self._ranked
            found = find(terms, depth)
            scores = self.word_scores(terms, found)
        hits = [Hit(passage_id, score) for passage_id, score in scores.items()]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:depth]

    def word_scores(self, terms: Sequence[str], passage_ids: Sequence[int]) -> dict[int, float]:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        terms = terms[:_MAX_TERMS]
        with self._connections.reading():
            weights = self.term_weights(terms)
            mean_length = self._mean_length()
            fields = self._fields(passage_ids)
        return {
            passage_id: _bm25(" ".join(texts).split(), weights, mean_length)
            for passage_id, texts in fields.items()
        }

    def term_weights(self, terms: Sequence[str]) -> dict[str, float]:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        with self._connections.reading():
            count = self._meta("passages")
            holding = self._passages_holding(terms)
        return {
            term: math.log(1.0 + (count - holding[term] + 0.5) / (holding[term] + 0.5))
            for term in terms
        }

    def clear(self) -> None:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        with self._connections.writing() as connection:
            connection.execute("DROP TABLE IF EXISTS word_counts")
            connection.execute("DROP TABLE IF EXISTS words")
            for statement in statements(WORDS):
                connection.execute(statement)
            connection.execute("UPDATE meta SET value = 0 WHERE key IN ('passages', 'terms')")

    def damage(self) -> list[str]:
        """See :class:`retrieval.protocols.LexicalIndex`."""
        connection = self._connections.current()
        return damage_of_words(connection, can_write=not self._connections.is_read_only)

    def _ranked(self, terms: Sequence[str], depth: int) -> list[int]:
        """The first passages in FTS5's own order."""
        rows = self._connections.current().execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?",
            (" OR ".join(map(_quoted, terms)), depth * _OVERFETCH),
        )
        return [row[0] for row in rows]

    def _weightiest(self, terms: Sequence[str], depth: int) -> list[int]:
        """The passages whose terms together weigh most, of those that hold a rare one."""
        weights = self.term_weights(terms)
        left = _BUDGET
        found: list[tuple[IdArray, FloatArray]] = []
        for term in sorted(weights, key=lambda term: (-weights[term], term)):
            ids = self._ids(_quoted(term), left)
            if len(ids) == left:  # there may be more: too common, where something rarer was found
                if found:
                    break
                ids = self._ids(f"{{title publisher}} : {_quoted(term)}", left)
            found.append((ids, np.full(len(ids), weights[term], dtype=np.float32)))
            left -= len(ids)
        ids, places = np.unique(np.concatenate([ids for ids, _ in found]), return_inverse=True)
        sums = np.bincount(places, np.concatenate([own for _, own in found]), len(ids))
        kept = min(len(ids), depth * _OVERFETCH)
        if kept < len(ids):
            ids = ids[np.argpartition(-sums, kept)[:kept]]
        return [int(i) for i in ids]

    def _ids(self, query: str, limit: int) -> IdArray:
        """Passages that match an expression of FTS5, ascending, the first ``limit``."""
        [[ids]] = self._connections.current().execute(
            "SELECT group_concat(rowid) FROM"  # as one text three times as quick as row by row
            " (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?)",
            (query, limit),
        )
        return np.fromstring(ids or "", dtype=np.int64, sep=",")

    def _passages_holding(self, terms: Sequence[str]) -> dict[str, float]:
        """How many passages hold each term, looked up once a generation."""
        now = self._meta("generation")
        generation, known = self._holding
        if generation != now or len(known) > _REMEMBERED:
            self._holding = (now, known := {})
        count = self._estimated if self._is_large() else self._counted
        known.update((term, count(term)) for term in set(terms) - known.keys())
        return known

    def _is_large(self) -> bool:
        return self._meta("passages") > self._ranked_up_to

    def _counted(self, term: str) -> float:
        rows = self._connections.current().execute(
            "SELECT doc FROM word_counts WHERE term = ?", (term,)
        )
        return float(next(rows, (0,))[0])

    def _estimated(self, term: str) -> float:
        [[count, last]] = self._connections.current().execute(
            "SELECT count(*), max(rowid) FROM"
            " (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?)",
            (_quoted(term), _COUNTED_UP_TO),
        )
        return float(count if count < _COUNTED_UP_TO else count * _IDS / (last + 1))

    def _fields(self, passage_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
        rows = self._connections.current().execute(
            "SELECT rowid, title, publisher, body FROM words"
            " WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(passage_ids)),),
        )
        return {row[0]: row[1:] for row in rows}

    def _mean_length(self) -> float:
        return max(1.0, self._meta("terms") / max(1, self._meta("passages")))

    def _meta(self, key: str) -> int:
        row = (
            self._connections.current()
            .execute("SELECT value FROM meta WHERE key = ?", (key,))
            .fetchone()
        )
        return int(row[0])

    def _count(self, passages: int, terms: int) -> None:
        connection = self._connections.current()
        self._holding = (-1, {})
        for key, change in (("passages", passages), ("terms", terms)):
            connection.execute("UPDATE meta SET value = value + ? WHERE key = ?", (change, key))


def _length(fields: Iterable[str]) -> int:
    return sum(len(field.split()) for field in fields)


def _quoted(term: str) -> str:
    return f'"{term}"'


def _bm25(passage_terms: list[str], weights: dict[str, float], mean_length: float) -> float:
    norm = _K1 * (1.0 - _B + _B * len(passage_terms) / mean_length)
    counts = Counter(term for term in passage_terms if term in weights)
    return sum(
        weight * counts[term] * (_K1 + 1.0) / (counts[term] + norm)
        for term, weight in weights.items()
        if term in counts
    )
