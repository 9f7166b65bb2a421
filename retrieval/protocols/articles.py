"""The store of articles: articles, passages, files, and the stories that they tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from retrieval.protocols.transactions import Transactions
from retrieval.types import (
    NO_FILTERS,
    Article,
    Filters,
    FilterValues,
    ListedArticle,
    Passage,
)


class ArticleStore(Transactions, Protocol):
    """Articles, their passages, and the files that they were read from."""

    def put_article(self, article: Article) -> None:
        """Adds an article or replaces the one with its id; its passages are left unchanged."""

    def remove_article(self, doc_id: str, *, kept_from: str = "") -> bool:
        """Removes an article with its passages and vectors; returns whether it existed.

        The files that held it get the state that :mod:`retrieval.protocols.removal` describes.
        """

    def article(self, doc_id: str) -> Article | None:
        """The article with that id."""

    def articles_by_id(self, doc_ids: Iterable[str]) -> dict[str, Article]:
        """The articles with these ids; unknown ids are left out."""

    def articles(
        self, filters: Filters = NO_FILTERS, publishers: Sequence[str] = ()
    ) -> Iterator[Article]:
        """The articles that ``filters`` let through, newest first where dated, then by title.

        ``publishers`` are the stored names that the filter's publisher stands for. The memory used
        is constant.
        """

    def articles_since(
        self, day: date, filters: Filters = NO_FILTERS, publishers: Sequence[str] = ()
    ) -> Iterator[Article]:
        """Those of them that were published on ``day`` or later, or are undated and came since."""

    def listed_articles(
        self,
        passage_ids: Iterable[int] | None = None,
        filters: Filters = NO_FILTERS,
        publishers: Sequence[str] = (),
    ) -> Iterator[ListedArticle]:
        """The same without their texts, all of them or those that hold one of some passages."""

    def authors(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The id and the authors of each article of which they are known."""

    def article_ids(self) -> list[str]:
        """Ids of all articles, ascending."""

    def titled_articles(
        self, title: str | None, published_at: str | None, *, limit: int
    ) -> list[str]:
        """Ids of the articles with exactly that title and date, the first ``limit``, ascending."""

    def put_passages(self, passages: Sequence[Passage]) -> None:
        """Adds new passages of a stored article."""

    def remove_passages(self, passage_ids: Iterable[int]) -> None:
        """Removes passages and their vectors."""

    def passage_ids(self, doc_id: str) -> list[int]:
        """The passages of an article in the order of its text."""

    def passages(self, passage_ids: Iterable[int]) -> dict[int, Passage]:
        """The passages with these ids; unknown ids are left out."""

    def filtered_passages(
        self, filters: Filters, publishers: Sequence[str], *, limit: int
    ) -> list[int]:
        """Up to ``limit`` passages of the articles that ``filters`` let through, in any order."""

    def passages_among(
        self, passage_ids: Sequence[int], filters: Filters, publishers: Sequence[str]
    ) -> set[int]:
        """Those of ``passage_ids`` whose articles ``filters`` let through."""

    def filter_values(self, passage_ids: Sequence[int]) -> dict[int, FilterValues]:
        """What filters ask of the articles of these passages; unknown ids are left out."""

    def sample_passages(self, limit: int) -> list[tuple[str | None, str]]:
        """Up to ``limit`` passages: title of the article, text."""

    def file_state(self, path: str, reader_version: int) -> str:
        """What :meth:`put_file` recorded as the hash of a file read by these readers, else "".

        That of a file whose articles were all removed holds for all readers, so that none of them
        brings these back.
        """

    def removed_articles(self, path: str, sha256: str) -> frozenset[str]:
        """Articles that somebody removed from a file while its content had this hash."""

    def file_articles(self, path: str) -> list[str]:
        """Articles that were read from the file at ``path``."""

    def article_files(self, doc_id: str) -> list[str]:
        """Paths of the files from which the article was read."""

    def put_file(
        self, path: str, sha256: str, reader_version: int, doc_ids: Iterable[str]
    ) -> list[str]:
        """Records the articles read from a file; returns articles that are in no file any more."""

    def put_suspects(self, publisher: str, doc_id: str, hashes: Iterable[int]) -> set[int]:
        """Records an article's paragraphs that may be boilerplate; returns what changed."""

    def suspect_articles(self, publisher: str, paragraph_hash: int) -> list[str]:
        """The publisher's articles that hold a paragraph with this hash."""

    def counts(self) -> dict[str, int]:
        """The numbers of ``"articles"`` and ``"passages"``."""

    def publishers(self) -> dict[str | None, int]:
        """The number of articles of each publisher, most first."""

    def publisher_dates(self) -> dict[str | None, tuple[str | None, str | None]]:
        """The first and the last publication date of each publisher."""

    def languages(self) -> dict[str | None, int]:
        """The number of articles in each language, most first."""

    def date_range(self) -> tuple[str | None, str | None]:
        """The first and the last publication date."""
