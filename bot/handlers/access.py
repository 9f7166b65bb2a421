"""Who may ask: the request of a stranger, and an administrator's decision."""

from __future__ import annotations

from telegram import CallbackQuery, Message, User
from telegram.error import BadRequest, Forbidden

from bot.context import Context
from bot.rendering.formatted_text import one_line
from bot.rendering.keyboards import access_keyboard, ask_access_keyboard, link_keyboard
from bot.rendering.messages import limit_notice, lines
from bot.rendering.translations import Texts
from bot.state import Access
from bot.telegram_io import sending


async def refuse_stranger(context: Context, message: Message, user: User, texts: Texts) -> bool:
    """Tells somebody who may not ask how to be let in; whether that was so."""
    if context.services.may_ask(user.id):
        return False
    verdict = context.services.limit.ask(user.id)
    if not verdict.may_ask:
        if notice := limit_notice(verdict, texts):
            await sending.reply(context, message, [notice])
        return True
    keyboard = (
        ask_access_keyboard(texts)
        if message.chat.type == "private"
        else link_keyboard(texts("access_ask"), context.start_link("access"))
    )
    await sending.reply(context, message, [lines([texts("access_needed")])], keyboard=keyboard)
    return True


async def request(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Passes a stranger's wish on to the administrators, once."""
    person = context.services.state.people.person(query.from_user.id)
    if context.services.may_ask(query.from_user.id):
        await sending.answer_press(query, texts("access_granted"))
    elif person and person.access == "declined":
        await sending.answer_press(query, texts("access_refused"), is_alert=True)
    elif context.services.state.people.set_access(query.from_user.id, "asked"):
        await sending.answer_press(query, texts("access_asked"), is_alert=True)
        await _ask_admins(context, query.from_user)
    else:
        await sending.answer_press(query, texts("access_waiting"), is_alert=True)


async def approve(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Grants a request for access."""
    await _decide(query, context, texts, subject, is_let_in=True)


async def decline(query: CallbackQuery, context: Context, texts: Texts, subject: str) -> None:
    """Turns down a request for access."""
    await _decide(query, context, texts, subject, is_let_in=False)


async def _ask_admins(context: Context, user: User) -> None:
    for admin in context.services.settings.admins:
        texts = context.texts_for(admin)
        name = f"@{user.username}" if user.username else str(user.id)
        text = texts("access_request", name=one_line(user.full_name).text, user=name)
        try:
            await sending.send(
                context, admin, lines([text]), keyboard=access_keyboard(user.id, texts)
            )
        except (BadRequest, Forbidden):
            continue  # an administrator who has not begun a chat sees the request by /users


async def _decide(
    query: CallbackQuery, context: Context, texts: Texts, subject: str, *, is_let_in: bool
) -> None:
    if not context.services.is_admin(query.from_user.id):
        await sending.answer_press(query, texts("not_admin"), is_alert=True)
        return
    person = context.services.state.people.person(int(subject) if subject.isdecimal() else 0)
    if person is None:
        await sending.answer_press(query, texts("too_old"))
        return
    access: Access = "allowed" if is_let_in else "declined"
    has_changed = context.services.state.people.set_access(person.user_id, access)
    done = texts("approved" if is_let_in else "declined", name=one_line(person.name).text)
    await sending.answer_press(query, done[:200])
    await sending.say_instead(context, query, done)
    if has_changed:
        await _tell(context, person.user_id, "access_granted" if is_let_in else "access_refused")


async def _tell(context: Context, user_id: int, name: str) -> None:
    """Tells somebody what was decided; one who has blocked the bot meanwhile is noted as such."""
    try:
        await sending.send(context, user_id, lines([context.texts_for(user_id)(name)]))
    except Forbidden:
        context.services.state.people.set_blocking(user_id)
