"""What was shown: results as references, and back if the article is unchanged; lists by ids."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from bot.async_archive import AsyncArchive
from bot.state import ArticleList, EarlierQuestion, ResultRef, ShownAnswer
from retrieval import Answer, Passage, Reply, Result, Span


def ref_of(result: Result) -> ResultRef:
    """A reference to a result: its position in the article and a checksum, without its text."""
    passage = result.passage
    return ResultRef(
        doc_id=passage.doc_id,
        start=passage.start,
        end=passage.end,
        paragraph=passage.paragraph,
        checksum=zlib.crc32(passage.text.encode("utf-8", "replace")),
        highlight=tuple((span.start, span.end) for span in result.highlight),
        answer=(result.answer.start, result.answer.end) if result.answer else None,
    )


async def results_of(refs: Sequence[ResultRef], archive: AsyncArchive) -> list[Result | None]:
    """The results of ``refs``, in order; None for each whose article is gone or changed."""
    return [await _result(ref, archive, rank=rank) for rank, ref in enumerate(refs, start=1)]


async def first_result(shown: ShownAnswer, archive: AsyncArchive) -> Result | None:
    """The first result of an answer; None if there was none, or its article is gone or changed."""
    return next(iter(await results_of(shown.results[:1], archive)), None)


def not_shown_before(results: Iterable[Result], shown: ShownAnswer) -> list[Result]:
    """The results that are not among those of ``shown``."""
    seen = {(ref.doc_id, ref.start, ref.end) for ref in shown.results}
    return [
        result
        for result in results
        if (result.passage.doc_id, result.passage.start, result.passage.end) not in seen
    ]


def listed_in(answer: Answer, question: str) -> ArticleList | None:
    """The articles that ``answer`` lists for ``question``; None if it lists none."""
    reply = answer.reply
    return ArticleList(question, reply.topic, reply.listed) if reply and reply.listed else None


def for_archive(earlier: Iterable[EarlierQuestion]) -> list[str | Answer]:
    """Earlier questions as :meth:`retrieval.Archive.ask` takes them: lists as they were shown."""
    return [own if isinstance(own, str) else _answer(own) for own in earlier]


async def _result(ref: ResultRef, archive: AsyncArchive, *, rank: int) -> Result | None:
    article = await archive.article(ref.doc_id)
    if article is None:
        return None
    text = article.text[ref.start : ref.end]
    if zlib.crc32(text.encode("utf-8", "replace")) != ref.checksum:
        return None
    passage = Passage(0, ref.doc_id, ref.paragraph, ref.start, ref.end, text)
    highlight = tuple(Span(start, end) for start, end in ref.highlight)
    answer = Span(*ref.answer) if ref.answer else None
    return Result(rank, 0.0, passage, article, highlight, answer)


def _answer(listed: ArticleList) -> Answer:
    reply = Reply("list", "", listed.topic, listed.doc_ids)
    return Answer(listed.question, False, 0.0, (), reply=reply)
