"""Integrity checks of the rows of an archive, by their checksums and counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from retrieval.store.checksums import checksum_of
from retrieval.store.schema import ARTICLE_COLUMNS
from retrieval.store.sql import ReadRows, Row

# The columns of each table that its checksum covers; see checksums.py.
_PRIMARY = {
    "articles": ", ".join(ARTICLE_COLUMNS),
    "passages": "passage_id, doc_id, paragraph, start_at, end_at",
}
_EMBEDDED = {
    "vectors": "passage_id, vector",
    "token_vectors": "passage_id, starts, signs",
}

_WORDS = {"passage_terms": "passage_id, terms"}

_META = ("generation", "passages", "terms", "word_ids", "word_changes_forgotten")
_PASSAGES = (  # what is wrong if the numbers differ: the stored one, and the expected one
    "the stored number of passages is wrong",
    "SELECT value FROM meta WHERE key = 'stored_passages'",
    "SELECT count(*) FROM passages",
)
_VECTORS = (
    (
        "the stored number of vectors is wrong",
        "SELECT coalesce(sum(vectors), 0) FROM embedders",
        "SELECT count(*) FROM vectors",
    ),
    (
        "the list of passages without a vector is wrong",
        "SELECT count(*) FROM pending",
        "SELECT (SELECT count(*) FROM embedders) * (SELECT count(*) FROM passages)"
        " - (SELECT count(*) FROM vectors)",
    ),
)
_WITHOUT_TOKENS = (
    "SELECT embedder_id, passage_id FROM vectors"
    " EXCEPT SELECT embedder_id, passage_id FROM token_vectors"
)


def damage_of_articles(read: ReadRows) -> Iterator[str]:
    """Damage to articles, passages and counts, one line each."""
    yield from _of_rows(read, _PRIMARY)
    names = ", ".join(f"'{name}'" for name in _META)
    if _number(read, f"SELECT count(*) FROM meta WHERE key IN ({names})") != len(_META):
        yield "the archive's own counts are missing"
    yield from _of_counts(read, [_PASSAGES])


def damage_of_vectors(read: ReadRows) -> Iterator[str]:
    """Damage to vectors and token vectors, one line each."""
    yield from _of_rows(read, _EMBEDDED)
    yield from _of_counts(read, _VECTORS)
    count = _number(read, f"SELECT count(*) FROM ({_WITHOUT_TOKENS}) AS lacking")
    if count:
        yield f"passages of which the vectors of the tokens are missing: {count}"


def damaged_vectors(read: ReadRows) -> Iterator[tuple[int, int]]:
    """Embedder and passage of vectors that are damaged, or whose tokens' are or are missing."""
    for table, columns in _EMBEDDED.items():
        for embedder_id, *row in read(f"SELECT embedder_id, {columns}, checksum FROM {table}"):
            if _is_changed(tuple(row)):
                yield embedder_id, row[0]
    yield from read(_WITHOUT_TOKENS)


def damage_of_terms(read: ReadRows) -> Iterator[str]:
    """Differences between passage_terms and the passages, one line each."""
    yield from _of_rows(read, _WORDS)
    for one, other in (("passages", "passage_terms"), ("passage_terms", "passages")):
        lacking = f"SELECT passage_id FROM {one} EXCEPT SELECT passage_id FROM {other}"
        count = _number(read, f"SELECT count(*) FROM ({lacking}) AS lacking")
        if count:
            yield f"rows of {one} that {other} lacks: {count}"
    expected = _number(read, "SELECT value FROM meta WHERE key = 'passages'")
    found = _number(read, "SELECT count(*) FROM passage_terms")
    if found != expected:
        yield f"passages counted: {expected}, found: {found}"


def _of_rows(read: ReadRows, checked: Mapping[str, str]) -> Iterator[str]:
    for table, columns in checked.items():
        count = sum(_is_changed(row) for row in read(f"SELECT {columns}, checksum FROM {table}"))
        if count:
            yield f"rows of {table} that have changed: {count}"


def _of_counts(read: ReadRows, counts: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for problem, stored, expected in counts:
        if _number(read, stored) != _number(read, expected):
            yield problem


def _is_changed(row: Row) -> bool:
    return bool(row[-1] != checksum_of(*row[:-1]))


def _number(read: ReadRows, query: str) -> int | None:
    """The number that a query gives; None if there is no row."""
    return next((row[0] for row in read(query)), None)
