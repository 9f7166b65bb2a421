"""Follow-up buttons: what others say in the article that answers, quoted without a search."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.rendering.keyboards import FollowUp
from bot.rendering.translations import Texts
from retrieval import Article, Passage, Result, Span
from retrieval.text.articles.passages import paragraph_spans
from retrieval.text.articles.statements import Statement, statements

_MAX_FOLLOW_UPS = 2
_MAX_STATEMENTS = 10  # of an article, so that their numbers have one digit
_LABEL_CHARACTERS = 30
_MAX_WORDS = 200  # of a quotation


async def follow_ups(results: Sequence[Result], texts: Texts) -> list[FollowUp]:
    """What to ask next about the article of the first of ``results``: what somebody says there.

    Statements that the answer itself shows are left out.
    """
    if not results:
        return []
    first = results[0]
    shown = [
        Span(first.passage.start + span.start, first.passage.start + span.end)
        for span in first.highlight
    ]
    found = await _statements(first.article)
    offered = [
        FollowUp(number, label)
        for number, statement in enumerate(found)
        if not any(_overlap(statement.sentence, span) for span in shown)
        and (label := _label(statement, texts))
    ]
    return offered[:_MAX_FOLLOW_UPS]


async def followed_up(article: Article, number: str, texts: Texts) -> tuple[str, Result] | None:
    """The question of the follow-up ``number`` and its answer; None if there is no such one."""
    found = await _statements(article)
    if not number.isdecimal() or int(number) >= len(found):
        return None
    statement = found[int(number)]
    return texts("what_said", name=statement.speaker), _result(article, statement.sentence)


async def _statements(article: Article) -> tuple[Statement, ...]:
    return (await asyncio.to_thread(statements, article))[:_MAX_STATEMENTS]


def _label(statement: Statement, texts: Texts) -> str | None:
    """The question with the whole name, or with the last word of one that is too long."""
    names = statement.speaker, statement.speaker.split()[-1]
    labels = (texts("what_said", name=name) for name in names)
    return next((label for label in labels if len(label) <= _LABEL_CHARACTERS), None)


def _result(article: Article, sentence: Span) -> Result:
    """The paragraph with a sentence as a result, or only the sentence if the paragraph is long."""
    number, quoted = next(
        (number, span)
        for number, span in enumerate(paragraph_spans(article.text), start=1)
        if span.start <= sentence.start < span.end
    )
    if len(article.text[quoted.start : quoted.end].split()) > _MAX_WORDS:
        quoted = sentence
    text = article.text[quoted.start : quoted.end]
    passage = Passage(0, article.doc_id, number, quoted.start, quoted.end, text)
    highlight = Span(sentence.start - quoted.start, sentence.end - quoted.start)
    return Result(1, 0.0, passage, article, (highlight,))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
