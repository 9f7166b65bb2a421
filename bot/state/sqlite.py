"""The bot's storage in one SQLite database."""

from __future__ import annotations

from pathlib import Path

from bot.state import protocol
from bot.state.answers import Answers
from bot.state.channels import Channels
from bot.state.chats import Chats
from bot.state.conversations import Conversations
from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.inbox import Inbox
from bot.state.people import People
from bot.state.previews import Previews
from bot.state.shares import Shares

_TABLES_WITH_USERS = (
    "questions",
    "answers",
    "answer_messages",
    "shares",
    "previews",
    "feedback",
    "people",
)


class SqliteState:
    """See :class:`bot.state.protocol.BotState`; raises BackendError as :class:`Database` does."""

    def __init__(self, folder: Path) -> None:
        self._database = database = Database(folder)
        self.folder = folder
        self.inbox: protocol.InboxStore = Inbox(database)
        self.people: protocol.PeopleStore = People(database)
        self.answers: protocol.AnswerStore = Answers(database)
        self.shares: protocol.ShareStore = Shares(database)
        self.previews: protocol.PreviewStore = Previews(database)
        self.conversations: protocol.ConversationStore = Conversations(database)
        self.chats: protocol.ChatStore = Chats(database)
        self.channels: protocol.ChannelStore = Channels(database)
        self.feedback: protocol.FeedbackStore = Feedback(database)

    def forget_person(self, user_id: int) -> None:
        """See :class:`bot.state.protocol.BotState`."""
        with self._database.transaction():
            for table in _TABLES_WITH_USERS:
                self._database.run(f"DELETE FROM {table} WHERE user_id = ?", (user_id,))
            # the id of a private chat is that of its user
            self._database.run("DELETE FROM time_zones WHERE chat_id = ?", (user_id,))
        Feedback(self._database).write_labels()
        self._database.truncate_log()

    def prune(self) -> None:
        """See :class:`bot.state.protocol.BotState`."""
        for table in (Inbox, Conversations, Answers, Shares, Previews, Channels):
            table(self._database).prune()
        self._database.truncate_log()

    def close(self) -> None:
        """See :class:`bot.state.protocol.BotState`."""
        self._database.close()
