"""What the bot remembers between starts, each subject in a file of its own, all in one database."""

from bot.state.answers import Answers, ResultRef, Shown
from bot.state.chats import Chats
from bot.state.conversations import Conversations, Place
from bot.state.database import Database
from bot.state.feedback import Feedback
from bot.state.inbox import Inbox
from bot.state.people import Access, People, Person
from bot.state.previews import Preview, Previews
from bot.state.shares import Share, Shares

__all__ = [
    "Access",
    "Answers",
    "Chats",
    "Conversations",
    "Database",
    "Feedback",
    "Inbox",
    "People",
    "Person",
    "Place",
    "Preview",
    "Previews",
    "ResultRef",
    "Share",
    "Shares",
    "Shown",
]
