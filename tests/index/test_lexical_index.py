"""The contract of the lexical index: BM25 over title, publisher and text, safe for any words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.index.lexical import Bm25Index
from retrieval.index.search_engine import SearchEngine
from retrieval.protocols import LexicalIndex
from retrieval.store.store import SqlStore
from retrieval.text.articles.passages import split
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import Article
from tests.conftest import OpenConnections, store_of
from tests.support.milvus_servers import new_file
from tests.support.toys import HARBOUR, OWLS


@dataclass(frozen=True)
class Filled:
    """An index of the toy articles, and the ids of their passages."""

    index: LexicalIndex
    store: SqlStore
    harbour: int
    owls: int

    def add(self, article: Article) -> None:
        """Stores an article and indexes its passages."""
        with self.store.write_transaction():
            self.store.put_article(article)
            self.store.put_passages(split(article))
            self.index.add(article, split(article))


@pytest.fixture(params=["files", "milvus-lite"])
def filled(
    open_connections: OpenConnections, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Filled]:
    connections = open_connections()
    store = store_of(connections)
    engine: SearchEngine | None = None
    index: LexicalIndex = Bm25Index(connections)
    if request.param == "milvus-lite":
        address = new_file(tmp_path)
        from retrieval.index.milvus.search import MilvusSearch

        engine = MilvusSearch(address)
        index = engine.words(store, connections)
    filled = Filled(index, store, split(HARBOUR)[0].passage_id, split(OWLS)[0].passage_id)
    for article in (HARBOUR, OWLS):
        filled.add(article)
    yield filled
    if engine:
        engine.close()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("cracks in cables", "harbour"),
        ("Who counted the chicks?", "owls"),
        ("What did the Tarn Valley Herald say?", "owls"),  # publisher
        ("snowy return", "owls"),  # title
    ],
)
def test_the_passage_that_shares_words_is_found(filled: Filled, question: str, first: str) -> None:
    hits = filled.index.match(question_terms(question)).best(5)
    assert hits[0].passage_id == getattr(filled, first)


def test_words_that_no_passage_holds_find_nothing(filled: Filled) -> None:
    assert filled.index.match(("zeppelin",)).best(5) == []
    assert filled.index.match(()).best(5) == []


def test_scores_are_bm25_with_the_constants_that_suit_news(filled: Filled) -> None:
    """The formula of Robertson and Zaragoza, written out for one term."""
    lengths = {
        article.doc_id: len(index_terms(f"{article.title} {article.publisher} {article.text}"))
        for article in (HARBOUR, OWLS)
    }
    mean = sum(lengths.values()) / 2
    k1, b, count = 0.9, 0.4, 2  # "harbour" stands in the title and in the text
    weight = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = k1 * (1 - b + b * lengths[HARBOUR.doc_id] / mean)
    expected = weight * count * (k1 + 1) / (count + norm)
    [hit] = filled.index.match(question_terms("harbour")).best(5)
    assert hit.score == pytest.approx(expected)


def test_scores_asked_for_equal_those_of_the_search(filled: Filled) -> None:
    matches = filled.index.match(question_terms("eleven weeks of owls in the harbour"))
    asked = [filled.harbour, filled.owls, 123]
    assert matches.scores(asked) == {hit.passage_id: hit.score for hit in matches.best(5)}
    assert len(matches.best(5)) == 2
    assert matches.best(1) == matches.best(5)[:1]
    assert filled.index.match(("zeppelin",)).scores(asked[:1]) == {filled.harbour: 0.0}
    assert filled.index.match(()).scores(asked[:1]) == {filled.harbour: 0.0}


def test_rare_words_weigh_more(filled: Filled) -> None:
    weights = filled.index.term_weights(question_terms("eleven owls zeppelin"))
    assert weights["eleven"] < weights["owl"] < weights["zeppelin"]


def test_removed_passages_are_found_no_more(filled: Filled) -> None:
    filled.index.remove([filled.harbour, 123])
    assert filled.index.match(question_terms("harbour bridge")).best(5) == []
    removed, unknown = filled.index.term_weights(question_terms("harbour zeppelin")).values()
    assert removed == unknown


@given(text=st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_question_is_a_syntax_error(filled: Filled, text: str) -> None:
    for question in (text, f'{text}" OR NEAR(owl* AND ^x)'):
        hits = filled.index.match(tuple(index_terms(question))).best(5)
        assert {hit.passage_id for hit in hits} <= {filled.harbour, filled.owls}


def test_an_article_without_title_and_publisher_is_found_by_its_text(filled: Filled) -> None:
    plain = Article(doc_id="c", title=None, text="A zeppelin landed.")
    filled.add(plain)
    [hit] = filled.index.match(("zeppelin",)).best(5)
    assert hit.passage_id == split(plain)[0].passage_id


def test_weights_follow_what_is_added(filled: Filled) -> None:
    before = filled.index.term_weights(("zeppelin",))
    plain = Article(doc_id="c", title=None, text="A zeppelin landed.")
    filled.add(plain)
    assert filled.index.term_weights(("zeppelin",))["zeppelin"] < before["zeppelin"]
