"""What is refused: without access, above the limit of a minute, or as it cannot be searched for.

Each function tells the user, and returns whether it has refused.
"""

from __future__ import annotations

from bot.handlers.asked import has_words
from bot.handlers.incoming import Incoming
from bot.rendering.keyboards import link_keyboard, request_access_keyboard
from retrieval import MAX_QUESTION_CHARS


async def refuse_without_access(incoming: Incoming) -> bool:
    """Refuses a user without access, who is shown how to request it."""
    if incoming.services.may_ask(incoming.user.id):
        return False
    if await refuse_above_limit(incoming):
        return True
    texts = incoming.texts
    keyboard = (
        request_access_keyboard(texts)
        if incoming.is_private
        else link_keyboard(texts("access_ask"), incoming.context.start_link("access"))
    )
    await incoming.tell("access_needed", keyboard=keyboard)
    return True


async def refuse_unless_admin(incoming: Incoming) -> bool:
    """Refuses what administrators may do in their private chat.

    Others get the reply to an unknown command, in private chats only: in a group, it may be meant
    for another bot.
    """
    is_admin, is_private = incoming.is_of_admin, incoming.is_private
    if is_admin and is_private:
        return False
    if is_admin or is_private:
        await incoming.tell("private_only" if is_admin else "unknown_command")
    return True


async def refuse_above_limit(incoming: Incoming) -> bool:
    """Counts a question, and refuses it above the limit; the user is told once."""
    check = incoming.services.limit.check(incoming.user.id)
    if check.outcome == "refused":
        await incoming.tell("limit", count=check.wait_s)
    return not check.is_allowed


async def refuse_question(incoming: Incoming, text: str) -> bool:
    """Refuses a question that is not searched for."""
    services = incoming.services
    if await refuse_without_access(incoming):
        return True
    if not has_words(text):
        await incoming.tell("no_words")
    elif len(text) > MAX_QUESTION_CHARS:
        await incoming.tell("too_long", count=MAX_QUESTION_CHARS)
    elif await refuse_above_limit(incoming):
        services.metrics.answers.labels("limited").inc()
    elif await services.archive.is_empty():
        await incoming.tell("empty_archive_admin" if incoming.is_of_admin else "empty_archive")
    else:
        return False
    return True
