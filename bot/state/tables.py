"""The bot's storage: its tables, in an SQLite file or in the database of the archive."""

from __future__ import annotations

from pathlib import Path

from bot.state.answers import Answers
from bot.state.channels import Channels
from bot.state.chats import Chats
from bot.state.conversations import Conversations
from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.inbox import Inbox
from bot.state.people import People
from bot.state.postgres import PostgresDatabase
from bot.state.postgres_schema import POSTGRES_MIGRATIONS
from bot.state.processes import Processes
from bot.state.shares import Shares
from bot.state.sqlite import SqliteDatabase
from retrieval import Settings
from retrieval.factory import location_of

_TABLES_WITH_USERS = (
    "questions",
    "answers",
    "answer_messages",
    "shares",
    "feedback",
    "people",
)


class BotState:
    """The bot's stored data, used from the thread of its event loop.

    Several processes of one bot may share it, on several machines. ``folder`` is private to this
    process, for files such as uploads. Every method may raise BackendError if the storage cannot be
    used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.folder = database.folder
        self.processes = Processes(database)
        self.inbox = Inbox(database)
        self.people = People(database)
        self.answers = Answers(database)
        self.shares = Shares(database)
        self.conversations = Conversations(database)
        self.chats = Chats(database)
        self.channels = Channels(database)
        self.feedback = Feedback(database)

    def forget_person(self, user_id: int) -> None:
        """Deletes all data about a user, also from the files of the storage."""
        with self._database.transaction():
            for table in _TABLES_WITH_USERS:
                self._database.run(f"DELETE FROM {table} WHERE user_id = ?", (user_id,))
            # the id of a private chat is that of its user
            self._database.run("DELETE FROM time_zones WHERE chat_id = ?", (user_id,))
        self.feedback.write_labels()
        self._database.erase_deleted()

    def prune(self) -> None:
        """Deletes what has expired."""
        for table in (
            self.processes, self.inbox, self.answers, self.shares, self.conversations,
        ):  # fmt: skip
            table.prune()
        self.feedback.write_labels()  # other processes may have changed the ratings
        self._database.erase_deleted()

    def close(self) -> None:
        """Closes the storage; other processes then take over what this one did not finish."""
        self._database.close()


def open_state(settings: Settings, folder: Path, bot_id: int) -> BotState:
    """The data of the bot with that id: in the archive's database, or else in a file in ``folder``.

    Raises BackendError if it cannot be used, and if another process uses ``folder``.
    """
    shared = location_of(settings).bot_database(bot_id, POSTGRES_MIGRATIONS)
    return BotState(PostgresDatabase(shared, folder) if shared else SqliteDatabase(folder))
