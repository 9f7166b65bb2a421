"""Archives of the quality sets, cached outside the repository, and their judged results."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.archive import Archive
from retrieval.factory import open_archive
from retrieval.search.searcher import SearchResults
from retrieval.settings import Settings
from retrieval.types import Answer, Article, Passage, Query, Result
from scripts.quality.invented_news import Desk, DeskQuestion
from scripts.quality.language_sets import LanguageSet
from scripts.quality.sets import SHARED, QualitySet, SetQuestion, holds


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with its retrieved results, and which of them are relevant.

    ``is_answer_hidden`` is whether the answering articles were excluded from the search; another
    article may answer nevertheless.
    """

    question: SetQuestion
    query: Query
    found: SearchResults
    relevant: tuple[bool, ...]
    is_answer_hidden: bool


def fitting_cache(description: str | None) -> Path | None:
    """The folder of archives from the command line; ``None`` without data to fit on."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the archives")
    cache: Path = parser.parse_args().cache
    if not SHARED.is_dir():
        print(f"There is nothing to fit on: {SHARED} is not there.")
        return None
    return cache


@contextmanager
def quality_archive(source: QualitySet | Desk, cache: Path) -> Iterator[Archive]:
    """The archive of a set or a desk, below ``cache``; built on first use, which takes minutes."""
    cache.mkdir(parents=True, exist_ok=True)
    lines = cache / f"{source.name}.jsonl"
    content = "".join(json.dumps(article) + "\n" for article in source.articles)
    if not lines.is_file() or lines.read_text(encoding="utf-8") != content:
        lines.write_text(content, encoding="utf-8")
    with open_archive(Settings(archive=str(cache / source.name)), create=True) as archive:
        archive.ingest([lines])
        yield archive


def language_archive(
    language_set: LanguageSet, cache: Path, *, embedder: str | None = None
) -> Archive:
    """The archive of a set, below ``cache``; built on first use, which takes minutes."""
    folder = cache / (embedder or "").replace("/", "-") / language_set.code
    archive = open_archive(Settings(archive=str(folder), embedder=embedder), create=True)
    archive.ingest([language_set.articles])
    return archive


def judge_questions(
    quality_set: QualitySet,
    archive: Archive,
    questions: Iterable[SetQuestion],
    *,
    hide_answers: bool = False,
    use_reader: bool = True,
) -> Iterator[JudgedQuestion]:
    """Retrieves results for each question and judges them.

    ``hide_answers`` excludes the answering articles from the search.
    """
    searcher = archive.searcher() if use_reader else replace(archive.searcher(), reader=None)
    passages_of = passages_by_url(archive)
    for question in questions:
        query = searcher.questions.understand(question.text)
        answering = frozenset(i for url in question.urls for i in passages_of.get(url, ()))
        exclude = answering if hide_answers else frozenset[int]()
        found = replace(searcher, exclude=exclude).retrieve(query)
        relevant = tuple(
            question.is_answerable and is_relevant(quality_set, question, result)
            for result in found.results
        )
        yield JudgedQuestion(question, query, found, relevant, hide_answers)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of a desk as an archive of its articles understands it, after those before it.

    ``results`` is what the archive answers; ``answering`` are the passages that answer.
    """

    question: DeskQuestion
    query: Query
    results: tuple[Result, ...]
    answering: tuple[tuple[Article, Passage], ...]


def ask_desk(desk: Desk, archive: Archive, *, k: int) -> Iterator[AskedQuestion]:
    """Asks all questions of a desk, those of a conversation after each other, for ``k`` results
    each; what is not in English, or is answered by no passage but a title, is left out.
    """
    understanding = archive.searcher().questions
    passages = [(a, own) for a in archive.articles() for own in passages_of(archive, a.doc_id)]
    for conversation in desk.asked:
        earlier: list[Answer] = []
        for question in conversation:
            turns = understanding.turns(earlier)
            query = understanding.understand(question.text, turns=turns)
            answer = archive.ask(question.text, k=k, earlier=earlier)
            earlier.append(answer)
            right = tuple(own for own in passages if question.is_in(own[0].url or "", own[1].text))
            if query.language == "en" and bool(right) is bool(question.answers):
                yield AskedQuestion(question, query, answer.results, right)


def judge_desk(desk: Desk, archive: Archive) -> Iterator[JudgedQuestion]:
    """Retrieves results for each question of a desk and judges them; those that have an answer are
    judged again without the passages that answer.
    """
    searcher = archive.searcher()
    for asked in ask_desk(desk, archive, k=1):
        right = frozenset(passage.passage_id for _, passage in asked.answering)
        question = SetQuestion(asked.question.text, frozenset(), is_answerable=bool(right))
        for exclude in (frozenset[int](), right) if right else (right,):
            found = replace(searcher, exclude=exclude).retrieve(asked.query)
            relevant = tuple(one.passage.passage_id in right for one in found.results)
            yield JudgedQuestion(question, asked.query, found, relevant, bool(exclude))


def judge_with_and_without_answers(
    quality_set: QualitySet, cache: Path
) -> Iterator[JudgedQuestion]:
    """Every question of the set; the answerable ones again with their answers hidden."""
    answerable = [question for question in quality_set.questions if question.is_answerable]
    with quality_archive(quality_set, cache) as archive:
        yield from judge_questions(quality_set, archive, quality_set.questions)
        yield from judge_questions(quality_set, archive, answerable, hide_answers=True)


def is_relevant(quality_set: QualitySet, question: SetQuestion, result: Result) -> bool:
    """Whether a result answers: by its article, by the answer in its passage, or by both."""
    is_article = result.article.url in question.urls
    if quality_set.relevance == "article":
        return is_article
    holds_answer = holds(result.passage.text, question.answer)
    return holds_answer and (is_article or quality_set.relevance == "answer")


def passages_of(archive: Archive, doc_id: str) -> list[Passage]:
    """The passages of an article in the order of its text."""
    found = archive.searcher().store.passages(archive.passage_ids(doc_id))
    return sorted(found.values(), key=lambda passage: passage.start)


def passages_by_url(archive: Archive) -> dict[str, list[int]]:
    """The ids of the passages of each article that has an address."""
    return {
        article.url: archive.passage_ids(article.doc_id)
        for article in archive.articles()
        if article.url is not None
    }
