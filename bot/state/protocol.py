"""The protocols of the bot's storage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bot.state.types import (
    Access,
    Channel,
    ChannelStatus,
    ConversationKey,
    Person,
    Preview,
    ResultRef,
    Share,
    ShownAnswer,
)


class BotState(Protocol):
    """The bot's stored data, used from the thread of its event loop.

    Several processes of one bot may share it, on several machines. Every method may raise
    BackendError if the storage cannot be used.
    """

    folder: Path
    """A private folder of this process, for files such as uploads."""

    processes: ProcessStore
    inbox: InboxStore
    albums: AlbumStore
    people: PeopleStore
    answers: AnswerStore
    shares: ShareStore
    previews: PreviewStore
    conversations: ConversationStore
    chats: ChatStore
    progress: ProgressStore
    channels: ChannelStore
    feedback: FeedbackStore

    def forget_person(self, user_id: int) -> None:
        """Deletes all data about a user, also from the files of the storage."""

    def prune(self) -> None:
        """Deletes what has expired."""

    def close(self) -> None:
        """Closes the storage; other processes then take over what this one did not finish."""


class ProcessStore(Protocol):
    """The processes of the bot that share its data."""

    def keep_alive(self) -> None:
        """Records that this process is running; to be called several times a minute."""

    def is_alone(self) -> bool:
        """Whether no other process of the bot is running, as far as is known."""

    def leave(self) -> None:
        """Records that this process ends."""


class InboxStore(Protocol):
    """Received updates, until they are handled, each by the process that received it."""

    def receive(self, update_id: int, body: str, order_key: str | None = None) -> bool:
        """Stores an update durably; False if it was received before, by whichever process.

        It is to be handled after earlier ones with the same ``order_key``, if that is not None.
        Only this write waits for the disk, as Telegram does not send the update again. If others
        are lost in a power failure, an update is at worst handled again.
        """

    def is_turn(self, update_id: int) -> bool:
        """Whether no other running process has an earlier update with the same order key."""

    def begin(self, update_id: int) -> bool:
        """Counts an attempt at an update; False if another process has taken it over."""

    def postpone(self, update_id: int) -> None:
        """Lets later updates be handled before this one."""

    def done(self, update_id: int) -> None:
        """Marks an update as done and deletes its body; its id is kept to detect repetitions."""

    def unfinished(self) -> dict[int, str]:
        """Bodies of this process's updates that are not done, by update id, oldest first."""

    def take_over(self) -> int:
        """Makes the updates of processes that are gone those of this one; returns how many.

        None for a minute after the start of this process, or after a time without the storage.
        """


class AlbumStore(Protocol):
    """Albums (media groups) to which no further reply is due."""

    def settle(self, chat_id: int, album: str) -> bool:
        """Records an album; False if it was recorded before."""

    def is_settled(self, chat_id: int, album: str) -> bool:
        """Whether an album is recorded."""


class PeopleStore(Protocol):
    """Users of the bot, with their language and access."""

    def see(self, user_id: int, name: str, telegram_language: str | None = None) -> Person:
        """Records that a user has used the bot, and returns their data."""

    def person(self, user_id: int) -> Person | None:
        """A user's data; None if the user is not known."""

    def choose_language(self, user_id: int, language: str | None) -> None:
        """Sets a user's language; None for the one of their Telegram app."""

    def set_access(self, user_id: int, access: Access) -> bool:
        """Sets a user's access; False if nothing changed or the user is not known."""

    def set_blocking(self, user_id: int) -> None:
        """Records that a user has blocked the bot, until they write again."""

    def with_access(self, access: Access) -> list[Person]:
        """Users with that access, in the order in which they first used the bot."""

    def counts(self) -> tuple[int, int]:
        """How many users there are, and how many of them have blocked the bot."""


class AnswerStore(Protocol):
    """Answers that were shown, by id, by the message that was answered and by those of the bot."""

    def put(self, shown: ShownAnswer) -> None:
        """Stores an answer, replacing one with the same id."""

    def get(self, answer_id: str) -> ShownAnswer | None:
        """The answer with that id; None if there is none any more."""

    def to_message(self, chat_id: int, message_id: int) -> list[ShownAnswer]:
        """The answers to a message, one for each of its questions, in order."""

    def forget(self, answer_id: str) -> None:
        """Deletes an answer."""

    def in_message(self, chat_id: int, message_id: int) -> ShownAnswer | None:
        """The answer that a message of the bot belongs to; None if there is none any more."""

    def add_messages(self, shown: ShownAnswer, message_ids: Iterable[int]) -> None:
        """Records further messages of the bot that belong to an answer."""

    def show_more(self, answer_id: str, results: Sequence[ResultRef]) -> None:
        """Stores the passages that an answer shows now."""


