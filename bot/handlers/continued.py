"""Answers that were shown without a question in the chat: what is asked next continues them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handlers.ask import conversation_key
from bot.handlers.incoming import Incoming
from bot.state import (
    MAX_EARLIER_QUESTIONS,
    EarlierQuestion,
    ResultRef,
    ShownAnswer,
    new_answer_id,
)


def let_continue(
    incoming: Incoming,
    message_ids: Sequence[int],
    *,
    question: str,
    earlier: Sequence[EarlierQuestion] = (),
    results: Sequence[ResultRef] = (),
    answer_id: str | None = None,
) -> None:
    """Stores an answer to the user in the messages ``message_ids``, sent as a reply.

    What the user asks next, and replies of anybody to these messages, continue it. ``answer_id`` is
    that of its buttons.
    """
    state, last = incoming.services.state, message_ids[-1]
    shown = ShownAnswer(
        answer_id=answer_id or new_answer_id(),
        chat_id=incoming.message.chat_id,
        user_id=incoming.user.id,
        message_id=last,  # nobody's message, so that no edit changes the answer
        question=question,
        earlier=tuple(earlier)[-MAX_EARLIER_QUESTIONS:],
        results=tuple(results),
        answered=bool(results),
        reply_ids=tuple(message_ids),
    )
    state.answers.put(shown)
    state.conversations.remember(conversation_key(incoming), last, [question])
