"""The table of handlers, and the application built from it."""

from __future__ import annotations

from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.context import SERVICES, BotApplication, BotData, Context, NoData
from bot.handlers import add, ask, buttons, channels, errors, groups, inline, start
from bot.handlers.commands import COMMANDS, on_message
from bot.services import Services
from bot.settings import BotSettings
from bot.telegram_io.addressing import Addressed, HasText
from bot.telegram_io.heartbeat import Heartbeat, HeartbeatRequest
from bot.telegram_io.rate_limiter import RateLimiter
from bot.telegram_io.update_queue import DurableQueue, OrderedProcessor

ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "inline_query",
    "my_chat_member",
]
_CONNECTIONS = 64  # to Telegram; further calls wait for one
_CONNECTION_WAIT_S = 60.0


def add_handlers(application: BotApplication) -> None:
    """Adds all handlers; the first one that matches an update handles it."""
    new_message = filters.UpdateType.MESSAGE
    private = filters.ChatType.PRIVATE
    typed = new_message & ~filters.FORWARDED  # a forwarded command is not a command
    for name, command in COMMANDS.items():
        wanted = None if command.is_question else typed
        application.add_handler(CommandHandler(name, command.load(), filters=wanted))
    application.add_handlers(
        [
            CallbackQueryHandler(buttons.callback_query),
            InlineQueryHandler(inline.query),
            ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.UpdateType.CHANNEL_POSTS, channels.post),
            MessageHandler(filters.StatusUpdate.MIGRATE, groups.migrated),
            MessageHandler(filters.StatusUpdate.ALL, groups.ignore),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & HasText(), ask.edited),
            MessageHandler(
                new_message & private & add.FileOrForwarded(), on_message(add.submitted)
            ),
            MessageHandler(typed & private & filters.COMMAND, on_message(start.unknown_command)),
            MessageHandler(new_message & Addressed() & HasText(), ask.question),
            MessageHandler(new_message & Addressed(), start.only_text),
        ]
    )
    application.add_error_handler(errors.on_error)


def build_application(
    settings: BotSettings,
    services: Services,
    *,
    rate_limiter: RateLimiter,
    queue: DurableQueue,
    processor: OrderedProcessor,
    heartbeat: Heartbeat,
) -> BotApplication:
    """Builds the application without starting it."""
    types = ContextTypes[Context, NoData, NoData, BotData](context=Context)
    request = HeartbeatRequest(connection_pool_size=_CONNECTIONS, pool_timeout=_CONNECTION_WAIT_S)
    bot = ExtBot(
        settings.token.reveal(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request,
        get_updates_request=HeartbeatRequest(connection_pool_size=4, heartbeat=heartbeat),
        rate_limiter=rate_limiter,
    )
    application: BotApplication = (
        Application.builder()
        .bot(bot)
        .context_types(types)
        .update_queue(queue)
        .concurrent_updates(processor)
        .job_queue(None)
        .build()
    )
    application.bot_data[SERVICES] = services
    add_handlers(application)
    return application
