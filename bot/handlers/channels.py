"""Channels as sources: their posts become articles once an administrator of the bot agrees."""

from __future__ import annotations

import asyncio
import logging

from telegram import Chat, ChatMemberUpdated, Update, User
from telegram.constants import ChatMemberStatus

from bot.context import Context
from bot.handlers.incoming import Incoming
from bot.handlers.notices import tell_admin, tell_admins
from bot.handlers.pressed import Pressed
from bot.posts import Post, channel_name, post_link, post_name, post_of
from bot.rendering.formatted_text import one_line
from bot.rendering.keyboards import decide_channel_keyboard
from bot.rendering.messages import lines
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.repeating import growing_pauses
from bot.state import Channel, ChannelStatus
from retrieval import RetrievalError, SourceError

_log = logging.getLogger(__name__)
_MAX_ASKED_AGAIN = 5
_STATUS_TEXTS: dict[ChannelStatus, str] = {
    "asked": "channel_asked",
    "approved": "channel_approved",
    "declined": "channel_declined",
    "left": "channel_gone",
}
_FIRST_PAUSE_S, _MAX_PAUSE_S = 2.0, 300.0
_MAX_READS = 5


async def membership(change: ChatMemberUpdated, context: Context) -> None:
    """Records that the bot became an administrator of a channel, or is none any more.

    If an administrator of the bot did it, the channel is approved; else they are asked.
    """
    channels, chat, by = context.services.state.channels, change.chat, change.from_user
    if change.new_chat_member.status != ChatMemberStatus.ADMINISTRATOR:
        known = channels.channel(chat.id)
        if known and known.status == "approved":
            channels.set_status(chat.id, "left")
            await tell_admins(context, lambda texts: texts("channel_left", title=_title(chat)))
    elif not context.services.is_admin(by.id):
        await _ask(context, chat, by)
    elif not _is_approved(context, chat):
        channels.put(_channel(chat, "approved"))
        await tell_admin(context, by.id, lambda texts: texts("channel_read", title=_title(chat)))


async def post(update: Update, context: Context) -> None:
    """Adds a post of an approved channel, or its new version, as an article."""
    message = update.effective_message
    if message is None:
        return
    channel = context.services.state.channels.channel(message.chat_id)
    if channel is None or channel.status == "left":
        await _ask(context, message.chat, None)
    if not _is_approved(context, message.chat):
        return
    context.services.state.channels.put(_channel(message.chat, "approved"))
    is_edit = update.edited_channel_post is not None
    await _put_until_stored(context, post_of(message), is_edit=is_edit)


async def show_all(incoming: Incoming) -> None:
    """Lists the channels with their status, and asks again about those that wait."""
    known, texts = incoming.services.state.channels.all(), incoming.texts
    if known:
        rows = [texts("channels"), *(_line(channel, texts) for channel in known)]
        await incoming.reply(pack([lines(rows)]))
    for channel in [each for each in known if each.status == "asked"][:_MAX_ASKED_AGAIN]:
        keyboard = decide_channel_keyboard(channel.chat_id, texts)
        title = one_line(channel.title).text
        await incoming.tell("channel_ask", title=title, keyboard=keyboard)


def decide_named(context: Context, name: str, texts: Texts, status: ChannelStatus) -> str | None:
    """Approves or declines the channel with that name; what to say, None if it is not known."""
    channel = context.services.state.channels.named(channel_name(name) or "")
    if channel is None or channel.status == "left":
        return None
    return _put_decision(context, channel, texts, status)


def post_named(context: Context, link: str) -> str | None:
    """What the post behind a link is known as in the archive; None if it is no such link."""
    found = post_link(link)
    if found is None:
        return None
    channels, chat_id = context.services.state.channels, found.chat_id
    if found.name and (channel := channels.named(found.name)):
        chat_id = channel.chat_id
    return None if chat_id is None else post_name(chat_id, found.message_id)


async def decide(pressed: Pressed, *, status: ChannelStatus) -> None:
    """Approves or declines a channel."""
    chat_id = pressed.subject.removeprefix("-")
    channels = pressed.services.state.channels
    channel = channels.channel(-int(chat_id)) if chat_id.isdecimal() else None
    if channel is None:
        await pressed.alert("too_old")
        return
    await pressed.answer()
    text = _put_decision(pressed.context, channel, pressed.texts, status)
    await pressed.replace_message(text)


async def _ask(context: Context, chat: Chat, by: User | None) -> None:
    """Asks the administrators about a channel, unless they were asked before."""
    if context.services.state.channels.ask(_channel(chat, "asked")):
        name = one_line(by.full_name).text if by else ""
        _log.info("A channel waits for the decision of an administrator.")
        await tell_admins(
            context,
            lambda texts: texts(
                "channel_ask_by" if by else "channel_ask", title=_title(chat), name=name
            ),
            lambda texts: decide_channel_keyboard(chat.id, texts),
        )


def _put_decision(context: Context, channel: Channel, texts: Texts, status: ChannelStatus) -> str:
    """Approves or declines a channel; returns what to say."""
    context.services.state.channels.set_status(channel.chat_id, status)
    name = "channel_read" if status == "approved" else "channel_ignored"
    return texts(name, title=one_line(channel.title).text)


async def _put_until_stored(context: Context, post: Post, *, is_edit: bool) -> None:
    """Adds a post; while that fails, as on a full disk, later ones of the channel wait.

    One that cannot be read, as on a computer too busy to do so in time, is given up after a while.
    """
    reads = 0
    for pause_s in growing_pauses(_FIRST_PAUSE_S, _MAX_PAUSE_S):
        try:
            await _put(context, post, is_edit=is_edit)
            return
        except SourceError as error:
            reads += 1
            if reads == _MAX_READS:
                _log.error("A post is not added, as it cannot be read: %s", error.problem)
                return
            _log.warning("A post cannot be read; retrying in %.0f s: %s", pause_s, error.problem)
        except (RetrievalError, OSError) as error:
            _log.error("A post could not be stored; retrying in %.0f s: %s", pause_s, error)
        await asyncio.sleep(pause_s)


async def _put(context: Context, post: Post, *, is_edit: bool) -> None:
    """Adds a post; one that was edited to have no text removes its article."""
    archive = context.services.archive
    if not post.has_text and not (is_edit and await archive.articles_from(post.known_as.name)):
        return
    with context.services.uploads.temporary_folder() as folder:
        path = folder / "post.json"
        await asyncio.to_thread(path.write_bytes, post.content)
        report = await archive.ingest(path, known_as=post.known_as)
    context.services.metrics.articles_added.inc(report.added + report.replaced)
    if report.failed:
        raise SourceError(post.known_as.name, report.failed[0].problem)


def _is_approved(context: Context, chat: Chat) -> bool:
    channel = context.services.state.channels.channel(chat.id)
    return channel is not None and channel.status == "approved"


def _channel(chat: Chat, status: ChannelStatus) -> Channel:
    return Channel(chat.id, chat.title or "", chat.username, status)


def _line(channel: Channel, texts: Texts) -> str:
    name = one_line(channel.title).text + (f" (@{channel.username})" if channel.username else "")
    return f"• {name}: {texts(_STATUS_TEXTS[channel.status])}"


def _title(chat: Chat) -> str:
    return one_line(chat.title or "").text
