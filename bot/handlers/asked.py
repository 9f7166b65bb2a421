"""What a message asks, and which conversation it continues if it is a reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.handlers.incoming import Incoming
from bot.state import EarlierQuestion
from bot.telegram_io.addressing import question_of, replied_text
from retrieval import MAX_QUESTION_CHARS


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the questions or other texts that it follows up on, oldest first.

    ``earlier`` is None if the question continues the conversation of whoever asks.
    """

    text: str
    earlier: Sequence[EarlierQuestion] | None = None


def asked_in(incoming: Incoming) -> Asked:
    """The question in a message.

    A reply to an answer, or to a question that was answered, continues that answer's conversation,
    whoever replies. A reply to any other message is about that message, whose text is the question
    if the reply has none.
    """
    message, bot = incoming.message, incoming.context.bot
    text = question_of(message, bot.username)
    replied = message.reply_to_message
    if replied is None:
        return Asked(text)
    answers = incoming.services.state.answers
    chat_id, replied_id = message.chat_id, replied.message_id
    found = [answers.in_message(chat_id, replied_id), *answers.to_message(chat_id, replied_id)]
    shown = next(filter(None, found), None)
    is_own = replied.from_user is not None and replied.from_user.id == bot.id
    if shown and (text or is_own):
        return Asked(text, shown.questions)
    if is_own:
        return Asked(text)
    said = replied_text(message, bot.username)
    if not text:
        return Asked(said, shown.earlier if shown else None)
    return Asked(text, (said[:MAX_QUESTION_CHARS],)) if has_words(said) else Asked(text)


def has_words(text: str) -> bool:
    """Whether a text can be searched for: whether it has a letter or a digit."""
    return any(character.isalnum() for character in text)
