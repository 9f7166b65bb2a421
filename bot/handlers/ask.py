"""Questions: from a message to its answer, and again when the message is edited."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, Message, Update, User

from bot.context import Context
from bot.handlers.access import refuse_stranger
from bot.rendering.formatted_text import FormattedText
from bot.rendering.keyboards import answer_keyboard
from bot.rendering.messages import highlight_link, limit_notice, lines, not_answered, passages
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import ref_of
from bot.state import Place, Shown, new_answer_id
from bot.telegram_io import sending
from bot.telegram_io.addressing import Addressed, question_of, text_of
from retrieval import MAX_QUESTION_CHARS, Answer, Result

_log = logging.getLogger(__name__)
CERTAIN = 0.8  # confidence from which one passage is enough


@dataclass(frozen=True, slots=True)
class _Refusal:
    """That a question is not asked, and what is said of it; None where it was said before."""

    said: FormattedText | None


async def question(update: Update, context: Context) -> None:
    """Answers a message that speaks to the bot."""
    message, user = update.effective_message, update.effective_user
    if message and user:
        await answer_message(context, message, user)


async def ask_command(update: Update, context: Context) -> None:
    """Answers /ask, also where its text was edited."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    if update.edited_message:
        await _answer_edit(context, message, user, is_question=True)
    elif question_of(message, context.bot.username):
        await answer_message(context, message, user)
    else:
        await sending.reply(context, message, [lines([context.texts(user)("ask_usage")])])


async def edited(update: Update, context: Context) -> None:
    """Answers an edited question again, in the message that answered it, and what an edit has made
    a question to the bot; commands are carried out when they are sent, and files read then.
    """
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    is_command = text_of(message).startswith("/")
    is_question = not is_command and not message.document and Addressed().filter(message)
    await _answer_edit(context, message, user, is_question=is_question)


async def answer_message(
    context: Context, message: Message, user: User, *, before: Shown | None = None
) -> None:
    """Answers the question that a message asks; ``before`` is the answer to its earlier form."""
    text = question_of(message, context.bot.username)
    await answer_text(context, message, user, text, before=before)


async def answer_text(
    context: Context, message: Message, user: User, text: str, *, before: Shown | None = None
) -> None:
    """Answers a question of ``user`` below a message."""
    texts = context.texts(user)
    if await refuse_stranger(context, message, user, texts):
        return
    refusal = await _refusal(context, text, user, texts)
    if refusal is not None:
        if refusal.said:
            await sending.reply(context, message, [refusal.said])
        return
    started = time.monotonic()
    place = place_of(message, user)
    earlier = context.services.state.conversations.earlier(place, before=message.message_id)
    async with sending.typing(context, message):
        answer = await search(context, text, earlier)
    await _show(context, message, user, texts, answer, earlier, before)
    context.services.state.conversations.remember(place, message.message_id, text)
    took_s = time.monotonic() - started
    outcome = "answered" if answer.answered else "refused"
    context.services.metrics.answers.labels(outcome).inc()
    context.services.metrics.answer_seconds.observe(took_s)
    _log.info("%s in %.2f s, confidence %.2f.", outcome.capitalize(), took_s, answer.confidence)


async def search(
    context: Context, text: str, earlier: list[str], *, k: int | None = None
) -> Answer:
    """The archive's answer; timed."""
    with context.services.metrics.search_seconds.time():
        return await context.services.library.ask(
            text, k=k or context.services.settings.passages, earlier=earlier
        )


def place_of(message: Message, user: User) -> Place:
    """Where the user talks."""
    return Place(user.id, message.chat_id, sending.topic_of(message) or 0)


def worth_showing(answer: Answer) -> tuple[Result, ...]:
    """The results to quote: the first where the answer is certain, which is calm to read; else all,
    for confidence says that one of the first three answers, not which.
    """
    if not answer.answered:
        return ()
    return answer.results[:1] if answer.confidence >= CERTAIN else answer.results


def rendered(answer: Answer, texts: Texts, context: Context) -> list[FormattedText]:
    """The messages that an answer makes."""
    if answer.answered:
        return pack(passages(worth_showing(answer), texts, context.article_link))
    return pack(not_answered(answer, texts, context.article_link))


def keyboard_of(
    answer: Answer, answer_id: str, texts: Texts, context: Context
) -> InlineKeyboardMarkup | None:
    """The buttons under an answer, none where there is nothing to do with it."""
    if not answer.results:
        return None
    return answer_keyboard(
        answer_id,
        texts,
        answered=answer.answered,
        sentence_url=highlight_link(answer.results[0]),
    )


async def _answer_edit(
    context: Context, message: Message, user: User, *, is_question: bool
) -> None:
    before = context.services.state.answers.to_message(message.chat_id, message.message_id)
    text = question_of(message, context.bot.username)
    if before is None:
        if is_question and _has_words(text):
            await answer_message(context, message, user)
    elif before.user_id == user.id and text != before.question:
        await answer_message(context, message, user, before=before)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


async def _refusal(context: Context, text: str, user: User, texts: Texts) -> _Refusal | None:
    """Why a question is not asked, None where it may be."""
    if not _has_words(text):
        return _Refusal(lines([texts("no_words")]))
    if len(text) > MAX_QUESTION_CHARS:
        return _Refusal(lines([texts("too_long", count=MAX_QUESTION_CHARS)]))
    verdict = context.services.limit.ask(user.id)
    if not verdict.may_ask:
        context.services.metrics.answers.labels("limited").inc()
        return _Refusal(limit_notice(verdict, texts))
    if await context.services.library.is_empty():
        is_admin = context.services.is_admin(user.id)
        return _Refusal(lines([texts("empty_archive_admin" if is_admin else "empty_archive")]))
    return None


async def _show(
    context: Context,
    message: Message,
    user: User,
    texts: Texts,
    answer: Answer,
    earlier: list[str],
    before: Shown | None,
) -> None:
    """Sends an answer, or puts it in the place of the one before; remembers what was shown."""
    answer_id = before.answer_id if before else new_answer_id()
    parts = rendered(answer, texts, context)
    keyboard = keyboard_of(answer, answer_id, texts, context)
    if before and before.reply_ids:
        reply_ids = await _replace(context, message, before.reply_ids, parts, keyboard)
    else:
        reply_ids = await sending.reply(context, message, parts, keyboard=keyboard)
    context.services.state.answers.put(
        Shown(
            answer_id=answer_id,
            chat_id=message.chat_id,
            user_id=user.id,
            message_id=message.message_id,
            question=answer.question,
            earlier=tuple(earlier),
            results=tuple(ref_of(result) for result in worth_showing(answer)),
            answered=answer.answered,
            reply_ids=tuple(reply_ids),
        )
    )


async def _replace(
    context: Context,
    message: Message,
    old_ids: tuple[int, ...],
    parts: list[FormattedText],
    keyboard: InlineKeyboardMarkup | None,
) -> list[int]:
    """Puts ``parts`` into the messages of an earlier answer; sends or deletes what differs.

    From the first of them on that somebody has deleted, the rest is sent anew.
    """
    kept: list[int] = []
    left = list(old_ids)
    while left and len(kept) < len(parts):
        message_id, part = left.pop(0), parts[len(kept)]
        under = keyboard if len(kept) == len(parts) - 1 else None
        if not await sending.edit(context, message.chat_id, message_id, part, keyboard=under):
            break
        kept.append(message_id)
    for message_id in left:
        await sending.delete(context, message.chat_id, message_id)
    rest = parts[len(kept) :]
    return kept + (await sending.reply(context, message, rest, keyboard=keyboard) if rest else [])
