"""``/today``: the stories since yesterday, grouped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from telegram import Message, User

from bot.context import Context
from bot.handlers.pressed import Pressed
from bot.rendering.digest import digest_blocks
from bot.rendering.keyboards import more_stories_keyboard
from bot.rendering.messages import lines
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.telegram_io import sending

_STORIES_A_MESSAGE = 20


async def today(context: Context, message: Message, user: User, texts: Texts) -> None:
    """Lists the stories since yesterday, by the clock of the setting ``timezone``."""
    if context.args:  # words that would change nothing
        await sending.say(context, message, texts("today_usage"))
        return
    zone = context.services.settings.zone
    yesterday = datetime.now(zone).date() - timedelta(days=1)
    await _show(context, message, texts, yesterday, first=0)


async def more_stories(pressed: Pressed) -> None:
    """Lists further stories since the same day; the subject is "20260225-20"."""
    day, _, first = pressed.subject.partition("-")
    since = _day(day)
    if pressed.message is None or since is None or not first.isdecimal():
        await pressed.alert("too_old")
    elif await pressed.may_ask():
        await pressed.answer()
        await _show(pressed.context, pressed.message, pressed.texts, since, first=int(first))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


async def _show(
    context: Context, message: Message, texts: Texts, since: date, *, first: int
) -> None:
    zone = context.services.settings.zone
    digest = await context.services.archive.digest(since, zone=zone)
    limit = _STORIES_A_MESSAGE
    blocks = digest_blocks(digest, texts, context.article_link, first=first, limit=limit)
    blocks = blocks or [lines([texts("today_no_more")])]  # the list has shrunk meanwhile
    following = first + limit
    is_more = following < digest.count
    keyboard = more_stories_keyboard(since, following, texts) if is_more else None
    await sending.reply(context, message, pack(blocks), keyboard=keyboard)
