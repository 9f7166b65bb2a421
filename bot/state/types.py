"""What the bot remembers, as values."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

Access = Literal["asked", "allowed", "declined"]


@dataclass(frozen=True, slots=True)
class Person:
    """A user: ``language`` is their choice, ``access`` an administrator's; None: none made."""

    user_id: int
    name: str
    language: str | None = None
    access: Access | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a user talks: nobody else's questions and no other place's are looked at."""

    user_id: int
    chat_id: int
    thread_id: int = 0


class ResultRef(msgspec.Struct, frozen=True):
    """A passage that was shown: the characters ``start:end`` of an article's text.

    ``checksum`` is the CRC 32 of the passage, by which a changed article is known; ``highlight``
    are the spans of the passage that answer.
    """

    doc_id: str
    start: int
    end: int
    paragraph: int
    checksum: int
    highlight: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it was shown: to whom, where, and which passages."""

    answer_id: str
    chat_id: int
    user_id: int
    message_id: int
    question: str
    earlier: tuple[str, ...]
    results: tuple[ResultRef, ...]
    answered: bool
    reply_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A question and the passages that were shown for it."""

    question: str
    results: tuple[ResultRef, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The text of a forwarded message, and of its origin what is public."""

    preview_id: str
    user_id: int
    text: str
    origin: Mapping[str, str]


def new_answer_id() -> str:
    """An id that nobody guesses: 11 characters that stand in a button or a link as they are."""
    return secrets.token_urlsafe(8)
