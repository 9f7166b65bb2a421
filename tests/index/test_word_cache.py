"""The postings beside a store: whatever happens to their file, they are equal to its words.

What every cached index does is in test_vector_cache.py.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.lexical import Bm25Index
from retrieval.regular_files import replacing
from retrieval.store.connections import SqliteConnections
from retrieval.store.schema import MIGRATIONS
from retrieval.text.articles.passages import split
from retrieval.text.words.terms import index_terms, question_terms
from retrieval.types import Article
from tests.conftest import OpenConnections
from tests.support.plain_bm25 import plain_scores
from tests.support.toys import HARBOUR, OWLS

QUESTION = question_terms("eleven owls in the harbour valley, a zeppelin")
OpenIndex = Callable[[], Bm25Index]


@pytest.fixture
def open_index(open_connections: OpenConnections) -> OpenIndex:
    """Opens the same store again and again, each time as another program would."""
    return lambda: Bm25Index(open_connections())


def put(index: Bm25Index, *articles: Article) -> None:
    for article in articles:
        index.add(article, split(article))


def remove(index: Bm25Index, article: Article) -> None:
    index.remove([passage.passage_id for passage in split(article)])


def zeppelin(number: int) -> Article:
    return Article(doc_id=f"z{number}", title=None, text=f"Zeppelin {number} landed.")


def equals(index: Bm25Index, *articles: Article) -> bool:
    """Whether ``index`` finds what the passages of ``articles``, scored by themselves, give."""
    passages = {
        passage.passage_id: index_terms(
            f"{article.title or ''} {article.publisher or ''} {passage.text}"
        )
        for article in articles
        for passage in split(article)
    }
    found = {hit.passage_id: hit.score for hit in index.match(QUESTION).best(1000)}
    return found == pytest.approx(plain_scores(passages, QUESTION), rel=1e-5)


def saved(folder: Path) -> list[Path]:
    return sorted(folder.glob("words-*[!6]"))


STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "remove", "save", "reopen", "other"]), st.integers(0, 5)),
    max_size=12,
)


@given(steps=STEPS)
@settings(deadline=None, max_examples=40)
def test_it_is_exact_after_changes_here_and_elsewhere(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        connections, others = SqliteConnections(path), SqliteConnections(path)
        index, other = Bm25Index(connections), Bm25Index(others)
        held: dict[int, Article] = {}
        for step, number in steps:
            if step == "save":
                index.save()
            elif step == "reopen":
                index = Bm25Index(connections)
            elif step == "remove" and number in held:
                remove(index, held.pop(number))
            elif step != "remove" and number not in held:
                put(other if step == "other" else index, zeppelin(number))
                held[number] = zeppelin(number)
            assert equals(index, *held.values())
        assert equals(other, *held.values())
        connections.close()
        others.close()


@pytest.mark.parametrize("size", [0, 100, 700])
def test_a_file_that_was_cut_or_zeroed_is_rebuilt(
    open_index: OpenIndex, tmp_path: Path, size: int
) -> None:
    index = open_index()
    put(index, HARBOUR, OWLS)
    index.save()
    for broken in (b"", bytes(700), b"garbage" * 99):
        [path] = saved(tmp_path)
        content = path.read_bytes()
        path.write_bytes(content[:size] + broken)
        assert equals(open_index(), HARBOUR, OWLS)
        [path] = saved(tmp_path)
        assert path.read_bytes() == content  # and is saved by whoever made it


def test_a_file_of_another_archive_is_rebuilt(open_index: OpenIndex, tmp_path: Path) -> None:
    index = open_index()
    put(index, HARBOUR)
    index.save()
    [path] = saved(tmp_path)
    (tmp_path / "other").mkdir()
    connections = SqliteConnections(tmp_path / "other" / "store.sqlite")
    other = Bm25Index(connections)
    put(other, OWLS)
    other.save()
    connections.close()
    [foreign] = saved(tmp_path / "other")
    foreign.replace(path)
    assert equals(open_index(), HARBOUR)


def test_changes_that_were_rolled_back_are_not_found(
    open_index: OpenIndex, open_connections: OpenConnections
) -> None:
    put(open_index(), HARBOUR)
    connections = open_connections()
    index = Bm25Index(connections)
    with pytest.raises(ZeroDivisionError), connections.write_transaction():
        put(index, OWLS)
        assert equals(index, HARBOUR, OWLS)
        raise ZeroDivisionError
    assert equals(index, HARBOUR)
    put(index, zeppelin(1))
    assert equals(index, HARBOUR, zeppelin(1))
    assert equals(open_index(), HARBOUR, zeppelin(1))


def test_an_index_that_was_cleared_is_like_a_new_one(open_index: OpenIndex) -> None:
    index, other = open_index(), open_index()
    put(index, HARBOUR, OWLS)
    index.save()
    assert equals(other, HARBOUR, OWLS)
    index.clear()
    put(index, OWLS)
    for one in (index, other, open_index()):
        assert equals(one, OWLS)


def test_what_a_saved_file_has_seen_is_remembered_no_more(tmp_path: Path) -> None:
    connections = SqliteConnections(tmp_path / "store.sqlite")
    index = Bm25Index(connections)
    put(index, HARBOUR, OWLS)
    remove(index, OWLS)
    index.save()
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as store:
        assert store.execute("SELECT * FROM changed_words").fetchall() == []
    connections.close()


def test_files_of_others_are_left_alone(open_index: OpenIndex, tmp_path: Path) -> None:
    (tmp_path / "words-my.txt").write_text("precious")
    index = open_index()
    put(index, HARBOUR)
    index.save()
    put(index, OWLS)
    index.save()
    assert [path.name for path in saved(tmp_path)][1:] == ["words-my.txt"]


def test_a_folder_that_cannot_take_the_file_is_searched_all_the_same(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    index = open_index()
    put(index, HARBOUR, OWLS)
    generation = index._words.state().generation
    (tmp_path / f"words-{generation}.postings").mkdir()
    assert equals(index, HARBOUR, OWLS)


def test_the_file_holds_no_words_and_only_its_owner_may_read_it(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    index = open_index()
    put(index, HARBOUR, OWLS)
    index.save()
    [path] = saved(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    content = path.read_bytes().lower()
    terms = {term for article in (HARBOUR, OWLS) for term in index_terms(article.text)}
    assert [term for term in terms if len(term) > 3 and term.encode() in content] == []


@pytest.fixture
def open_older(older: Path) -> Iterator[OpenIndex]:
    """Opens that store again and again."""
    with ExitStack() as stack:

        def index() -> Bm25Index:
            connections = SqliteConnections(older)
            stack.callback(connections.close)
            return Bm25Index(connections)

        yield index


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """The store of an archive that an earlier version made."""
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as old:
        old.executescript("".join(MIGRATIONS[:3]) + "PRAGMA user_version = 3;")
        old.executescript(
            "PRAGMA journal_mode = WAL;"
            "INSERT INTO words (rowid, title, publisher, body) VALUES"
            " (9223372036854775807, 'a zeppelin', '', 'it land'), (8, '', 'owl', 'land');"
            "INSERT INTO articles (doc_id, text, authors) VALUES ('a', 'It landed.', '[]');"
            "INSERT INTO passages VALUES (9223372036854775807, 'a', 1, 0, 5), (8, 'a', 1, 5, 10);"
            "UPDATE meta SET value = 6 WHERE key = 'terms';"
            "UPDATE meta SET value = 2 WHERE key = 'passages';"
        )
    return tmp_path / "store.sqlite"


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM words_data",
        "DELETE FROM words_config",
        "UPDATE words_content SET c0 = CAST(x'ff' AS TEXT)",
        "UPDATE words_content SET c1 = NULL",
    ],
)
def test_damaged_words_of_an_older_archive_are_told_and_can_be_rebuilt(
    open_older: OpenIndex, older: Path, damage: str
) -> None:
    with closing(sqlite3.connect(older)) as old:
        old.execute(damage)
        old.commit()
    index = open_older()
    assert index.match(["zeppelin"]).best(5) == []
    assert "rows of passages that passage_terms lacks: 2" in index.damage()
    index.clear()
    put(index, HARBOUR)
    assert index.match(["bridg"]).best(5)


def test_words_of_an_older_archive_are_found(open_older: OpenIndex) -> None:
    index = open_older()
    assert [hit.passage_id for hit in index.match(["zeppelin", "owl"]).best(5)] == [8, 2**63 - 1]
    put(index, HARBOUR)
    index.remove([8])
    index.save()
    assert [hit.passage_id for hit in open_older().match(["zeppelin", "owl"]).best(5)] == [
        2**63 - 1
    ]


def test_threads_that_ask_while_another_writes_find_whole_transactions(
    open_connections: OpenConnections,
) -> None:
    connections = open_connections()
    index = Bm25Index(connections)

    def write() -> None:
        for number in range(0, 40, 2):
            with connections.write_transaction():
                put(index, zeppelin(number), zeppelin(number + 1))

    def ask() -> list[int]:
        return [len(index.match(["zeppelin"]).best(1000)) for _ in range(60)]

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask) for _ in range(3)]
        pool.submit(write).result()
        counts = [future.result() for future in asked]
    assert all(own == sorted(own) for own in counts)
    assert {count % 2 for own in counts for count in own} == {0}
    assert equals(index, *map(zeppelin, range(40)))


def test_two_threads_that_replace_a_file_write_one_each(tmp_path: Path) -> None:
    path = tmp_path / "words-1.postings"

    def write_over() -> None:
        with replacing(path) as temporary:
            temporary.write_text("second")

    with ThreadPoolExecutor(1) as pool, replacing(path) as temporary:
        temporary.write_text("first")
        pool.submit(write_over).result()
        assert (temporary.read_text(), path.read_text()) == ("first", "second")
    assert [own.name for own in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "first"
