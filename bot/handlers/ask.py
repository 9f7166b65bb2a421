"""Questions: the answer to a message, updated when the message is edited."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from telegram import InlineKeyboardMarkup, Message, Update, User

from bot.context import Context
from bot.handlers.access import refuse_without_access
from bot.handlers.asked import Asked, asked_in, has_words
from bot.handlers.follow_ups import follow_ups
from bot.rendering.formatted_text import FormattedText, one_line, plain
from bot.rendering.keyboards import answer_keyboard
from bot.rendering.messages import answer_blocks, highlight_link, limit_notice, lines
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.shown_results import ref_of
from bot.state import MAX_EARLIER_QUESTIONS, ConversationKey, ShownAnswer, new_answer_id
from bot.telegram_io import sending
from bot.telegram_io.addressing import Addressed, text_of
from retrieval import MAX_QUESTION_CHARS, Answer, questions_in

_log = logging.getLogger(__name__)
_MAX_QUESTIONS = 5  # of one message


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A question that is not searched for; ``notice`` is None if the user was told before."""

    notice: FormattedText | None


async def question(update: Update, context: Context) -> None:
    """Answers a message that is addressed to the bot."""
    message, user = update.effective_message, update.effective_user
    if message and user:
        await answer_message(context, message, user)


async def ask_command(update: Update, context: Context) -> None:
    """Answers /ask, also when it was edited."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    if update.edited_message:
        await _answer_edit(context, message, user, is_question=True)
    elif asked_in(message, context).text:
        await answer_message(context, message, user)
    else:
        await sending.reply(context, message, [lines([context.texts(user)("ask_usage")])])


async def edited(update: Update, context: Context) -> None:
    """Updates the answer to an edited question, and answers a message that became one by an edit.

    Edited commands other than /ask, and edited captions of files, are ignored.
    """
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    is_command = text_of(message).startswith("/")
    is_question = not is_command and not message.document and Addressed().filter(message)
    await _answer_edit(context, message, user, is_question=is_question)


async def answer_message(
    context: Context, message: Message, user: User, *, before: Sequence[ShownAnswer] = ()
) -> None:
    """Answers the questions in a message one by one.

    ``before`` are the answers to replace after an edit; what was asked alike keeps its answer.
    """
    asked = asked_in(message, context)
    questions = questions_in(asked.text) or [""]
    said: list[str] = []
    for text, shown in zip_longest(questions[:_MAX_QUESTIONS], before):
        if text is None:
            await _withdraw(context, shown)
        elif shown is None or text != shown.question:
            own = replace(asked, text=text)
            is_quoted = len(questions) > 1
            answer = await answer_asked(
                context, message, user, own, before=shown, said=said, is_quoted=is_quoted
            )
            if answer is None:
                return
            said += [] if answer.reply else [text]
        else:
            said.append(text)
    if len(questions) > _MAX_QUESTIONS:
        more = context.texts(user)("more_questions", count=len(questions) - _MAX_QUESTIONS)
        await sending.reply(context, message, [lines([more])])


async def answer_asked(
    context: Context,
    message: Message,
    user: User,
    asked: Asked,
    *,
    before: ShownAnswer | None = None,
    said: Sequence[str] = (),
    is_quoted: bool = False,
) -> Answer | None:
    """Answers a question of ``user`` as a reply to ``message``; None if that is refused.

    ``said`` are the questions before it in the same message. The answer begins with the question
    if ``is_quoted``. ``before`` is the answer to replace.
    """
    texts, text = context.texts(user), asked.text
    if await is_refused(context, message, user, texts, text):
        return None
    started = time.monotonic()
    earlier = [*earlier_questions(context, message, user, asked), *said]
    async with sending.typing(context, message) as typing_shown:
        answer = await search(context, text, earlier)
        await typing_shown()
        await _show(context, message, user, texts, answer, earlier, before, is_quoted=is_quoted)
    if answer.reply is None:  # else the next follow-up goes on from the question before
        # What was said in another conversation is not in this one: it must be in the question.
        whole = answer.searched[:MAX_QUESTION_CHARS] or text
        remembered = text if asked.earlier is None else whole
        key = conversation_key(message, user)
        questions = [*said, remembered]
        context.services.state.conversations.remember(key, message.message_id, questions)
    took_s = time.monotonic() - started
    outcome = "replied" if answer.reply else "answered" if answer.answered else "refused"
    context.services.metrics.answers.labels(outcome).inc()
    context.services.metrics.answer_seconds.observe(took_s)
    _log.info("%s in %.2f s, confidence %.2f.", outcome.capitalize(), took_s, answer.confidence)
    return answer


async def is_refused(
    context: Context, message: Message, user: User, texts: Texts, text: str
) -> bool:
    """Whether a question is not searched for; the user is told why."""
    if await refuse_without_access(context, message, user, texts):
        return True
    refusal = await _refusal(context, text, user, texts)
    if refusal is not None and refusal.notice:
        await sending.reply(context, message, [refusal.notice])
    return refusal is not None


async def search(
    context: Context, text: str, earlier: list[str], *, k: int | None = None
) -> Answer:
    """The archive's answer; its time is recorded in the metrics."""
    with context.services.metrics.search_seconds.time():
        return await context.services.archive.ask(
            text, k=k or context.services.settings.passages, earlier=earlier
        )


