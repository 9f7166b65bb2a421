"""The bot's storage: tables in an SQLite file or a PostgreSQL database."""

from bot.state.answers import Answers
from bot.state.channels import Channels
from bot.state.chats import Chats
from bot.state.conversations import MAX_EARLIER_QUESTIONS, Conversations
from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.inbox import Inbox
from bot.state.people import People
from bot.state.processes import GONE_AFTER_S
from bot.state.shares import Shares
from bot.state.sqlite import SqliteDatabase
from bot.state.tables import BotState, open_state
from bot.state.transfer import BOT_ID_NOTE, bot_copies
from bot.state.types import (
    Access,
    ArticleList,
    Channel,
    ChannelStatus,
    ConversationKey,
    EarlierQuestion,
    Person,
    ResultRef,
    Share,
    ShownAnswer,
    new_answer_id,
    question_of,
)
