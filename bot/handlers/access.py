"""Access: a user's request, and an administrator's decision."""

from __future__ import annotations

from telegram import CallbackQuery, Message, User
from telegram.error import Forbidden

from bot.context import Context
from bot.handlers.notices import tell_admins
from bot.rendering.formatted_text import one_line
from bot.rendering.keyboards import decide_access_keyboard, link_keyboard, request_access_keyboard
from bot.rendering.messages import limit_notice, lines
from bot.rendering.translations import Texts
from bot.state import Access
from bot.telegram_io import sending

_MAX_ALERT_CHARACTERS = 200  # Telegram's limit for the answer to a callback query


async def refuse_without_access(
    context: Context, message: Message, user: User, texts: Texts
) -> bool:
    """Shows a user without access how to request it; returns whether that was needed."""
    if context.services.may_ask(user.id):
        return False
    check = context.services.limit.check(user.id)
    if not check.is_allowed:
        if notice := limit_notice(check, texts):
            await sending.reply(context, message, [notice])
        return True
    keyboard = (
        request_access_keyboard(texts)
        if message.chat.type == "private"
        else link_keyboard(texts("access_ask"), context.start_link("access"))
    )
    await sending.say(context, message, texts("access_needed"), keyboard=keyboard)
    return True


async def refuse_unless_admin(context: Context, message: Message, user: User, texts: Texts) -> bool:
    """Refuses what administrators may do in their private chat; returns whether that was needed.

    Others get the reply to an unknown command, in private chats only: in a group, it may be meant
    for another bot.
    """
    is_admin, is_private = context.services.is_admin(user.id), message.chat.type == "private"
    if is_admin and is_private:
        return False
    if is_admin or is_private:
        text = texts("private_only" if is_admin else "unknown_command")
        await sending.say(context, message, text)
    return True


async def request_access(
    query: CallbackQuery, context: Context, texts: Texts, subject: str
) -> None:
    """Sends a request for access to the administrators, once for each user."""
    person = context.services.state.people.person(query.from_user.id)
    if context.services.may_ask(query.from_user.id):
        await sending.answer_callback(query, texts("access_granted"))
    elif person and person.access == "declined":
        await sending.answer_callback(query, texts("access_refused"), is_alert=True)
    elif context.services.state.people.set_access(query.from_user.id, "asked"):
        await sending.answer_callback(query, texts("access_asked"), is_alert=True)
        await _notify_admins(context, query.from_user)
    else:
        await sending.answer_callback(query, texts("access_waiting"), is_alert=True)


async def approve(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Grants a request for access."""
    await _decide(query, context, texts, subject, is_approved=True)


async def decline(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Declines a request for access."""
    await _decide(query, context, texts, subject, is_approved=False)


async def _notify_admins(context: Context, user: User) -> None:
    """Tells all administrators; /users lists the request for those without a chat with the bot."""
    name = f"@{user.username}" if user.username else str(user.id)
    await tell_admins(
        context,
        lambda texts: texts("access_request", name=one_line(user.full_name).text, user=name),
        lambda texts: decide_access_keyboard(user.id, texts),
    )


async def _decide(
    query: CallbackQuery, context: Context, texts: Texts, subject: str, *, is_approved: bool
) -> None:
    person = context.services.state.people.person(int(subject) if subject.isdecimal() else 0)
    if person is None:
        await sending.answer_callback(query, texts("too_old"), is_alert=True)
        return
    access: Access = "allowed" if is_approved else "declined"
    has_changed = context.services.state.people.set_access(person.user_id, access)
    text = texts("approved" if is_approved else "declined", name=one_line(person.name).text)
    await sending.answer_callback(query, text[:_MAX_ALERT_CHARACTERS])
    await sending.edit_pressed_message(context, query, text)
    if has_changed:
        await _notify(
            context, person.user_id, "access_granted" if is_approved else "access_refused"
        )


async def _notify(context: Context, user_id: int, name: str) -> None:
    """Tells a user about the decision, or records that they have blocked the bot."""
    try:
        await sending.send(context, user_id, lines([context.texts_for(user_id)(name)]))
    except Forbidden:
        context.services.state.people.set_blocking(user_id)
