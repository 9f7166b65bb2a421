"""What the bot asks of its memory, whatever keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bot.state.types import Access, Person, Place, Preview, ResultRef, Share, Shown


class BotState(Protocol):
    """The bot's memory, for one bot at a time and for the thread of its event loop.

    All of it may raise BackendError where the memory cannot be used.
    """

    folder: Path
    """Private, also for what lies beside the memory in files, such as uploads."""

    inbox: InboxStore
    people: PeopleStore
    answers: AnswerStore
    shares: ShareStore
    previews: PreviewStore
    conversations: ConversationStore
    chats: ChatStore
    feedback: FeedbackStore

    def forget_person(self, user_id: int) -> None:
        """Deletes all that is known of a user, to the last byte."""

    def prune(self) -> None:
        """Drops what is too old to be of use."""

    def close(self) -> None:
        """Closes the memory, which another bot may use then."""


class InboxStore(Protocol):
    """Which updates were received and which are done."""

    def receive(self, update_id: int, body: str) -> bool:
        """Keeps an update, whatever happens; False where it had been received before.

        Only this waits for the disk: Telegram forgets what was received, but what is lost of all
        else with the power is at worst done again.
        """

    def begin(self, update_id: int) -> None:
        """Counts an attempt at an update."""

    def done(self, update_id: int) -> None:
        """Forgets what an update said; that it came is remembered for a while."""

    def unfinished(self) -> list[str]:
        """Bodies of the updates that were received and not done, oldest first."""


class PeopleStore(Protocol):
    """Who has talked to the bot."""

    def see(self, user_id: int, name: str) -> Person:
        """Notes that a user is there, and returns what is known of them."""

    def person(self, user_id: int) -> Person | None:
        """What is known of a user, None where nothing is."""

    def choose_language(self, user_id: int, language: str | None) -> None:
        """Sets a user's language; None follows Telegram's."""

    def set_access(self, user_id: int, access: Access) -> bool:
        """Sets who may ask; False where nothing changed or the user is not known."""

    def set_blocking(self, user_id: int) -> None:
        """Notes that a user has blocked the bot, until they write again."""

    def with_access(self, access: Access) -> list[Person]:
        """People of that access, in the order in which they came."""

    def counts(self) -> tuple[int, int]:
        """How many people there are, and how many of them block the bot."""


class AnswerStore(Protocol):
    """Answers that were shown, by id and by the message that was answered."""

    def put(self, shown: Shown) -> None:
        """Keeps an answer; one of the same id is replaced."""

    def get(self, answer_id: str) -> Shown | None:
        """The answer of that id, None where it is not known or was forgotten."""

    def to_message(self, chat_id: int, message_id: int) -> Shown | None:
        """The answer that was given to a message."""

    def show_more(self, answer_id: str, results: Sequence[ResultRef]) -> None:
        """Notes what an answer shows now."""


class ShareStore(Protocol):
    """Answers that were shared."""

    def share(self, shown: Shown) -> str:
        """Keeps an answer as it is now; returns the id in its link, the same for the same."""

    def get(self, share_id: str) -> Share | None:
        """What was shared, None where it is not known or was forgotten."""


class PreviewStore(Protocol):
    """Forwarded messages that wait for a decision."""

    def put(self, user_id: int, text: str, origin: Mapping[str, str]) -> str:
        """Keeps what a user forwarded; returns the id for its buttons."""

    def get(self, preview_id: str, user_id: int) -> Preview | None:
        """What that user forwarded, None where it is somebody else's, too old or decided."""

    def forget(self, preview_id: str) -> None:
        """Forgets what was decided."""


class ConversationStore(Protocol):
    """What each user asked before, apart by chat and topic."""

    def earlier(self, place: Place, *, before: int) -> list[str]:
        """The last questions asked there before the message ``before``, the last one last."""

    def remember(self, place: Place, message_id: int, question: str) -> None:
        """Keeps a question; one that was edited takes its earlier form's place."""

    def forget(self, place: Place) -> None:
        """Forgets the questions of one place."""


class ChatStore(Protocol):
    """Groups that the bot was added to, and small notes of its own."""

    def greet(self, chat_id: int) -> bool:
        """Notes that a group is greeted; False where it, or what it grew out of, had been."""

    def leave(self, chat_id: int) -> None:
        """Notes that the bot is in a group no more."""

    def migrate(self, old: int, new: int) -> None:
        """Notes that a group has become the supergroup ``new``: greeted, its answers moved."""

    def count(self) -> int:
        """How many groups the bot is in."""

    def note(self, name: str) -> str | None:
        """What was noted under a name, None where nothing was."""

    def set_note(self, name: str, value: str) -> None:
        """Notes something under a name."""


class FeedbackStore(Protocol):
    """What users thought of answers."""

    def give(self, shown: Shown, user_id: int, *, helpful: bool) -> bool:
        """Keeps what a user thinks of an answer; False where they had said the same before."""

    def counts(self) -> tuple[int, int]:
        """How many answers were called helpful, and how many not."""
