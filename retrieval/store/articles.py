"""Articles, passages, ingested files, and possible boilerplate in the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from retrieval.protocols.removal import (
    content_state,
    is_removed,
    removed_articles,
    removed_from,
    without_old,
)
from retrieval.store.checksums import checksum_of
from retrieval.store.filter_conditions import Condition, condition_of
from retrieval.store.rows import SqlRows
from retrieval.store.schema import ARTICLE_COLUMNS
from retrieval.types import NO_FILTERS, Article, Filters, ListedArticle, Passage

_SELECT_ARTICLE = f"SELECT {', '.join(ARTICLE_COLUMNS)}, checksum FROM articles"
_PUT_ARTICLE = (
    f"INSERT INTO articles ({', '.join(ARTICLE_COLUMNS)}, checksum)"
    f" VALUES ({'?, ' * len(ARTICLE_COLUMNS)}?) ON CONFLICT (doc_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in (*ARTICLE_COLUMNS[1:], "checksum"))
)
_NEWEST_FIRST = "ORDER BY published_at DESC NULLS LAST, title NULLS FIRST, doc_id"
_PASSAGE_COLUMNS = "passage_id doc_id paragraph start_at end_at checksum".split()


class SqlArticles(SqlRows):
    """See :class:`retrieval.protocols.ArticleStore`."""

    def put_article(self, article: Article) -> None:
        values = {name: getattr(article, name) for name in ARTICLE_COLUMNS}
        row = {**values, "authors": json.dumps(article.authors)}.values()
        with self._connections.write_transaction() as connection:
            self._note_changed_filters(article)
            connection.execute(_PUT_ARTICLE, (*row, checksum_of(*row)))

    def _note_changed_filters(self, article: Article) -> None:
        """Counts passages as changed whose article gets another date or language.

        Their ids stay, as their texts do; an index that filters by itself has to learn of it.
        """
        wanted = (article.published_at, article.language)
        rows = self._all(
            "SELECT published_at, language FROM articles WHERE doc_id = ?", article.doc_id
        )
        if not rows or tuple(rows[0]) == wanted:
            return
        ids, generation = self.passage_ids(article.doc_id), self._meta("generation")
        with self._connections.write_transaction() as connection:
            for table in ("vectors", "changed_words"):
                connection.execute(
                    f"UPDATE {table} SET generation = ? WHERE passage_id {self._among}",
                    (generation, self._array(ids)),
                )
            known = self._column(
                f"SELECT passage_id FROM changed_words WHERE passage_id {self._among}",
                self._array(ids),
            )
            new = set(ids).difference(known)
            self._connections.insert(
                "changed_words",
                ("passage_id", "generation"),
                [(own, generation) for own in sorted(new)],
            )

    def remove_article(self, doc_id: str, *, kept_from: str = "") -> bool:
        with self._connections.write_transaction() as connection:
            self.remove_passages(self.passage_ids(doc_id))
            files = self._all(
                "SELECT path, sha256 FROM files JOIN file_articles USING (path) WHERE doc_id = ?",
                doc_id,
            )
            states = [
                (without_old(state, kept_from) if kept_from else removed_from(state, doc_id), path)
                for path, state in files
            ]
            connection.executemany("UPDATE files SET sha256 = ? WHERE path = ?", states)
            connection.execute(
                "DELETE FROM alert_matches WHERE doc_id = ? AND told_at IS NULL", (doc_id,)
            )
            removed = connection.execute("DELETE FROM articles WHERE doc_id = ?", (doc_id,))
            if removed.rowcount:
                connection.execute(
                    "INSERT INTO meta SELECT 'traces', value FROM meta WHERE key = 'generation'"
                    " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
                )
            return removed.rowcount > 0

    def article(self, doc_id: str) -> Article | None:
        rows = self._all(f"{_SELECT_ARTICLE} WHERE doc_id = ?", doc_id)
        return self._article(rows[0]) if rows else None

    def articles_by_id(self, doc_ids: Iterable[str]) -> dict[str, Article]:
        rows = self._all(f"{_SELECT_ARTICLE} WHERE doc_id {self._among}", self._array(set(doc_ids)))
        return {row[0]: self._article(row) for row in rows}

    def articles(
        self, filters: Filters = NO_FILTERS, publishers: Sequence[str] = ()
    ) -> Iterator[Article]:
        return self._articles(condition_of(filters, publishers))

    def articles_since(
        self, day: date, filters: Filters = NO_FILTERS, publishers: Sequence[str] = ()
    ) -> Iterator[Article]:
        condition, values = condition_of(filters, publishers)
        since = "(published_at >= ? OR (published_at IS NULL AND fetched_at >= ?))"
        iso = day.isoformat()
        return self._articles((f"{since} AND {condition}", (iso, iso, *values)))

    def _articles(self, condition: Condition) -> Iterator[Article]:
        query = f"{_SELECT_ARTICLE} WHERE {condition[0]} {_NEWEST_FIRST}"
        for row in self._connections.stream(query, *condition[1]):
            yield self._article(row)

    def listed_articles(
        self,
        passage_ids: Iterable[int] | None = None,
        filters: Filters = NO_FILTERS,
        publishers: Sequence[str] = (),
    ) -> Iterator[ListedArticle]:
        condition, values = condition_of(filters, publishers)
        if passage_ids is not None:
            holding = f"SELECT doc_id FROM passages WHERE passage_id {self._among}"
            condition = f"doc_id IN ({holding}) AND {condition}"
            values = (self._array(passage_ids), *values)
        query = (
            "SELECT doc_id, title, publisher, published_at, language, story_id FROM articles"
            f" LEFT JOIN stories USING (doc_id) WHERE {condition} {_NEWEST_FIRST}"
        )
        for row in self._connections.stream(query, *values):
            yield ListedArticle(*row)

    def authors(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        query = "SELECT doc_id, authors FROM articles WHERE authors <> '[]'"
        for doc_id, authors in self._connections.stream(query):
            yield doc_id, tuple(json.loads(authors))

    def article_ids(self) -> list[str]:
        return self._column("SELECT doc_id FROM articles ORDER BY doc_id")

    def titled_articles(
        self, title: str | None, published_at: str | None, *, limit: int
    ) -> list[str]:
        wanted = {"published_at": published_at, "title": title}
        parts = [f"{name} {'IS NULL' if own is None else '= ?'}" for name, own in wanted.items()]
        return self._column(
            f"SELECT doc_id FROM articles WHERE {' AND '.join(parts)} ORDER BY doc_id LIMIT ?",
            *(own for own in wanted.values() if own is not None),
            limit,
        )

    def _article(self, row: tuple[Any, ...]) -> Article:
        self._check_row(row, f"the article {row[0]} has changed")
        values = dict(zip(ARTICLE_COLUMNS, row[:-1], strict=True))
        return Article(**{**values, "authors": tuple(json.loads(values["authors"]))})

    def put_passages(self, passages: Sequence[Passage]) -> None:
        rows = [(p.passage_id, p.doc_id, p.paragraph, p.start, p.end) for p in passages]
        checked = [(*row, checksum_of(*row)) for row in rows]
        self._connections.insert("passages", _PASSAGE_COLUMNS, checked)

    def remove_passages(self, passage_ids: Iterable[int]) -> None:
        ids = list(passage_ids)
        with self._connections.write_transaction() as connection:
            for table in ("passages", "removed_passages"):
                connection.execute(
                    f"DELETE FROM {table} WHERE passage_id {self._among}", (self._array(ids),)
                )
            generation = self._meta("generation")
            removed = [(passage_id, generation) for passage_id in dict.fromkeys(ids)]
            self._connections.insert("removed_passages", ("passage_id", "generation"), removed)

    def passage_ids(self, doc_id: str) -> list[int]:
        return self._column(
            "SELECT passage_id FROM passages WHERE doc_id = ? ORDER BY start_at", doc_id
        )

    def passages(self, passage_ids: Iterable[int]) -> dict[int, Passage]:
        ids = list(passage_ids)
        rows = self._all(
            "SELECT substr(text, start_at + 1, end_at - start_at),"
            " passage_id, doc_id, paragraph, start_at, end_at, passages.checksum"
            f" FROM passages JOIN articles USING (doc_id) WHERE passage_id {self._among}",
            self._array(ids),
        )
        found: dict[int, Passage] = {}
        for text, *row in rows:
            self._check_row(tuple(row), f"the passage {row[0]} has changed")
            _, doc_id, paragraph, start, end, _ = row
            found[row[0]] = Passage(row[0], doc_id, paragraph, start, end, text)
        return {passage_id: found[passage_id] for passage_id in ids if passage_id in found}

    def sample_passages(self, limit: int) -> list[tuple[str | None, str]]:
        return self._all(
            "SELECT title, substr(text, start_at + 1, end_at - start_at)"
            " FROM passages JOIN articles USING (doc_id) ORDER BY passage_id LIMIT ?",
            limit,
        )

    def file_state(self, path: str, reader_version: int) -> str:
        rows = self._all("SELECT sha256, reader_version FROM files WHERE path = ?", path)
        state, version = rows[0] if rows else ("", reader_version)
        is_emptied = is_removed(state) and not self.file_articles(path)
        return str(state) if version == reader_version or is_emptied else ""

    def removed_articles(self, path: str, sha256: str) -> frozenset[str]:
        states = self._column("SELECT sha256 FROM files WHERE path = ?", path)
        same = [removed_articles(one) for one in states if content_state(one) == sha256]
        return frozenset().union(*same)

    def file_articles(self, path: str) -> list[str]:
        return self._column("SELECT doc_id FROM file_articles WHERE path = ? ORDER BY doc_id", path)

    def article_files(self, doc_id: str) -> list[str]:
        return self._column("SELECT path FROM file_articles WHERE doc_id = ? ORDER BY path", doc_id)

    def put_file(
        self, path: str, sha256: str, reader_version: int, doc_ids: Iterable[str]
    ) -> list[str]:
        with self._connections.write_transaction() as connection:
            before = set(self.file_articles(path))
            connection.execute("DELETE FROM files WHERE path = ?", (path,))
            connection.execute("INSERT INTO files VALUES (?, ?, ?)", (path, sha256, reader_version))
            connection.executemany(
                "INSERT INTO file_articles"  # another program may have removed some
                " SELECT ?, doc_id FROM articles WHERE doc_id = ? ON CONFLICT DO NOTHING",
                [(path, doc_id) for doc_id in doc_ids],
            )
            return [doc_id for doc_id in sorted(before) if not self._is_in_a_file(doc_id)]

    def _is_in_a_file(self, doc_id: str) -> bool:
        return bool(self._all("SELECT 1 FROM file_articles WHERE doc_id = ? LIMIT 1", doc_id))

    def put_suspects(self, publisher: str, doc_id: str, hashes: Iterable[int]) -> set[int]:
        new = set(hashes)
        with self._connections.write_transaction() as connection:
            old = set(self._column("SELECT paragraph_hash FROM suspects WHERE doc_id = ?", doc_id))
            connection.execute("DELETE FROM suspects WHERE doc_id = ?", (doc_id,))
            columns = ("publisher", "paragraph_hash", "doc_id")
            self._connections.insert("suspects", columns, [(publisher, h, doc_id) for h in new])
        return old ^ new

    def suspect_articles(self, publisher: str, paragraph_hash: int) -> list[str]:
        return self._column(
            "SELECT doc_id FROM suspects WHERE (publisher, paragraph_hash) = (?, ?)",
            publisher, paragraph_hash,
        )  # fmt: skip

    def counts(self) -> dict[str, int]:
        articles = int(self._one("SELECT count(*) FROM articles")[0])
        return {"articles": articles, "passages": self._meta("stored_passages")}

    def publishers(self) -> dict[str | None, int]:
        return self._connections.cached("publishers", lambda: self._article_counts("publisher"))

    def publisher_dates(self) -> dict[str | None, tuple[str | None, str | None]]:
        rows = self._all(
            "SELECT publisher, min(published_at), max(published_at) FROM articles"
            " GROUP BY publisher ORDER BY 1 NULLS FIRST"
        )
        return {publisher: (first, last) for publisher, first, last in rows}

    def languages(self) -> dict[str | None, int]:
        return self._connections.cached("languages", lambda: self._article_counts("language"))

    def _article_counts(self, column: str) -> dict[str | None, int]:
        rows = self._all(
            f"SELECT {column}, count(*) FROM articles GROUP BY {column}"
            " ORDER BY 2 DESC, 1 NULLS FIRST"
        )
        return dict(rows)

    def date_range(self) -> tuple[str | None, str | None]:
        # two index look-ups; a single query for both would scan the table
        first, last = self._one(
            "SELECT (SELECT min(published_at) FROM articles),"
            " (SELECT max(published_at) FROM articles)"
        )
        return first, last
