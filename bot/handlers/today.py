"""``/today``: the stories since yesterday, grouped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.handlers.incoming import Incoming
from bot.handlers.pressed import Pressed
from bot.rendering.digest import digest_blocks
from bot.rendering.keyboards import more_stories_keyboard
from bot.rendering.messages import lines
from bot.rendering.splitting import pack

_STORIES_A_MESSAGE = 20


async def today(incoming: Incoming) -> None:
    """Lists the stories since yesterday, by the clock of the setting ``timezone``."""
    if incoming.context.args:  # words that would change nothing
        await incoming.tell("today_usage")
        return
    zone = incoming.services.settings.zone
    yesterday = datetime.now(zone).date() - timedelta(days=1)
    await _show(incoming, yesterday, first=0)


async def more_stories(pressed: Pressed) -> None:
    """Lists further stories since the same day; the subject is "20260225-20"."""
    day, _, first = pressed.subject.partition("-")
    since = _day(day)
    if pressed.incoming is None or since is None or not first.isdecimal():
        await pressed.alert("too_old")
    elif await pressed.may_ask():
        await pressed.answer()
        await _show(pressed.incoming, since, first=int(first))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


async def _show(incoming: Incoming, since: date, *, first: int) -> None:
    services, texts, link_to = incoming.services, incoming.texts, incoming.context.article_link
    digest = await services.archive.digest(since, zone=services.settings.zone)
    limit = _STORIES_A_MESSAGE
    blocks = digest_blocks(digest, texts, link_to, first=first, limit=limit)
    blocks = blocks or [lines([texts("today_no_more")])]  # the list has shrunk meanwhile
    following = first + limit
    is_more = following < digest.count
    keyboard = more_stories_keyboard(since, following, texts) if is_more else None
    await incoming.reply(pack(blocks), keyboard=keyboard)
