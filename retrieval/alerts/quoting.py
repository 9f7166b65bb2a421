"""Where an article answers an alert, to be stored, and the answer that is made of it again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.search.ranking.stories import with_copies_named
from retrieval.text.articles.sentences import sentence_hash, sentence_hashes, sentence_spans
from retrieval.types import Alert, Answer, Article, Passage, QuotedAnswer, Result, Span

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore


def quoted_answer(answer: Answer) -> QuotedAnswer:
    """Where the first result of an answer answers."""
    result = answer.results[0]
    passage = result.passage
    first = passage.text
    if result.highlight:
        first = first[result.highlight[0].start : result.highlight[0].end]
    others = sentence_hashes(passage.text, result.article.language)
    return QuotedAnswer(
        doc_id=passage.doc_id,
        passage_id=passage.passage_id,
        paragraph=passage.paragraph,
        start=passage.start,
        end=passage.end,
        confidence=answer.confidence,
        searched=answer.searched,
        sentences=tuple(dict.fromkeys((sentence_hash(first), *sorted(others)))),
        highlight=result.highlight,
        answer=result.answer,
    )


def still_says(article: Article, quoted: QuotedAnswer) -> bool:
    """Whether an article holds all that was quoted, of it or of another one."""
    return sentence_hashes(article.text, article.language).issuperset(quoted.sentences)


def with_corrected_marked(told: Result, correction: Article) -> Result:
    """What was told, with what ``correction`` does not say highlighted.

    That is the first such sentence of the passage, unless one that was highlighted is such.
    """
    stated = sentence_hashes(correction.text, correction.language)
    text = told.passage.text

    def is_stated(span: Span) -> bool:
        return sentence_hash(text[span.start : span.end]) in stated

    if not all(map(is_stated, told.highlight)):
        return told
    spans = sentence_spans(text, told.article.language)
    corrected = next((span for span in spans if not is_stated(span)), None)
    return replace(told, highlight=(corrected,), answer=None) if corrected else told


def answer_of(alert: Alert, quoted: QuotedAnswer, store: SqlStore) -> Answer | None:
    """The answer to an alert's question as it was found; None if the article says so no more."""
    article = store.article(quoted.doc_id)
    if article is None:
        return None
    text = article.text[quoted.start : quoted.end]
    passage = Passage(
        quoted.passage_id, quoted.doc_id, quoted.paragraph, quoted.start, quoted.end, text
    )
    result = Result(1, 0.0, passage, article, quoted.highlight, quoted.answer)
    answer = Answer(
        alert.question,
        answered=True,
        confidence=quoted.confidence,
        results=(with_copies_named(result, store),),
        searched=quoted.searched,
        filters=alert.filters,
    )
    return answer if quoted_answer(answer).sentences == quoted.sentences else None
