"""Access: a user's request, and an administrator's decision."""

from __future__ import annotations

from telegram import User
from telegram.error import Forbidden

from bot.context import Context
from bot.handlers.notices import tell_admins
from bot.handlers.pressed import Pressed
from bot.rendering.formatted_text import one_line
from bot.rendering.keyboards import decide_access_keyboard
from bot.rendering.messages import lines
from bot.state import Access
from bot.telegram_io import sending


async def request_access(pressed: Pressed) -> None:
    """Sends a request for access to the administrators, once for each user."""
    people = pressed.services.state.people
    person = people.person(pressed.user.id)
    if pressed.services.may_ask(pressed.user.id):
        await pressed.answer(pressed.texts("access_granted"))
    elif person and person.access == "declined":
        await pressed.alert("access_refused")
    elif people.set_access(pressed.user.id, "asked"):
        await pressed.alert("access_asked")
        await _notify_admins(pressed.context, pressed.user)
    else:
        await pressed.alert("access_waiting")


async def decide(pressed: Pressed, *, is_approved: bool) -> None:
    """Grants or declines a request for access."""
    people, subject = pressed.services.state.people, pressed.subject
    person = people.person(int(subject) if subject.isdecimal() else 0)
    if person is None:
        await pressed.alert("too_old")
        return
    access: Access = "allowed" if is_approved else "declined"
    has_changed = people.set_access(person.user_id, access)
    name = one_line(person.name).text
    text = pressed.texts("approved" if is_approved else "declined", name=name)
    await pressed.answer(text)
    await pressed.replace_message(text)
    if has_changed:
        told = "access_granted" if is_approved else "access_refused"
        await _notify(pressed.context, person.user_id, told)


async def _notify_admins(context: Context, user: User) -> None:
    """Tells all administrators; /users lists the request for those without a chat with the bot."""
    name = f"@{user.username}" if user.username else str(user.id)
    await tell_admins(
        context,
        lambda texts: texts("access_request", name=one_line(user.full_name).text, user=name),
        lambda texts: decide_access_keyboard(user.id, texts),
    )


async def _notify(context: Context, user_id: int, name: str) -> None:
    """Tells a user about the decision, or records that they have blocked the bot."""
    try:
        await sending.send(context, user_id, lines([context.texts_for(user_id)(name)]))
    except Forbidden:
        context.services.state.people.set_blocking(user_id)