class ShareStore(Protocol):
    """Shared answers, as they were shown when their link was made."""

    def share(self, shown: ShownAnswer) -> str:
        """Stores an answer as it is now; returns its id, the same for an unchanged answer."""

    def get(self, share_id: str) -> Share | None:
        """A shared answer; None if there is none any more."""


class PreviewStore(Protocol):
    """Forwarded messages that an administrator has neither added nor answered yet."""

    def put(self, user_id: int, text: str, origin: Mapping[str, str]) -> str:
        """Stores a forwarded message; returns the id for its buttons."""

    def get(self, preview_id: str, user_id: int) -> Preview | None:
        """A user's own preview; None if it is not theirs, too old or deleted."""

    def forget(self, preview_id: str) -> None:
        """Deletes a preview."""


class ConversationStore(Protocol):
    """The earlier questions of each conversation."""

    def earlier(self, key: ConversationKey, *, before: int) -> list[str]:
        """The latest questions before the message ``before``, oldest first."""

    def remember(self, key: ConversationKey, message_id: int, questions: Sequence[str]) -> None:
        """Stores a question, replacing that of the same message before an edit."""

    def forget(self, key: ConversationKey) -> None:
        """Deletes the questions of a conversation."""


class ChatStore(Protocol):
    """Groups with the bot, time zones of chats, and key-value notes of the bot itself."""

    def greet(self, chat_id: int) -> bool:
        """Records that a group is greeted; False if it was, also under an earlier id."""

    def leave(self, chat_id: int) -> None:
        """Records that the bot is no longer in a group."""

    def migrate(self, old: int, new: int) -> None:
        """Records that a group has become the supergroup ``new``, and deletes its questions."""

    def count(self) -> int:
        """How many groups the bot is in."""

    def time_zone(self, chat_id: int, thread_id: int = 0) -> str | None:
        """The time zone that a chat or topic has chosen; None if it has chosen none."""

    def set_time_zone(self, chat_id: int, thread_id: int, time_zone: str) -> None:
        """Stores the time zone of a chat or topic."""

    def note(self, name: str) -> str | None:
        """The note with that name; None if there is none."""

    def set_note(self, name: str, value: str) -> None:
        """Stores a note under a name."""


class ProgressStore(Protocol):
    """Messages that show the progress of an ingest, each by the message that asked for it."""

    def put(self, chat_id: int, asked_id: int, message_id: int) -> None:
        """Stores the message that shows the progress."""

    def get(self, chat_id: int, asked_id: int) -> int | None:
        """The message that shows the progress; None if there is none."""

    def forget(self, chat_id: int, asked_id: int) -> None:
        """Deletes it, as it has become the report."""


class ChannelStore(Protocol):
    """Channels in which the bot is an administrator, and the captions of their albums."""

    def channel(self, chat_id: int) -> Channel | None:
        """The channel with that id; None if it is not known."""

    def named(self, username: str) -> Channel | None:
        """The channel with that public name; None if none is known."""

    def all(self) -> list[Channel]:
        """All channels, by title."""

    def put(self, channel: Channel) -> None:
        """Stores a channel as it is now."""

    def ask(self, channel: Channel) -> bool:
        """Stores a channel that is to be approved; False if administrators are not to be asked.

        They are asked once for each channel, and again only if the bot was removed from one that
        they had approved. No more than MAX_ASKED channels wait for a decision.
        """

    def set_status(self, chat_id: int, status: ChannelStatus) -> bool:
        """Sets the status of a channel; False if nothing changed or it is not known."""

    def put_caption(self, chat_id: int, album: str, message_id: int, text: str) -> None:
        """Stores the caption of a message of an album, or deletes it if it is empty."""

    def captions(self, chat_id: int, album: str) -> list[tuple[int, str]]:
        """The captions of an album, each with the id of its message, in their order."""

    def album_of(self, chat_id: int, message_id: int) -> str | None:
        """The album of a message with a caption; None if it is of none."""


class FeedbackStore(Protocol):
    """Ratings of answers."""

    def give(self, shown: ShownAnswer, user_id: int, *, helpful: bool) -> bool:
        """Stores a user's rating of an answer; False if it is the same as before."""

    def counts(self) -> tuple[int, int]:
        """How many answers were rated helpful, and how many not helpful."""
