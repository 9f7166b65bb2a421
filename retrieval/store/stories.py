"""Stories: which articles are copies of each other, and bands to find candidates by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from retrieval.store.rows import SqlRows

_MAX_OF_A_BAND = 100  # articles; more are copies of each other, of which a few tell the story


class SqlStories(SqlRows):
    """Stories: the articles that are copies of each other. Each article is in exactly one.

    ``bands`` are hashes of parts of an article's wording; articles that share one may be copies.
    """

    def put_story(self, doc_id: str, bands: Sequence[int], story_id: int | None) -> int:
        """Puts a stored article into that story, or into a new one; returns the story's id."""
        with self._connections.write_transaction() as connection:
            if story_id is None:
                story_id = int(self._one("SELECT coalesce(max(story_id), 0) + 1 FROM stories")[0])
            connection.execute("DELETE FROM stories WHERE doc_id = ?", (doc_id,))
            connection.execute("INSERT INTO stories VALUES (?, ?)", (doc_id, story_id))
            rows = [(band, doc_id) for band in dict.fromkeys(bands)]
            self._connections.insert("story_bands", ("band", "doc_id"), rows)
            return story_id

    def story_bands(self, doc_id: str) -> list[int]:
        """The bands with which an article was put into its story."""
        return self._column("SELECT band FROM story_bands WHERE doc_id = ? ORDER BY band", doc_id)

    def merge_stories(self, story_id: int, other_id: int) -> None:
        """Moves the articles of the other story into the first one."""
        with self._connections.write_transaction() as connection:
            connection.execute(
                "UPDATE stories SET story_id = ? WHERE story_id = ?", (story_id, other_id)
            )

    def drop_stories(self, doc_ids: Iterable[str] | None = None) -> None:
        """Takes articles, by default all, out of their stories."""
        with self._connections.write_transaction() as connection:
            if doc_ids is None:
                connection.execute("DELETE FROM stories")
            else:
                given = self._array(doc_ids)
                connection.execute(f"DELETE FROM stories WHERE doc_id {self._among}", (given,))

    def story_candidates(self, bands: Sequence[int], *, limit: int) -> list[tuple[str, int]]:
        """Up to ``limit`` articles that share bands, those with most first, and their stories."""
        one = f"SELECT doc_id FROM story_bands WHERE band = ? LIMIT {_MAX_OF_A_BAND}"
        of_all = " UNION ALL ".join([f"SELECT doc_id FROM ({one}) AS own"] * len(bands))
        with self._connections.read_transaction():
            shared = Counter(row[0] for row in (self._all(of_all, *bands) if bands else ()))
            nearest = sorted(shared, key=lambda doc_id: (-shared[doc_id], doc_id))[:limit]
            stories = dict(
                self._all(
                    f"SELECT doc_id, story_id FROM stories WHERE doc_id {self._among}",
                    self._array(nearest),
                )
            )
        return [(doc_id, stories[doc_id]) for doc_id in nearest if doc_id in stories]

    def story_members(self, doc_id: str) -> list[str]:
        """The articles of the story of ``doc_id``, itself included, the first published first."""
        return self._column(
            "SELECT doc_id FROM stories JOIN articles USING (doc_id)"
            " WHERE story_id = (SELECT story_id FROM stories WHERE doc_id = ?)"
            " ORDER BY published_at IS NULL, published_at, doc_id",
            doc_id,
        )

    def copied_passages(self, passage_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
        """The article and story of those of the passages whose articles have copies."""
        rows = self._all(
            "SELECT passage_id, doc_id, story_id FROM passages JOIN stories AS own USING (doc_id)"
            f" WHERE passage_id {self._among} AND EXISTS (SELECT 1"
            " FROM stories AS other WHERE other.story_id = own.story_id"
            " AND other.doc_id <> own.doc_id)",
            self._array(passage_ids),
        )
        return {passage_id: (doc_id, story_id) for passage_id, doc_id, story_id in rows}

    def articles_without_story(self) -> list[str]:
        """Articles that have not been compared with others yet, as after an update."""
        counts = "SELECT (SELECT count(*) FROM articles) = (SELECT count(*) FROM stories)"
        if self._one(counts)[0]:
            return []
        return self._column(
            "SELECT doc_id FROM articles WHERE NOT EXISTS"
            " (SELECT 1 FROM stories WHERE stories.doc_id = articles.doc_id)"
            " ORDER BY published_at IS NULL, published_at, doc_id"
        )
