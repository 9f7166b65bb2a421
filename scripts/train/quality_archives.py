"""Archives of the quality sets, kept in a folder outside the repository, and questions to them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.archive import Archive
from retrieval.factory import open_archive
from retrieval.search.query import understand
from retrieval.search.searcher import Found
from retrieval.settings import Settings
from retrieval.types import Passage, Query, Result
from scripts.train.quality_sets import SHARED, LabelledQuestion, QualitySet, holds


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what was weighed for it, and which of the results are right.

    ``is_hidden`` tells that the answering articles were taken out of the archive before; another
    article may answer all the same.
    """

    question: LabelledQuestion
    query: Query
    found: Found
    right: tuple[bool, ...]
    is_hidden: bool


def fitting_cache(description: str | None) -> Path | None:
    """The folder of archives that the command line names; none where there is nothing to fit on."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    cache: Path = parser.parse_args().cache
    if not SHARED.is_dir():
        print(f"There is nothing to fit on: {SHARED} is not there.")
        return None
    return cache


@contextmanager
def quality_archive(quality_set: QualitySet, cache: Path) -> Iterator[Archive]:
    """The archive of a set, below ``cache``; made on the first use, which takes minutes."""
    cache.mkdir(parents=True, exist_ok=True)
    lines = cache / f"{quality_set.name}.jsonl"
    content = "".join(json.dumps(article) + "\n" for article in quality_set.articles)
    if not lines.is_file() or lines.read_text(encoding="utf-8") != content:
        lines.write_text(content, encoding="utf-8")
    with open_archive(Settings(archive=str(cache / quality_set.name)), create=True) as archive:
        archive.ingest([lines])
        yield archive


def cases(
    quality_set: QualitySet,
    archive: Archive,
    questions: Iterable[LabelledQuestion],
    *,
    hide: bool,
    read: bool = True,
) -> Iterator[Case]:
    """What ``archive`` weighs for each question; with ``hide``, its answering articles are out.

    Without ``read`` no passage is read, and nothing depends on the reader.
    """
    searcher = archive.searcher() if read else replace(archive.searcher(), reader=None)
    passages_of = _passages_by_url(archive)
    for question in questions:
        query = understand(question.text)
        own = frozenset(i for url in question.urls for i in passages_of.get(url, ()))
        found = (replace(searcher, exclude=own) if hide else searcher).weighed(query)
        right = tuple(
            question.is_answerable and is_right(quality_set, question, result)
            for result in found.results
        )
        yield Case(question, query, found, right, hide)


def all_cases(quality_set: QualitySet, cache: Path) -> Iterator[Case]:
    """Every question of the set; the answerable ones with and without their articles."""
    answerable = [question for question in quality_set.questions if question.is_answerable]
    with quality_archive(quality_set, cache) as archive:
        yield from cases(quality_set, archive, quality_set.questions, hide=False)
        yield from cases(quality_set, archive, answerable, hide=True)


def is_right(quality_set: QualitySet, question: LabelledQuestion, result: Result) -> bool:
    """Whether a result answers: by its article, or by the answer that it holds."""
    if quality_set.by_article:
        return result.article.url in question.urls
    return holds(result.passage.text, question.answer)


def passages_of(archive: Archive, doc_id: str) -> list[Passage]:
    """The passages of an article in the order of its text."""
    found = archive.searcher().store.passages(archive.passage_ids(doc_id))
    return sorted(found.values(), key=lambda passage: passage.start)


def _passages_by_url(archive: Archive) -> dict[str, list[int]]:
    return {
        article.url: archive.passage_ids(article.doc_id)
        for article in archive.articles()
        if article.url is not None
    }
