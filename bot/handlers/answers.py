"""Answers in the chat: sent, replaced or withdrawn after an edit of the question, and stored."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from bot.context import Context
from bot.handlers.follow_ups import follow_ups
from bot.handlers.incoming import Incoming
from bot.rendering.formatted_text import FormattedText, one_line, plain
from bot.rendering.keyboards import answer_keyboard
from bot.rendering.messages import answer_blocks, highlight_link
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import listed_in, ref_of
from bot.state import EarlierQuestion, ShownAnswer, new_answer_id
from bot.telegram_io import sending
from retrieval import Answer


def render(answer: Answer, texts: Texts, context: Context) -> list[FormattedText]:
    """An answer as messages; without further results if it is likely right and not asked for more.

    The confidence is the probability that the first result answers.
    """
    if answer.reply:
        return pack([plain(answer.reply.text)])
    further = answer.results[1:] if answer.is_tentative or answer.shows_more else ()
    return pack(answer_blocks(answer, further, texts, context.article_link))


async def show(
    incoming: Incoming,
    answer: Answer,
    earlier: list[EarlierQuestion],
    before: ShownAnswer | None,
    *,
    is_quoted: bool,
) -> list[int]:
    """Sends an answer, or replaces the one before; stores it. Returns the ids of its messages."""
    answer_id = before.answer_id if before else new_answer_id()
    parts = render(answer, incoming.texts, incoming.context)
    if is_quoted:
        parts = pack([one_line(answer.question).marked("bold"), *parts])
    keyboard = await _keyboard(answer, answer_id, incoming.texts)
    if before and before.reply_ids:
        reply_ids = await _replace(incoming, before.reply_ids, parts, keyboard)
    else:
        reply_ids = await incoming.reply(parts, keyboard=keyboard)
    incoming.services.state.answers.put(
        ShownAnswer(
            answer_id=answer_id,
            chat_id=incoming.message.chat_id,
            user_id=incoming.user.id,
            message_id=incoming.message.message_id,
            question=answer.question,
            earlier=tuple(earlier),
            results=tuple(ref_of(result) for result in answer.results[: int(answer.is_quoted)]),
            answered=answer.answered,
            reply_ids=tuple(reply_ids),
            listed=listed_in(answer, answer.question),
        )
    )
    return reply_ids


async def withdraw(context: Context, shown: ShownAnswer) -> None:
    """Deletes an answer whose question was removed by an edit."""
    for message_id in shown.reply_ids:
        await sending.delete(context, shown.chat_id, message_id)
    context.services.state.answers.forget(shown.answer_id)


async def _keyboard(answer: Answer, answer_id: str, texts: Texts) -> InlineKeyboardMarkup | None:
    """The buttons under an answer; None if it has no results."""
    if not answer.results:
        return None
    return answer_keyboard(
        answer_id,
        texts,
        answered=answer.is_quoted,
        sentence_url=highlight_link(answer.results[0]),
        follow_ups=await follow_ups(answer.results, texts) if answer.is_quoted else (),
    )


async def _replace(
    incoming: Incoming,
    old_ids: tuple[int, ...],
    parts: list[FormattedText],
    keyboard: InlineKeyboardMarkup | None,
) -> list[int]:
    """Edits the messages of an earlier answer into ``parts``; sends or deletes the difference.

    If one of those messages was deleted by the user, the remaining parts are sent as new messages.
    """
    context, chat_id = incoming.context, incoming.message.chat_id
    reply_ids: list[int] = []
    remaining = list(old_ids)
    while remaining and len(reply_ids) < len(parts):
        message_id, part = remaining.pop(0), parts[len(reply_ids)]
        markup = keyboard if len(reply_ids) == len(parts) - 1 else None
        if not await sending.edit(context, chat_id, message_id, part, keyboard=markup):
            break
        reply_ids.append(message_id)
    for message_id in remaining:
        await sending.delete(context, chat_id, message_id)
    rest = parts[len(reply_ids) :]
    if rest:
        reply_ids += await incoming.reply(rest, keyboard=keyboard)
    return reply_ids
