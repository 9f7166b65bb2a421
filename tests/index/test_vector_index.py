"""The contract of every vector index, and that all agree with the exact one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest

from retrieval.errors import BackendError
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.faiss_lists import EXACT_UP_TO
from retrieval.types import FloatArray, IdArray
from tests.support.exact_index import ExactIndex

DIMENSION = 16
INDEXES = [ExactIndex, FaissIndex]
ENGINES = ["milvus-lite", "milvus"]
Index: TypeAlias = ExactIndex | FaissIndex
Make: TypeAlias = Callable[[int], Index]

each_saved = pytest.mark.parametrize("make", INDEXES)


@pytest.fixture(params=[*INDEXES, *ENGINES])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes empty indexes of each kind."""
    if isinstance(request.param, str):
        made: Make = request.getfixturevalue("milvus_index")(request.param)
        return made
    return request.param  # type: ignore[no-any-return]


def vectors(count: int, *, seed: int = 0) -> FloatArray:
    raw = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


def ids(*values: int) -> IdArray:
    return np.array(values, dtype=np.int64)


def filled(make: Make, count: int = 40) -> Index:
    index = make(DIMENSION)
    index.add(np.arange(count, dtype=np.int64) * 7 + 2**62, vectors(count))
    return index


def test_a_vector_is_found_by_itself_first(make: Make) -> None:
    index = filled(make)
    assert [index.search(v, 1)[0].passage_id for v in vectors(40)] == list(index.ids())


def test_hits_equal_those_of_the_exact_index(make: Make) -> None:
    index, exact = filled(make), filled(ExactIndex)
    for question in vectors(20, seed=1):
        found, expected = index.search(question, 10), exact.search(question, 10)
        assert [hit.passage_id for hit in found] == [hit.passage_id for hit in expected]
        assert [hit.score for hit in found] == pytest.approx([h.score for h in expected], abs=1e-5)


def test_fewer_hits_come_of_an_index_that_holds_fewer(make: Make) -> None:
    question = vectors(1)[0]
    assert len(filled(make, 3).search(question, 10)) == 3
    assert make(DIMENSION).search(question, 10) == []
    assert filled(make).search(question, 0) == []


def test_equal_scores_are_ordered_by_id(make: Make) -> None:
    index = make(DIMENSION)
    same = np.repeat(vectors(1), 3, axis=0)
    index.add(ids(9, 3, 5), same)
    assert [hit.passage_id for hit in index.search(same[0], 3)] == [3, 5, 9]
    assert [hit.passage_id for hit in index.search(same[0], 2)] == [3, 5]


def test_an_id_added_again_gets_the_new_vector(make: Make) -> None:
    index = filled(make)
    first = index.ids()[:1]
    index.add(first, vectors(1, seed=9))
    assert len(index) == 40
    [hit] = index.search(vectors(1, seed=9)[0], 1)
    assert hit.passage_id == first[0]
    assert hit.score == pytest.approx(1.0, abs=1e-5)


def test_removed_vectors_are_gone_and_unknown_ids_are_passed_over(make: Make) -> None:
    index = filled(make)
    gone = index.ids()[:10]
    index.remove(np.concatenate([gone, ids(1, 2)]))
    found = {hit.passage_id for hit in index.search(vectors(1)[0], 40)}
    assert len(index) == 30
    assert found == set(map(int, index.ids()))
    assert not found & set(map(int, gone))


@each_saved
def test_an_index_is_the_same_after_saving_and_loading(make: type[Index], tmp_path: Path) -> None:
    index = filled(make)
    index.save(tmp_path / "index")
    loaded = make.load(tmp_path / "index", DIMENSION)
    question = vectors(1, seed=5)[0]
    found, expected = loaded.search(question, 10), index.search(question, 10)
    assert [hit.passage_id for hit in found] == [hit.passage_id for hit in expected]
    assert [h.score for h in found] == pytest.approx([h.score for h in expected], abs=1e-3)
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


@each_saved
def test_a_broken_file_or_one_of_another_dimension_is_refused(
    make: type[Index], tmp_path: Path
) -> None:
    (tmp_path / "broken").write_bytes(b"IxM2" + b"\x00" * 20)
    with pytest.raises(BackendError):
        make.load(tmp_path / "broken", DIMENSION)
    with pytest.raises(BackendError):
        make.load(tmp_path / "missing", DIMENSION)
    filled(make).save(tmp_path / "index")
    with pytest.raises(BackendError):
        make.load(tmp_path / "index", DIMENSION + 1)


def test_a_vector_of_another_dimension_is_refused(make: Make) -> None:
    with pytest.raises(BackendError, match="A vector has 3 dimensions, the index 16"):
        filled(make).search(np.ones(3, dtype=np.float32), 1)


