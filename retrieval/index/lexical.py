"""Lexical index: terms of passages in the store, and a cached file of postings built from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from retrieval.index.bm25 import PostingsIndex, PostingsMatches
from retrieval.index.postings import postings_of
from retrieval.index.postings_file import map_postings, write_postings
from retrieval.index.word_cache import WordCache
from retrieval.protocols import NO_VARIANTS
from retrieval.store.sql import Connections
from retrieval.store.terms import SqlTerms, TermRows
from retrieval.text.words.terms import TERM_RULES, index_terms
from retrieval.types import Article, Passage, Variants

MAX_TERMS = 64
"""Terms of a question that are searched for."""


class Bm25Index(WordCache[PostingsIndex]):
    """See :class:`retrieval.protocols.LexicalIndex`; safe for use by several threads."""

    def __init__(self, connections: Connections) -> None:
        words = SqlTerms(connections, rules=TERM_RULES)
        super().__init__(connections, words, "words", ".postings")

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        self.add_all([(article, passages)])

    def add_all(self, articles: Iterable[tuple[Article, Sequence[Passage]]]) -> None:
        """Adds passages of many articles at once, which is faster."""
        self._words.put([row for own in articles for row in _terms_of(*own)])

    def remove(self, passage_ids: Iterable[int]) -> None:
        self._words.delete(passage_ids)

    def match(self, terms: Sequence[str], variants: Variants = NO_VARIANTS) -> PostingsMatches:
        return self.current().match(terms[:MAX_TERMS], variants)

    def term_weights(
        self, terms: Sequence[str], variants: Variants = NO_VARIANTS
    ) -> dict[str, float]:
        return self.current().weights(terms, variants)

    def passage_counts(self, terms: Sequence[str]) -> dict[str, int]:
        return self.current().passage_counts(terms)

    def known(self, terms: Sequence[str]) -> list[str]:
        return self.current().known(terms)

    def clear(self) -> None:
        self._words.clear()

    def is_outdated(self) -> bool:
        return self._words.is_outdated()

    def damage(self) -> list[str]:
        return self._words.damage()

    def _followed(self, index: PostingsIndex, since: int) -> PostingsIndex | None:
        state = self._words.state()
        if since < state.forgotten:
            return None
        for ids, rows in self._words.changes(since):
            index = index.changed(ids, rows)
        return index if index.totals == state.totals else None

    def _rebuilt(self) -> PostingsIndex:
        return PostingsIndex.of(*map(postings_of, self._words.all()))

    def _read(self, path: Path) -> PostingsIndex:
        return PostingsIndex.of(map_postings(path))

    def _write(self, index: PostingsIndex, path: Path) -> None:
        write_postings(path, index.merged())

    def _forget_changes(self, generation: int) -> None:
        self._words.forget_changes(generation)


def _terms_of(article: Article, passages: Sequence[Passage]) -> TermRows:
    language = article.language
    around = index_terms(article.title or "", language)
    around += index_terms(article.publisher or "", language)
    return [(own.passage_id, around + index_terms(own.text, language)) for own in passages]
