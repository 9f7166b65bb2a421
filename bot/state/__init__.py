"""What the bot remembers between starts: a protocol, and its tables in one SQLite file."""

from bot.state.answers import Answers
from bot.state.chats import Chats
from bot.state.conversations import Conversations
from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.inbox import Inbox
from bot.state.people import People
from bot.state.previews import Previews
from bot.state.protocol import BotState, ChatStore, InboxStore
from bot.state.shares import Shares
from bot.state.sqlite import SqliteState
from bot.state.types import (
    Access,
    Person,
    Place,
    Preview,
    ResultRef,
    Share,
    Shown,
    new_answer_id,
)

__all__ = [
    "Access",
    "Answers",
    "BotState",
    "ChatStore",
    "Chats",
    "Conversations",
    "Database",
    "Feedback",
    "Inbox",
    "InboxStore",
    "People",
    "Person",
    "Place",
    "Preview",
    "Previews",
    "ResultRef",
    "Share",
    "Shares",
    "Shown",
    "SqliteState",
    "new_answer_id",
]
