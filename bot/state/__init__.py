"""The bot's storage: protocols, and tables in one SQLite database."""

from bot.state.answers import Answers
from bot.state.channels import Channels
from bot.state.chats import Chats
from bot.state.conversations import MAX_EARLIER_QUESTIONS, Conversations
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
    Channel,
    ChannelStatus,
    ConversationKey,
    Person,
    Preview,
    ResultRef,
    Share,
    ShownAnswer,
    new_answer_id,
)

__all__ = [
    "MAX_EARLIER_QUESTIONS",
    "Access",
    "Answers",
    "BotState",
    "Channel",
    "ChannelStatus",
    "Channels",
    "ChatStore",
    "Chats",
    "ConversationKey",
    "Conversations",
    "Database",
    "Feedback",
    "Inbox",
    "InboxStore",
    "People",
    "Person",
    "Preview",
    "Previews",
    "ResultRef",
    "Share",
    "Shares",
    "ShownAnswer",
    "SqliteState",
    "new_answer_id",
]
