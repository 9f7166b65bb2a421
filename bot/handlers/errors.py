"""The one net: what a handler raised is told to the user, and the log, once."""

from __future__ import annotations

import logging

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import Context, in_private
from bot.rendering.messages import lines
from bot.telegram_io import sending

_log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Sorts an error: a user who left, a network that is down, a fault of ours."""
    error = context.error
    if not isinstance(update, Update):
        _log.error("Something went wrong.", exc_info=error)
        return
    if isinstance(error, Forbidden):
        _note_departure(update, context)
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        _log.error("Update %d waits for the next start: %s", update.update_id, error)
        context.services.keep_update(update.update_id)
    else:
        _log.error("Update %d could not be handled.", update.update_id, exc_info=error)
        context.services.metrics.answers.labels("failed").inc()
        await _apologise(update, context)


def _note_departure(update: Update, context: Context) -> None:
    _log.info("Update %d: the bot may not write there any more.", update.update_id)
    if in_private(update) and update.effective_user:
        context.services.state.people.set_blocking(update.effective_user.id)
    elif update.effective_chat:
        context.services.state.chats.leave(update.effective_chat.id)


async def _apologise(update: Update, context: Context) -> None:
    if isinstance(context.error, BadRequest):
        return  # Telegram would not take the apology either
    message, user = _spoken_to(update), update.effective_user
    try:
        if message:
            await sending.reply(context, message, [lines([context.texts(user)("failed")])])
    except TelegramError as error:
        _log.error("Update %d: the apology could not be sent: %s", update.update_id, error)


def _spoken_to(update: Update) -> Message | None:
    """The message with the question, or that with the button that was pressed."""
    if update.callback_query is None:
        return update.message
    message = update.callback_query.message
    return message if isinstance(message, Message) else None
