"""Questions that are not searched for, and what the user is told."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message, User

from bot.context import Context
from bot.handlers.access import refuse_without_access
from bot.handlers.asked import has_words
from bot.rendering.formatted_text import FormattedText
from bot.rendering.messages import limit_notice, lines
from bot.rendering.translations import Texts
from bot.telegram_io import sending
from retrieval import MAX_QUESTION_CHARS


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A question that is not searched for; ``notice`` is None if the user was told before."""

    notice: FormattedText | None


async def is_refused(
    context: Context, message: Message, user: User, texts: Texts, text: str
) -> bool:
    """Whether a question is not searched for; the user is told why."""
    if await refuse_without_access(context, message, user, texts):
        return True
    refusal = await _refusal(context, text, user, texts)
    if refusal is not None and refusal.notice:
        await sending.reply(context, message, [refusal.notice])
    return refusal is not None


async def _refusal(context: Context, text: str, user: User, texts: Texts) -> _Refusal | None:
    """Why a question is not searched for; None if it is."""
    if not has_words(text):
        return _Refusal(lines([texts("no_words")]))
    if len(text) > MAX_QUESTION_CHARS:
        return _Refusal(lines([texts("too_long", count=MAX_QUESTION_CHARS)]))
    check = context.services.limit.check(user.id)
    if not check.is_allowed:
        context.services.metrics.answers.labels("limited").inc()
        return _Refusal(limit_notice(check, texts))
    if await context.services.archive.is_empty():
        is_admin = context.services.is_admin(user.id)
        return _Refusal(lines([texts("empty_archive_admin" if is_admin else "empty_archive")]))
    return None
