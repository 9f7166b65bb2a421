"""What is refused: without access, above the limit of a minute, or as it cannot be searched for.

Each function tells the user, and returns whether it has refused.
"""

from __future__ import annotations

from telegram import Message, User

from bot.context import Context
from bot.handlers.asked import has_words
from bot.rendering.keyboards import link_keyboard, request_access_keyboard
from bot.rendering.translations import Texts
from bot.telegram_io import sending
from retrieval import MAX_QUESTION_CHARS


async def refuse_without_access(
    context: Context, message: Message, user: User, texts: Texts
) -> bool:
    """Refuses a user without access, who is shown how to request it."""
    if context.services.may_ask(user.id):
        return False
    if await refuse_above_limit(context, message, user, texts):
        return True
    keyboard = (
        request_access_keyboard(texts)
        if message.chat.type == "private"
        else link_keyboard(texts("access_ask"), context.start_link("access"))
    )
    await sending.say(context, message, texts("access_needed"), keyboard=keyboard)
    return True


async def refuse_unless_admin(context: Context, message: Message, user: User, texts: Texts) -> bool:
    """Refuses what administrators may do in their private chat.

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


async def refuse_above_limit(context: Context, message: Message, user: User, texts: Texts) -> bool:
    """Counts a question, and refuses it above the limit; the user is told once."""
    check = context.services.limit.check(user.id)
    if check.outcome == "refused":
        await sending.say(context, message, texts("limit", count=check.wait_s))
    return not check.is_allowed


async def refuse_question(
    context: Context, message: Message, user: User, texts: Texts, text: str
) -> bool:
    """Refuses a question that is not searched for."""
    services = context.services
    if await refuse_without_access(context, message, user, texts):
        return True
    if not has_words(text):
        told = texts("no_words")
    elif len(text) > MAX_QUESTION_CHARS:
        told = texts("too_long", count=MAX_QUESTION_CHARS)
    elif await refuse_above_limit(context, message, user, texts):
        services.metrics.answers.labels("limited").inc()
        return True
    elif await services.archive.is_empty():
        is_admin = services.is_admin(user.id)
        told = texts("empty_archive_admin" if is_admin else "empty_archive")
    else:
        return False
    await sending.say(context, message, told)
    return True
