"""The values that the bot stores."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal, TypeAlias

import msgspec

Access = Literal["asked", "allowed", "declined"]
ChannelStatus = Literal["asked", "approved", "declined", "left"]


@dataclass(frozen=True, slots=True)
class Person:
    """A user; ``language`` is None until they choose one, ``access`` until they request it.

    ``telegram_language`` is that of their Telegram app, where it is known.
    """

    user_id: int
    name: str
    language: str | None = None
    access: Access | None = None
    telegram_language: str | None = None


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """A conversation: one user in one chat and topic."""

    user_id: int
    chat_id: int
    thread_id: int = 0


class ResultRef(msgspec.Struct, frozen=True):
    """A passage that was shown: the characters ``start:end`` of an article's text.

    ``checksum`` is the CRC 32 of the passage, to detect that the article has changed; ``highlight``
    are the highlighted spans of the passage, and ``answer`` the span of the words that answer.
    """

    doc_id: str
    start: int
    end: int
    paragraph: int
    checksum: int
    highlight: tuple[tuple[int, int], ...] = ()
    answer: tuple[int, int] | None = None


class ArticleList(msgspec.Struct, frozen=True):
    """A question for which articles were listed: what they are about, and their ids in order."""

    question: str
    topic: str
    doc_ids: tuple[str, ...]


EarlierQuestion: TypeAlias = str | ArticleList
"""A question of a conversation, with what was listed for it."""


def question_of(own: EarlierQuestion) -> str:
    """The question as it was asked."""
    return own if isinstance(own, str) else own.question


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as it was shown: to whom, in which messages, with which passages or articles."""

    answer_id: str
    chat_id: int
    user_id: int
    message_id: int
    question: str
    earlier: tuple[EarlierQuestion, ...]
    results: tuple[ResultRef, ...]
    answered: bool
    reply_ids: tuple[int, ...] = ()
    listed: ArticleList | None = None

    @property
    def asked(self) -> EarlierQuestion:
        """The question, as later ones follow it up."""
        return self.listed or self.question

    @property
    def questions(self) -> tuple[EarlierQuestion, ...]:
        """The questions of the conversation up to this answer, oldest first."""
        return (*self.earlier, self.asked)


@dataclass(frozen=True, slots=True)
class Share:
    """A question and the passages that were shown for it."""

    question: str
    results: tuple[ResultRef, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel in which the bot is, or was, an administrator; private ones have no ``username``.

    Its posts become articles while its ``status`` is "approved"; "left" means that it was, and that
    the bot is no longer an administrator there.
    """

    chat_id: int
    title: str
    username: str | None
    status: ChannelStatus


def new_answer_id() -> str:
    """A random id of 11 characters that can be part of callback data and deep links."""
    return secrets.token_urlsafe(8)
