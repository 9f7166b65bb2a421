"""The bot's storage: its tables, in an SQLite file or in the database of the archive."""

from __future__ import annotations

from pathlib import Path

from bot.state import protocol
from bot.state.albums import SettledAlbums
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
from bot.state.previews import Previews
from bot.state.processes import Processes
from bot.state.progress_messages import ProgressMessages
from bot.state.shares import Shares
from bot.state.sqlite import SqliteDatabase
from retrieval import Settings, open_bot_database

_TABLES_WITH_USERS = (
    "questions",
    "answers",
    "answer_messages",
    "shares",
    "previews",
    "feedback",
    "people",
)


class TableState:
    """See :class:`bot.state.protocol.BotState`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.folder = database.folder
        self.processes: protocol.ProcessStore = Processes(database)
        self.inbox: protocol.InboxStore = Inbox(database)
        self.albums: protocol.AlbumStore = SettledAlbums(database)
        self.people: protocol.PeopleStore = People(database)
        self.answers: protocol.AnswerStore = Answers(database)
        self.shares: protocol.ShareStore = Shares(database)
        self.previews: protocol.PreviewStore = Previews(database)
        self.conversations: protocol.ConversationStore = Conversations(database)
        self.chats: protocol.ChatStore = Chats(database)
        self.progress: protocol.ProgressStore = ProgressMessages(database)
        self.channels: protocol.ChannelStore = Channels(database)
        self.feedback: protocol.FeedbackStore = Feedback(database)

    def forget_person(self, user_id: int) -> None:
        with self._database.transaction():
            for table in _TABLES_WITH_USERS:
                self._database.run(f"DELETE FROM {table} WHERE user_id = ?", (user_id,))
            # the id of a private chat is that of its user
            for table in ("time_zones", "progress_messages"):
                self._database.run(f"DELETE FROM {table} WHERE chat_id = ?", (user_id,))
        Feedback(self._database).write_labels()
        self._database.erase_deleted()

    def prune(self) -> None:
        for table in (
            Inbox,
            SettledAlbums,
            Conversations,
            Answers,
            Shares,
            Previews,
            Channels,
            Processes,
            ProgressMessages,
        ):
            table(self._database).prune()
        Feedback(self._database).write_labels()  # other processes may have changed the ratings
        self._database.erase_deleted()

    def close(self) -> None:
        self._database.close()


def open_state(settings: Settings, folder: Path, bot_id: int) -> TableState:
    """The data of the bot with that id: in the archive's database, or else in a file in ``folder``.

    Raises BackendError if it cannot be used, and if another process uses ``folder``.
    """
    shared = open_bot_database(settings, bot_id, POSTGRES_MIGRATIONS)
    return TableState(PostgresDatabase(shared, folder) if shared else SqliteDatabase(folder))
