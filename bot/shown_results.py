"""Results → what is remembered of them, and back while the archive still holds them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from bot.async_archive import AsyncArchive
from bot.state import ResultRef, Shown
from retrieval import Passage, Result, Span


def ref_of(result: Result) -> ResultRef:
    """What is remembered of a result: where it stands, not what it says."""
    passage = result.passage
    return ResultRef(
        doc_id=passage.doc_id,
        start=passage.start,
        end=passage.end,
        paragraph=passage.paragraph,
        checksum=zlib.crc32(passage.text.encode("utf-8", "replace")),
        highlight=tuple((span.start, span.end) for span in result.highlight),
    )


async def results_of(refs: Sequence[ResultRef], library: AsyncArchive) -> list[Result | None]:
    """The results that were shown, in their places; None where the article is gone or changed."""
    return [await _result(ref, library, rank=rank) for rank, ref in enumerate(refs, start=1)]


def without(results: Iterable[Result], shown: Shown) -> list[Result]:
    """The results that were not shown yet."""
    seen = {(ref.doc_id, ref.start, ref.end) for ref in shown.results}
    return [
        result
        for result in results
        if (result.passage.doc_id, result.passage.start, result.passage.end) not in seen
    ]


async def _result(ref: ResultRef, library: AsyncArchive, *, rank: int) -> Result | None:
    article = await library.article(ref.doc_id)
    if article is None:
        return None
    text = article.text[ref.start : ref.end]
    if zlib.crc32(text.encode("utf-8", "replace")) != ref.checksum:
        return None
    passage = Passage(0, ref.doc_id, ref.paragraph, ref.start, ref.end, text)
    highlight = tuple(Span(start, end) for start, end in ref.highlight)
    return Result(rank, 0.0, passage, article, highlight)
