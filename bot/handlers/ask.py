"""Questions: the answer to a message, updated when the message is edited."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from telegram import Message, Update

from bot.context import Context
from bot.handlers.answers import show, withdraw
from bot.handlers.asked import Asked, asked_in, has_words
from bot.handlers.incoming import Incoming
from bot.handlers.refusals import refuse_question
from bot.shown_results import for_archive, listed_in
from bot.state import (
    MAX_EARLIER_QUESTIONS,
    ConversationKey,
    EarlierQuestion,
    ShownAnswer,
    question_of,
)
from bot.telegram_io import sending
from bot.telegram_io.addressing import Addressed, text_of
from retrieval import MAX_QUESTION_CHARS, Answer
from retrieval.text.questions.several_questions import questions_in

_log = logging.getLogger(__name__)
_MAX_QUESTIONS = 5  # of one message


async def question(update: Update, context: Context) -> None:
    """Answers a message that is addressed to the bot."""
    message, user = update.effective_message, update.effective_user
    if message and user:
        await answer_message(Incoming.of(context, message, user))


async def ask_command(incoming: Incoming) -> None:
    """Answers /ask, also when it was edited."""
    if incoming.message.edit_date:
        await _answer_edit(incoming, is_question=True)
    elif asked_in(incoming).text:
        await answer_message(incoming)
    else:
        await incoming.tell("ask_usage")


async def edited(update: Update, context: Context) -> None:
    """Updates the answer to an edited question, and answers a message that became one by an edit.

    Edited commands other than /ask, and edited captions of files, are ignored.
    """
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    is_command = text_of(message).startswith("/")
    is_question = not is_command and not message.document and Addressed().filter(message)
    # Whoever edits anything else in a group has not used the bot, and is not recorded.
    if is_question or any(own.user_id == user.id for own in _answers_to(context, message)):
        await _answer_edit(Incoming.of(context, message, user), is_question=is_question)


async def answer_message(incoming: Incoming, *, before: Sequence[ShownAnswer] = ()) -> None:
    """Answers the questions in a message one by one.

    ``before`` are the answers to replace after an edit; what was asked alike keeps its answer.
    """
    asked = asked_in(incoming)
    is_first = not earlier_questions(incoming, asked)
    questions = questions_in(asked.text, is_first=is_first) or [""]
    said: list[EarlierQuestion] = []
    for text, shown in zip_longest(questions[:_MAX_QUESTIONS], before):
        if text is None:
            await withdraw(incoming.context, shown)
        elif shown is None or text != shown.question:
            own = replace(asked, text=text)
            is_quoted = len(questions) > 1
            answer = await answer_asked(incoming, own, before=shown, said=said, is_quoted=is_quoted)
            if answer is None:
                return
            said += [listed_in(answer, text) or text] if answer.has_subject else []
        else:
            said.append(shown.asked)
    if len(questions) > _MAX_QUESTIONS:
        await incoming.tell("more_questions", count=len(questions) - _MAX_QUESTIONS)


async def answer_asked(
    incoming: Incoming,
    asked: Asked,
    *,
    before: ShownAnswer | None = None,
    said: Sequence[EarlierQuestion] = (),
    is_quoted: bool = False,
) -> Answer | None:
    """Answers a question of the user as a reply to the message; None if that is refused.

    ``said`` are the questions before it in the same message. The answer begins with the question
    if ``is_quoted``. ``before`` is the answer to replace.
    """
    context, message, text = incoming.context, incoming.message, asked.text
    if await refuse_question(incoming, text):
        return None
    started = time.monotonic()
    earlier = [*earlier_questions(incoming, asked), *said]
    async with sending.typing(context, message) as typing_shown:
        answer = await search(context, text, earlier)
        await typing_shown()
        reply_ids = await show(incoming, answer, earlier, before, is_quoted=is_quoted)
        if answer.has_subject:  # else the next follow-up goes on from the question before
            # What was said in another conversation is not in this one: it must be in the question.
            whole = answer.searched[:MAX_QUESTION_CHARS] or text
            question = text if asked.earlier is None else whole
            remembered = listed_in(answer, question) or question
            key = conversation_key(incoming)
            # A message of the bot whose button was pressed may be older than the last question.
            is_pressed = message.from_user is not None and message.from_user.id == context.bot.id
            said_in = reply_ids[-1] if is_pressed else message.message_id
            context.services.state.conversations.remember(key, said_in, [*said, remembered])
    took_s = time.monotonic() - started
    outcome = "replied" if answer.reply else "answered" if answer.answered else "refused"
    context.services.metrics.answers.labels(outcome).inc()
    context.services.metrics.answer_seconds.observe(took_s)
    _log.info("%s in %.2f s, confidence %.2f.", outcome.capitalize(), took_s, answer.confidence)
    return answer


async def search(
    context: Context, text: str, earlier: Sequence[EarlierQuestion], *, k: int | None = None
) -> Answer:
    """The archive's answer; its time is recorded in the metrics."""
    with context.services.metrics.search_seconds.time():
        return await context.services.archive.ask(
            text, k=k or context.services.settings.passages, earlier=for_archive(earlier)
        )


def question_or_last(incoming: Incoming) -> tuple[str, list[EarlierQuestion]]:
    """The question in a message, else the one that it replies to or the one before; "" without any.

    With it come the questions before it.
    """
    asked = asked_in(incoming)
    earlier = earlier_questions(incoming, asked)
    question = asked.text or (question_of(earlier.pop()) if earlier else "")
    return question, earlier


def earlier_questions(incoming: Incoming, asked: Asked) -> list[EarlierQuestion]:
    """The questions that a question of the user follows up on, oldest first."""
    if asked.earlier is not None:
        return list(asked.earlier)[-MAX_EARLIER_QUESTIONS:]
    conversations, before = incoming.services.state.conversations, incoming.message.message_id
    return conversations.earlier(conversation_key(incoming), before=before)


def conversation_key(incoming: Incoming) -> ConversationKey:
    """The key of the conversation that a message belongs to."""
    message = incoming.message
    return ConversationKey(incoming.user.id, message.chat_id, sending.topic_of(message) or 0)


def _answers_to(context: Context, message: Message) -> Sequence[ShownAnswer]:
    """The answers to an earlier version of a message."""
    return context.services.state.answers.to_message(message.chat_id, message.message_id)


async def _answer_edit(incoming: Incoming, *, is_question: bool) -> None:
    before = _answers_to(incoming.context, incoming.message)
    if not before:
        if is_question and has_words(asked_in(incoming).text):
            await answer_message(incoming)
    elif before[0].user_id == incoming.user.id:
        await answer_message(incoming, before=before)