LARGE = EXACT_UP_TO + 20_000


def clustered(count: int, *, seed: int) -> FloatArray:
    """Unit vectors around 200 centres: uniform ones tell nothing of an approximate index."""
    random = np.random.default_rng(seed)
    near = vectors(200, seed=7)[random.integers(0, 200, count)]
    raw = near + 0.15 * random.normal(size=near.shape).astype(np.float32)
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def large_vectors() -> FloatArray:
    blocks = [clustered(10_000, seed=first) for first in range(0, LARGE, 10_000)]
    return np.concatenate(blocks)


def large_index(large_vectors: FloatArray) -> FaissIndex:
    index, ids = FaissIndex(DIMENSION), np.arange(LARGE, dtype=np.int64)
    for first in range(0, LARGE, 7_000):
        index.add(ids[first : first + 7_000], large_vectors[first : first + 7_000])
    return index


@pytest.fixture(scope="module")
def large(large_vectors: FloatArray) -> FaissIndex:
    """A large index, which nobody changes."""
    return large_index(large_vectors)


@pytest.fixture
def exact(large_vectors: FloatArray) -> ExactIndex:
    """An exact index of the same vectors."""
    exact = ExactIndex(DIMENSION)
    exact.add(np.arange(LARGE, dtype=np.int64), large_vectors)
    return exact


def recall(index: FaissIndex, exact: ExactIndex) -> float:
    found = [
        len(
            {hit.passage_id for hit in index.search(question, 10)}
            & {hit.passage_id for hit in exact.search(question, 10)}
        )
        for question in clustered(50, seed=11)
    ]
    return sum(found) / (10 * len(found))


def test_a_large_index_finds_nearly_all_that_the_exact_one_finds(
    large: FaissIndex, exact: ExactIndex
) -> None:
    assert len(large) == LARGE
    assert recall(large, exact) > 0.97


def test_a_large_index_forgets_and_takes_in_while_its_file_stays_as_it_is(
    large: FaissIndex, exact: ExactIndex, tmp_path: Path
) -> None:
    large.save(tmp_path / "index")
    before = (tmp_path / "index").read_bytes()
    mapped = FaissIndex.load(tmp_path / "index", DIMENSION)
    gone, new = np.arange(0, LARGE, 3, dtype=np.int64), np.arange(2**40, 2**40 + 900)
    for index in (mapped, exact):
        index.remove(gone)
        index.add(new, clustered(900, seed=5))
    assert np.array_equal(mapped.ids(), exact.ids())
    assert recall(mapped, exact) > 0.97
    assert (tmp_path / "index").read_bytes() == before


def test_a_large_index_that_shrank_is_exact_again(
    large: FaissIndex, exact: ExactIndex, tmp_path: Path
) -> None:
    large.save(tmp_path / "index")
    index = FaissIndex.load(tmp_path / "index", DIMENSION)
    gone = np.arange(200, LARGE, dtype=np.int64)
    for shrunk in (index, exact):
        shrunk.remove(gone)
    index.save(tmp_path / "smaller")
    smaller = FaissIndex.load(tmp_path / "smaller", DIMENSION)
    assert len(smaller) == 200
    assert recall(smaller, exact) == 1.0


def test_large_indexes_that_were_built_alike_find_the_same_and_give_the_same_file(
    large: FaissIndex, large_vectors: FloatArray, tmp_path: Path
) -> None:
    """A copy of an archive is compared with it by what it finds."""
    again, questions = large_index(large_vectors), clustered(50, seed=11)
    found = [[index.search(question, 40) for question in questions] for index in (large, again)]
    assert found[0] == found[1]
    large.save(tmp_path / "one")
    again.save(tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_the_same_question_finds_the_same_among_many_equal_vectors(
    large: FaissIndex, tmp_path: Path
) -> None:
    large.save(tmp_path / "index")
    index, question = FaissIndex.load(tmp_path / "index", DIMENSION), clustered(1, seed=3)[0]
    index.add(np.arange(2**40, 2**40 + 12), np.repeat(question[None, :], 12, axis=0))
    index.save(tmp_path / "second")
    index = FaissIndex.load(tmp_path / "second", DIMENSION)
    answers = [index.search(question, 10) for _ in range(50)]
    assert answers == [answers[0]] * 50
    assert [hit.passage_id for hit in answers[0]] == list(range(2**40, 2**40 + 10))


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    filled(FaissIndex).save(tmp_path / "index")
    content = (tmp_path / "index").read_bytes()
    for length in range(0, len(content), 97):
        (tmp_path / "index").write_bytes(content[:length])
        with pytest.raises(BackendError):
            FaissIndex.load(tmp_path / "index", DIMENSION)
