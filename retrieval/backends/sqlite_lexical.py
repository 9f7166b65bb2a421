"""Lexical index: FTS5 finds the passages that share words with a question, our BM25 orders them.

FTS5's own ``bm25()`` fixes k1 at 1.2 and b at .75; long, uneven passages of news rank better with
.9 and .4 (Lin et al., Anserini's defaults), so the first hits are scored again. The table holds
index terms, not text, so what is counted here is exactly what matched.

BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from retrieval.backends.sqlite_connections import SqliteConnections
from retrieval.terms import index_terms
from retrieval.types import Article, Hit, Passage

_K1 = 0.9
_B = 0.4
_OVERFETCH = 2  # FTS5's order is near ours, not equal
_MAX_TERMS = 64  # of a question; more would be a text, not a question


class SqliteLexicalIndex:
    """Words of passages with their title and publisher, in the store's own transactions."""

    def __init__(self, connections: SqliteConnections) -> None:
        self._connections = connections

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
        query = " OR ".join(f'"{term}"' for term in terms)
        with self._connections.reading() as connection:
            rows = connection.execute(
                "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?",
                (query, depth * _OVERFETCH),
            ).fetchall()
            scores = self.word_scores(terms, [row[0] for row in rows])
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
        with self._connections.reading() as connection:
            count = self._meta("passages")
            weights = {}
            for term in terms:
                row = connection.execute(
                    "SELECT doc FROM word_counts WHERE term = ?", (term,)
                ).fetchone()
                holding = row[0] if row else 0
                weights[term] = math.log(1.0 + (count - holding + 0.5) / (holding + 0.5))
        return weights

    def _fields(self, passage_ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
        connection = self._connections.current()
        found: dict[int, tuple[str, str, str]] = {}
        for passage_id in passage_ids:
            row = connection.execute(
                "SELECT title, publisher, body FROM words WHERE rowid = ?", (passage_id,)
            ).fetchone()
            if row is not None:
                found[passage_id] = row
        return found

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
        for key, change in (("passages", passages), ("terms", terms)):
            connection.execute("UPDATE meta SET value = value + ? WHERE key = ?", (change, key))


def _length(fields: Iterable[str]) -> int:
    return sum(len(field.split()) for field in fields)


def _bm25(passage_terms: list[str], weights: dict[str, float], mean_length: float) -> float:
    counts = Counter(passage_terms)
    norm = _K1 * (1.0 - _B + _B * len(passage_terms) / mean_length)
    return sum(
        weight * counts[term] * (_K1 + 1.0) / (counts[term] + norm)
        for term, weight in weights.items()
        if term in counts
    )
