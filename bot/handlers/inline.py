"""Inline mode: answers to ``@bot question`` in any chat, as passages to choose from."""

from __future__ import annotations

import asyncio

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)

from bot.context import Context
from bot.handlers.ask import search
from bot.rendering.formatted_text import FormattedText, one_line, plain
from bot.rendering.inline_results import MAX_CHARACTERS, inline_description, inline_title
from bot.rendering.keyboards import link_keyboard
from bot.rendering.messages import answer_blocks, highlight_link, lines, passages
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.telegram_io.entities import entities_of
from bot.telegram_io.sending import NO_PREVIEW
from retrieval import MAX_QUESTION_CHARS, Answer, Reply, Result
from retrieval.text.display.shortening import shortened

_PAGE_SIZE = 5
_MAX_RESULTS = 25
_DEBOUNCE_S = 0.2
_CACHE_S = 30


async def query(update: Update, context: Context) -> None:
    """Answers an inline query; one that the user has typed on since gets no results."""
    asked = update.inline_query
    if asked is None:
        return
    texts = context.texts(asked.from_user)
    text = " ".join(asked.query.split())
    if not context.services.may_ask(asked.from_user.id):
        button = InlineQueryResultsButton(texts("access_ask"), start_parameter="access")
        await asked.answer([], cache_time=0, is_personal=True, button=button)
    elif not any(character.isalnum() for character in text):
        await _answer(asked, context, texts, [_hint(context, texts, "inline_empty")])
    elif await _is_outdated(asked, update.update_id, context):
        await asked.answer([], cache_time=0, is_personal=True)
    else:
        await _answer_within_limit(asked, context, texts, text[:MAX_QUESTION_CHARS])


async def _answer_within_limit(
    asked: InlineQuery, context: Context, texts: Texts, text: str
) -> None:
    check = context.services.inline_limit.check(asked.from_user.id)
    if check.is_allowed:
        await _answer_question(asked, context, texts, text)
    else:  # each time, as otherwise the user would see nothing
        notice = _limit_notice(check.wait_s, context, texts)
        await asked.answer([notice], cache_time=0, is_personal=True)


async def _answer_question(asked: InlineQuery, context: Context, texts: Texts, text: str) -> None:
    first = int(asked.offset) if asked.offset.isdecimal() and len(asked.offset) < 4 else 0
    is_empty = await context.services.archive.is_empty()
    k = min(first + _PAGE_SIZE + 1, _MAX_RESULTS)
    answer = None if is_empty else await search(context, text, [], k=k)
    if answer and answer.reply:
        await _answer(asked, context, texts, [_reply(answer.reply)])
        return
    if answer is None or not answer.answered or not answer.results:
        await _answer(asked, context, texts, [_hint(context, texts, "inline_none")])
        return
    page = answer.results[first : first + _PAGE_SIZE]
    results = [_result(result, answer, context, texts) for result in page]
    next_offset = str(first + _PAGE_SIZE) if len(answer.results) > first + _PAGE_SIZE else ""
    await _answer(asked, context, texts, results, next_offset=next_offset)


async def _is_outdated(asked: InlineQuery, update_id: int, context: Context) -> bool:
    """Waits a moment; returns whether the user has typed on in the meantime."""
    latest = context.services.latest_inline
    latest[asked.from_user.id] = max(update_id, latest.get(asked.from_user.id, 0))
    await asyncio.sleep(_DEBOUNCE_S)
    if latest.get(asked.from_user.id) != update_id:
        return True
    del latest[asked.from_user.id]
    return False


async def _answer(
    asked: InlineQuery,
    context: Context,
    texts: Texts,
    results: list[InlineQueryResultArticle],
    *,
    next_offset: str = "",
) -> None:
    await asked.answer(
        results,
        cache_time=_CACHE_S,
        is_personal=True,
        next_offset=next_offset,
        button=InlineQueryResultsButton(texts("inline_button"), start_parameter="inline"),
    )


def _result(
    result: Result, answer: Answer, context: Context, texts: Texts
) -> InlineQueryResultArticle:
    """A sentence with its source as an inline result, the first one as the answer."""
    number, link_to = result.rank, context.article_link
    if number == 1:
        blocks = answer_blocks(answer, (), texts, link_to)
    else:
        blocks = passages([result], texts, link_to, first_number=number)
    url = highlight_link(result)
    return InlineQueryResultArticle(
        id=f"p{result.passage.passage_id}",
        title=inline_title(result, answer, texts),
        description=inline_description(result),
        input_message_content=_content(pack(blocks)[0]),
        reply_markup=link_keyboard(texts("open_sentence"), url) if url else None,
    )


def _reply(reply: Reply) -> InlineQueryResultArticle:
    """A reply to small talk or a question about the archive as an inline result."""
    first, _, rest = reply.text.partition("\n")
    return InlineQueryResultArticle(
        id=f"reply_{reply.kind}",
        title=shortened(first, MAX_CHARACTERS),
        description=shortened(one_line(rest).text, MAX_CHARACTERS) or None,
        input_message_content=_content(pack([plain(reply.text)])[0]),
    )


def _hint(context: Context, texts: Texts, name: str) -> InlineQueryResultArticle:
    """A result that explains inline mode; choosing it sends how to use it."""
    return InlineQueryResultArticle(
        id=name,
        title=texts(name),
        description=texts(f"{name}_more"),
        input_message_content=_content(_usage(context, texts)),
    )


def _limit_notice(wait_s: int, context: Context, texts: Texts) -> InlineQueryResultArticle:
    """A result that says how long to wait."""
    return InlineQueryResultArticle(
        id="limit",
        title=texts("limit", count=wait_s),
        input_message_content=_content(_usage(context, texts)),
    )


def _usage(context: Context, texts: Texts) -> FormattedText:
    return lines([texts("inline_help", bot=f"@{context.bot.username}")])


def _content(text: FormattedText) -> InputTextMessageContent:
    return InputTextMessageContent(
        text.text, entities=entities_of(text), link_preview_options=NO_PREVIEW
    )
