"""Whether a message is addressed to the bot, and what it asks."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity
from telegram.ext.filters import MessageFilter

_COMMAND = re.compile(r"^/(\w+)(?:@\w+)?\s*")
_SPACE_BEFORE = re.compile(r"\s+(?=[?!.,;:])")


def text_of(message: Message) -> str:
    """The text or caption; "" if there is neither."""
    return message.text or message.caption or ""


def command_of(message: Message) -> str:
    """The name of the command that a message begins with; "" if there is none."""
    found = _COMMAND.match(message.text or "")
    return found[1].lower() if found else ""


def question_of(message: Message, username: str) -> str:
    """The question in a message: its text without a leading command and the bot's name.

    >>> from datetime import datetime
    >>> from telegram import Chat
    >>> said = Message(1, datetime(2022, 2, 25), Chat(1, "group"), text="@news_bot, who won ?")
    >>> question_of(said, "news_bot")
    'who won?'
    """
    return question_in(text_of(message), username)


def question_in(text: str, username: str) -> str:
    """The question in a text: the text without a leading command and the bot's name.

    >>> question_in("/ask could you, @news_bot, tell me who won, @News_Bot?", "news_bot")
    'could you, tell me who won?'
    """
    text = _COMMAND.sub("", text, count=1)
    name = rf"(?<!\w)@{re.escape(username)}(?!\w)"
    mention = re.compile(rf"([,:;]?)\s*{name}\s*([,:;]?)\s*(?P<end>[?!.]|$)?", re.IGNORECASE)
    text = mention.sub(_left_of_mention, text)
    return _SPACE_BEFORE.sub("", " ".join(text.split())).lstrip(",:; ")


def replied_text(message: Message, username: str) -> str:
    """What a message replies to: the part that it quotes, else the whole; "" if it is no reply."""
    if message.quote:
        return question_in(message.quote.text, username)
    return question_of(message.reply_to_message, username) if message.reply_to_message else ""


def mentions(message: Message, username: str) -> bool:
    """Whether a message mentions the bot."""
    found = {**message.parse_entities([MessageEntity.MENTION])}
    found |= message.parse_caption_entities([MessageEntity.MENTION])
    return any(name.casefold() == f"@{username}".casefold() for name in found.values())


def _left_of_mention(found: re.Match[str]) -> str:
    """The punctuation that stays where a mention stood: "a, @bot, b" becomes "a, b"."""
    if found["end"] is not None:
        return found["end"]
    return f"{found[1] or found[2]} "


class Addressed(MessageFilter):
    """Messages addressed to the bot: all in private chats, mentions and replies to it in groups."""

    def filter(self, message: Message) -> bool:
        if message.via_bot:
            return False  # sent through our own inline mode
        if message.chat.type == "private":
            return True
        bot = message.get_bot()
        replied = message.reply_to_message
        is_reply = replied is not None and replied.from_user is not None
        if is_reply and replied and replied.from_user and replied.from_user.id == bot.id:
            return True
        return mentions(message, bot.username)


class HasText(MessageFilter):
    """Messages with a text or caption that is not blank."""

    def filter(self, message: Message) -> bool:
        return bool(text_of(message).strip())
