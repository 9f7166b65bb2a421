"""Subscriptions: /subscribe, /unsubscribe, their list, and that one died or recovered."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import UTC, datetime

from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.context import Context
from bot.handlers import channels
from bot.handlers.incoming import Incoming
from bot.handlers.notices import tell_admins
from bot.handlers.pressed import Pressed
from bot.handlers.progress import ProgressMessage
from bot.posts import channel_name
from bot.rendering.formatted_text import one_line
from bot.rendering.keyboards import unsubscribe_keyboard, unsubscribe_subject
from bot.rendering.messages import lines
from bot.rendering.source_lines import name_of, state_line, subscribed_lines, subscription_lines
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.submissions import address_in
from retrieval import RetrievalError, SourceUpdate, Subscription, UnreachableError

_log = logging.getLogger(__name__)
_MAX_LISTED = 30
_MAX_BUTTONS = 20


async def subscribe(incoming: Incoming) -> None:
    """Subscribes to addresses and reads them for the first time, or reads a known channel again.

    Folders are the server's own: only who can run programs there subscribes to them.
    """
    named = " ".join(incoming.context.args or ())
    addresses = [address_in(part) for part in named.split()]
    if channel_name(named):
        text = channels.decide_named(incoming.context, named, incoming.texts, "approved")
        await incoming.say(text or incoming.texts("subscribe_channel"))
    elif not addresses or None in addresses:
        await incoming.tell("subscribe_usage")
    else:
        for address in filter(None, dict.fromkeys(addresses)):
            await _subscribe(incoming, address)


async def unsubscribe(incoming: Incoming) -> None:
    """Ends the subscription with a number or address, or asks which one to end."""
    context, texts = incoming.context, incoming.texts
    named = " ".join(context.args or ())
    if not named:
        await _ask_which(incoming)
    elif channel_name(named):
        text = channels.decide_named(context, named, texts, "declined")
        await incoming.say(text or texts("unsubscribe_unknown"))
    else:
        number = int(named) if named.isdecimal() and len(named) < 10 else address_in(named)
        await incoming.say(await _unsubscribe(context, texts, number or named))


async def unsubscribe_pressed(pressed: Pressed) -> None:
    """Ends the subscription whose button was pressed."""
    await pressed.answer()
    meant = [
        own.subscription_id
        for own in await pressed.services.archive.subscriptions()
        if unsubscribe_subject(own) == pressed.subject
    ]
    number = meant[0] if meant else 0
    await pressed.replace_message(await _unsubscribe(pressed.context, pressed.texts, number))


async def show_all(incoming: Incoming) -> None:
    """Lists the subscriptions, those with a problem first."""
    found, texts = await incoming.services.archive.subscriptions(), incoming.texts
    if not found:
        return
    ordered = sorted(found, key=lambda own: (not own.last_error, own.subscription_id))
    now = datetime.now(UTC)
    blocks = [lines([texts("subscriptions")])]
    blocks += [lines(subscription_lines(own, texts, now)) for own in ordered[:_MAX_LISTED]]
    if len(ordered) > _MAX_LISTED:
        blocks.append(lines([texts("others", count=len(ordered) - _MAX_LISTED)]))
    await incoming.reply(pack(blocks))


async def tell_state(context: Context, own: Subscription) -> bool:
    """Tells the administrators that a source is dead or can be read again; False if none could be
    told.
    """

    def buttons(texts: Texts) -> InlineKeyboardMarkup | None:
        return unsubscribe_keyboard([(own, texts("unsubscribe"))]) if own.is_dead else None

    try:
        return await tell_admins(context, lambda texts: state_line(own, texts), buttons)
    except TelegramError as error:
        _log.warning("Administrators could not be told how a source is: %s", error)
        return False


async def _subscribe(incoming: Incoming, address: str) -> None:
    archive = incoming.services.archive
    before = {own.source: own for own in await archive.subscriptions()}
    if address in before and before[address].last_run_at:
        await incoming.tell("subscribed_already", source=address)
        return
    is_new = address not in before or _broke_off(before[address])
    progress = ProgressMessage(incoming)
    own: Subscription | None = None
    try:
        async with progress:
            own = await archive.subscribe(address)
            progress.set_step("add_waiting")  # until earlier ingests are done
            report = await archive.update(own.subscription_id, progress.on_progress)
        rows = [incoming.texts("subscribed_later", source=address)]
        for found in report.sources:
            incoming.services.metrics.articles_added.inc(found.added + found.replaced)
            rows = await _reported(incoming, found, is_new=is_new)
    except UnreachableError:
        raise  # the update is handled again when the database is back
    except RetrievalError as error:
        rows = [str(error)]
        if own and is_new:
            with suppress(RetrievalError):  # as of a full disk
                await archive.unsubscribe(own.subscription_id)
    await progress.finish(pack([lines(rows)])[0])


def _broke_off(own: Subscription) -> bool:
    """Whether a subscription was to be read at once, but the bot ended before that was done."""
    return own.last_run_at is None and own.next_run_at > own.added_at


async def _reported(incoming: Incoming, found: SourceUpdate, *, is_new: bool) -> list[str]:
    """What to say of a source; a new one that cannot be read is unsubscribed from."""
    own, texts = found.subscription, incoming.texts
    if found.same_as:
        return [texts("subscribed_already", source=found.same_as)]
    problem = f"{own.source}: {found.problem}"
    if found.problem and not is_new:
        return [texts("subscribed_already", source=own.source), problem]
    if found.problem:
        await incoming.services.archive.unsubscribe(own.subscription_id)
        return [texts("subscribe_failed"), problem]
    return subscribed_lines(found, texts, datetime.now(UTC))


async def _unsubscribe(context: Context, texts: Texts, named: int | str) -> str:
    """Ends a subscription; returns what to say."""
    ended = await context.services.archive.unsubscribe(named)
    return texts("unsubscribed", name=name_of(ended)) if ended else texts("unsubscribe_unknown")


async def _ask_which(incoming: Incoming) -> None:
    services = incoming.services
    found = await services.archive.subscriptions()
    read = [each for each in services.state.channels.all() if each.status == "approved"]
    if not found and not read:
        await incoming.tell("unsubscribe_none")
        return
    keyboard = unsubscribe_keyboard(
        [(own, name_of(own)) for own in found[-_MAX_BUTTONS:]],
        [(each.chat_id, one_line(each.title).text) for each in read[:_MAX_BUTTONS]],
    )
    await incoming.tell("unsubscribe_ask", keyboard=keyboard)
