"""The error handler: logs what a handler raised, and apologises to the user."""

from __future__ import annotations

import logging

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.context import Context, in_private
from bot.rendering.messages import lines
from bot.telegram_io import sending
from bot.telegram_io.sent_messages import has_sent
from retrieval import UnreachableError

_log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Handles an error: the bot was blocked or removed, a server is down, or a bug."""
    error = context.error
    if not isinstance(update, Update):
        _log.error("Something went wrong.", exc_info=error)
        return
    if isinstance(error, Forbidden):
        _record_blocked(update, context)
    elif isinstance(error, UnreachableError) or _is_of_network(error):
        _retry_unless_answered(update, context, error)
    else:
        _log.error("Update %d could not be handled.", update.update_id, exc_info=error)
        context.services.metrics.answers.labels("failed").inc()
        await _apologise(update, context)


def _is_of_network(error: Exception | None) -> bool:
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def _retry_unless_answered(update: Update, context: Context, error: Exception | None) -> None:
    if has_sent():
        _log.error("Update %d was answered, but not recorded: %s", update.update_id, error)
    else:
        _log.error("Update %d will be retried soon: %s", update.update_id, error)
        context.services.retry_update(update.update_id)


def _record_blocked(update: Update, context: Context) -> None:
    _log.info("Update %d: the bot was blocked or removed.", update.update_id)
    if in_private(update) and update.effective_user:
        context.services.state.people.set_blocking(update.effective_user.id)
    elif update.effective_chat:
        context.services.state.chats.leave(update.effective_chat.id)


async def _apologise(update: Update, context: Context) -> None:
    if isinstance(context.error, BadRequest):
        return  # Telegram would refuse the apology, too
    message, user = _message_of(update), update.effective_user
    try:
        if message:
            await sending.reply(context, message, [lines([context.texts(user)("failed")])])
    except TelegramError as error:
        _log.error("Update %d: the apology could not be sent: %s", update.update_id, error)


def _message_of(update: Update) -> Message | None:
    """The message of the update, or the one whose button was pressed."""
    if update.callback_query is None:
        return update.message
    message = update.callback_query.message
    return message if isinstance(message, Message) else None