def earlier_questions(context: Context, message: Message, user: User, asked: Asked) -> list[str]:
    """The questions that a question of ``user`` follows up on, oldest first."""
    if asked.earlier is not None:
        return list(asked.earlier)[-MAX_EARLIER_QUESTIONS:]
    key = conversation_key(message, user)
    return context.services.state.conversations.earlier(key, before=message.message_id)


def conversation_key(message: Message, user: User) -> ConversationKey:
    """The key of the conversation that a message belongs to."""
    return ConversationKey(user.id, message.chat_id, sending.topic_of(message) or 0)


def render(answer: Answer, texts: Texts, context: Context) -> list[FormattedText]:
    """An answer as messages; if it is likely right, without further results.

    The confidence is the probability that the first result answers.
    """
    if answer.reply:
        return pack([plain(answer.reply.text)])
    further = answer.results[1:] if answer.is_tentative else ()
    return pack(answer_blocks(answer, further, texts, context.article_link))


async def _keyboard(answer: Answer, answer_id: str, texts: Texts) -> InlineKeyboardMarkup | None:
    """The buttons under an answer; None if it has no results."""
    if not answer.results:
        return None
    return answer_keyboard(
        answer_id,
        texts,
        answered=answer.answered,
        sentence_url=highlight_link(answer.results[0]),
        follow_ups=await follow_ups(answer.results, texts) if answer.answered else (),
    )


async def _answer_edit(
    context: Context, message: Message, user: User, *, is_question: bool
) -> None:
    before = context.services.state.answers.to_message(message.chat_id, message.message_id)
    asked = asked_in(message, context)
    if not before:
        if is_question and has_words(asked.text):
            await answer_message(context, message, user)
    elif before[0].user_id == user.id:
        await answer_message(context, message, user, before=before)


async def _withdraw(context: Context, shown: ShownAnswer) -> None:
    """Deletes an answer whose question was removed by an edit."""
    for message_id in shown.reply_ids:
        await sending.delete(context, shown.chat_id, message_id)
    context.services.state.answers.forget(shown.answer_id)


async def _refusal(context: Context, text: str, user: User, texts: Texts) -> _Refusal | None:
    """Why a question is not searched for; None if it is."""
    if not has_words(text):
        return _Refusal(lines([texts("no_words")]))
    if len(text) > MAX_QUESTION_CHARS:
        return _Refusal(lines([texts("too_long", count=MAX_QUESTION_CHARS)]))
    check = context.services.limit.check(user.id)
    if not check.is_allowed:
        context.services.metrics.answers.labels("limited").inc()
        return _Refusal(limit_notice(check, texts))
    if await context.services.archive.is_empty():
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
    before: ShownAnswer | None,
    *,
    is_quoted: bool,
) -> None:
    """Sends an answer, or replaces the one before; stores what was shown."""
    answer_id = before.answer_id if before else new_answer_id()
    parts = render(answer, texts, context)
    if is_quoted:
        parts = pack([one_line(answer.question).marked("bold"), *parts])
    keyboard = await _keyboard(answer, answer_id, texts)
    if before and before.reply_ids:
        reply_ids = await _replace(context, message, before.reply_ids, parts, keyboard)
    else:
        reply_ids = await sending.reply(context, message, parts, keyboard=keyboard)
    context.services.state.answers.put(
        ShownAnswer(
            answer_id=answer_id,
            chat_id=message.chat_id,
            user_id=user.id,
            message_id=message.message_id,
            question=answer.question,
            earlier=tuple(earlier),
            results=tuple(ref_of(result) for result in answer.results[: int(answer.answered)]),
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
    """Edits the messages of an earlier answer into ``parts``; sends or deletes the difference.

    If one of those messages was deleted by the user, the remaining parts are sent as new messages.
    """
    reply_ids: list[int] = []
    remaining = list(old_ids)
    while remaining and len(reply_ids) < len(parts):
        message_id, part = remaining.pop(0), parts[len(reply_ids)]
        markup = keyboard if len(reply_ids) == len(parts) - 1 else None
        if not await sending.edit(context, message.chat_id, message_id, part, keyboard=markup):
            break
        reply_ids.append(message_id)
    for message_id in remaining:
        await sending.delete(context, message.chat_id, message_id)
    rest = parts[len(reply_ids) :]
    if rest:
        reply_ids += await sending.reply(context, message, rest, keyboard=keyboard)
    return reply_ids
