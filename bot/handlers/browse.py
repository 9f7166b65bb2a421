"""Browsing the archive: its sources, and single articles."""

from __future__ import annotations

from telegram import Message, User

from bot.context import Context
from bot.handlers import channels, subscriptions
from bot.handlers.pressed import Pressed
from bot.rendering.formatted_text import join, one_line, plain
from bot.rendering.keyboards import find_more_keyboard, remove_keyboard
from bot.rendering.messages import article_card, lines, listed_line
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.telegram_io import sending
from bot.telegram_io.addressing import question_of
from retrieval import ArchiveStatus

_MAX_ARTICLES = 8
_MAX_PUBLISHERS = 8
_MAX_WORDS_CHARS = 200
_PUBLISHER_CHARACTERS = 60


async def sources(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Shows the number of articles, their publishers and the dates they cover."""
    status = await context.services.archive.status()
    await sending.reply(context, message, [lines(_sources(status, texts))])
    if context.services.is_admin(user.id) and message.chat.type == "private":
        await subscriptions.show_all(context, message, texts)
        await channels.show_all(context, message, texts)


async def find(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Lists the articles with some words, or shows the only one, or the one with an id."""
    words = " ".join(context.args or ())[:_MAX_WORDS_CHARS]
    if not words:
        await sending.say(context, message, texts("find_usage"))
    elif await context.services.archive.article(words):
        await show_article(context, message, user, texts, words)
    else:
        await _show_matching(context, message, user, texts, words)


async def find_more(pressed: Pressed) -> None:
    """Lists further articles with the words of the command that the message replies to."""
    context, first = pressed.context, pressed.subject
    command = pressed.message.reply_to_message if pressed.message else None
    words = question_of(command, context.bot.username)[:_MAX_WORDS_CHARS] if command else ""
    if command is None or not words or not first.isdecimal():
        await pressed.alert("too_old")
    elif await pressed.may_ask():
        await pressed.answer()
        user, texts = pressed.user, pressed.texts
        await _show_matching(context, command, user, texts, words, first=int(first))


async def open_article(pressed: Pressed) -> None:
    """Shows the article of an ingest report; for administrators, who get these reports."""
    await pressed.answer()
    if pressed.message:
        user, texts = pressed.user, pressed.texts
        await show_article(pressed.context, pressed.message, user, texts, pressed.subject)


async def show_article(
    context: Context, message: Message, user: User, texts: Texts, doc_id: str
) -> None:
    """Shows the beginning and source of an article; to administrators also its id."""
    found = await context.services.archive.article(doc_id)
    if found is None:
        await sending.say(context, message, texts("gone"))
        return
    parts = article_card(found, texts, context.article_link)
    keyboard = None
    if context.services.is_admin(user.id):
        doc_id_line = plain(texts("article_id", doc_id=found.doc_id))
        parts = [join([*parts, doc_id_line], "\n")]
        if message.chat.type == "private":
            keyboard = remove_keyboard(found.doc_id, texts)
    await sending.reply(context, message, pack(parts), keyboard=keyboard)


async def _show_matching(
    context: Context, message: Message, user: User, texts: Texts, words: str, *, first: int = 0
) -> None:
    archive = context.services.archive
    found, count = await archive.find(words, first=first, limit=_MAX_ARTICLES)
    if count == 1:
        await show_article(context, message, user, texts, found[0].doc_id)
    elif not found:
        await sending.say(context, message, texts("find_none"))
    else:
        listed = [plain("• ") + listed_line(each, texts, context.article_link) for each in found]
        text = join([plain(texts("articles", count=count)), *listed], "\n")
        shown = first + len(found)
        keyboard = find_more_keyboard(shown, texts) if shown < count else None
        await sending.reply(context, message, pack([text]), keyboard=keyboard)


def _sources(status: ArchiveStatus, texts: Texts) -> list[str]:
    if not status.articles:
        return [texts("sources_none")]
    listed = [
        f"• {_publisher(name, texts)}: {texts.number(count)}"
        for name, count in list(status.publishers.items())[:_MAX_PUBLISHERS]
    ]
    others = len(status.publishers) - len(listed)
    return [
        *_counts_and_dates(status, texts),
        "",
        *listed,
        texts("others", count=others) if others > 0 else "",
    ]


def summary(status: ArchiveStatus, texts: Texts, *, max_publishers: int) -> list[str]:
    """The archive in a few lines: counts, dates, and the publishers with most articles."""
    known = [_publisher(name, texts) for name in status.publishers if name]
    others = len(known) - max_publishers
    more = f" {texts('others', count=others)}" if others > 0 else ""
    lines_of = (*_counts_and_dates(status, texts), f"{', '.join(known[:max_publishers])}{more}")
    return [line for line in lines_of if line]


def _counts_and_dates(status: ArchiveStatus, texts: Texts) -> list[str]:
    known = sum(bool(name) for name in status.publishers)
    counted = [texts("articles", count=status.articles), texts("publishers", count=known)]
    return [", ".join(counted), _dates(status, texts)]


def _publisher(name: str | None, texts: Texts) -> str:
    label = one_line(name or "").text or texts("publisher_unknown")
    return label if len(label) <= _PUBLISHER_CHARACTERS else f"{label[:_PUBLISHER_CHARACTERS]}…"


def _dates(status: ArchiveStatus, texts: Texts) -> str:
    """The dates that the articles cover; "" if none is dated."""
    dated = (status.first_published_at, status.last_published_at)
    first, last = (texts.date(day) if day else "" for day in dated)
    return first if first == last else texts("sources_dates", first=first, last=last)
