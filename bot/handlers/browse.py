"""Browsing the archive: its sources, and single articles."""

from __future__ import annotations

from bot.handlers import channels, subscriptions
from bot.handlers.incoming import Incoming
from bot.handlers.pressed import Pressed
from bot.rendering.formatted_text import join, one_line, plain
from bot.rendering.keyboards import find_more_keyboard, remove_keyboard
from bot.rendering.messages import article_card, lines, listed_line
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.telegram_io.addressing import question_of
from retrieval import ArchiveStatus

_MAX_ARTICLES = 8
_MAX_PUBLISHERS = 8
_MAX_WORDS_CHARS = 200
_PUBLISHER_CHARACTERS = 60


async def sources(incoming: Incoming) -> None:
    """Shows the number of articles, their publishers and the dates they cover."""
    status = await incoming.services.archive.status()
    await incoming.reply([lines(_sources(status, incoming.texts))])
    if incoming.is_of_admin and incoming.is_private:
        await subscriptions.show_all(incoming)
        await channels.show_all(incoming)


async def find(incoming: Incoming) -> None:
    """Lists the articles with some words, or shows the only one, or the one with an id."""
    words = " ".join(incoming.context.args or ())[:_MAX_WORDS_CHARS]
    if not words:
        await incoming.tell("find_usage")
    elif await incoming.services.archive.article(words):
        await show_article(incoming, words)
    else:
        await _show_matching(incoming, words)


async def find_more(pressed: Pressed) -> None:
    """Lists further articles with the words of the command that the message replies to."""
    context, first = pressed.context, pressed.subject
    command = pressed.message.reply_to_message if pressed.message else None
    words = question_of(command, context.bot.username)[:_MAX_WORDS_CHARS] if command else ""
    if command is None or not words or not first.isdecimal():
        await pressed.alert("too_old")
    elif await pressed.may_ask():
        await pressed.answer()
        incoming = Incoming(context, command, pressed.user, pressed.texts)
        await _show_matching(incoming, words, first=int(first))


async def open_article(pressed: Pressed) -> None:
    """Shows the article of an ingest report; for administrators, who get these reports."""
    await pressed.answer()
    if pressed.incoming:
        await show_article(pressed.incoming, pressed.subject)


async def show_article(incoming: Incoming, doc_id: str) -> None:
    """Shows the beginning and source of an article; to administrators also its id."""
    texts = incoming.texts
    found = await incoming.services.archive.article(doc_id)
    if found is None:
        await incoming.tell("gone")
        return
    parts = article_card(found, texts, incoming.context.article_link)
    keyboard = None
    if incoming.is_of_admin:
        doc_id_line = plain(texts("article_id", doc_id=found.doc_id))
        parts = [join([*parts, doc_id_line], "\n")]
        if incoming.is_private:
            keyboard = remove_keyboard(found.doc_id, texts)
    await incoming.reply(pack(parts), keyboard=keyboard)


async def _show_matching(incoming: Incoming, words: str, *, first: int = 0) -> None:
    texts, link_to = incoming.texts, incoming.context.article_link
    found, count = await incoming.services.archive.find(words, first=first, limit=_MAX_ARTICLES)
    if count == 1:
        await show_article(incoming, found[0].doc_id)
    elif not found:
        await incoming.tell("find_none")
    else:
        listed = [plain("• ") + listed_line(each, texts, link_to) for each in found]
        text = join([plain(texts("articles", count=count)), *listed], "\n")
        shown = first + len(found)
        keyboard = find_more_keyboard(shown, texts) if shown < count else None
        await incoming.reply(pack([text]), keyboard=keyboard)


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
