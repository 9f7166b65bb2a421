"""The table of handlers, and the application that they make."""

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

from bot.context import SERVICES, BotApplication, BotData, Context, Nothing
from bot.handlers import add, ask, buttons, errors, groups, inline, start
from bot.handlers.commands import COMMANDS
from bot.services import Services
from bot.settings import BotSettings
from bot.telegram_io.addressing import Addressed, HasWords
from bot.telegram_io.pulse import Pulse, PulsingRequest
from bot.telegram_io.rate_limiter import RateLimiter
from bot.telegram_io.update_queue import LaneProcessor, ReceivingQueue

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
_POOL = 64  # connections to Telegram; more calls wait for one
_POOL_WAIT_S = 60.0


def add_handlers(application: BotApplication) -> None:
    """The first handler of this table that fits an update handles it."""
    new = filters.UpdateType.MESSAGE
    private = filters.ChatType.PRIVATE
    typed = new & ~filters.FORWARDED  # what others wrote commands nothing
    for name, command in COMMANDS.items():
        wanted = None if command.is_question else typed
        application.add_handler(CommandHandler(name, command.load(), filters=wanted))
    application.add_handlers(
        [
            CallbackQueryHandler(buttons.press),
            InlineQueryHandler(inline.query),
            ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.StatusUpdate.MIGRATE, groups.migrated),
            MessageHandler(filters.StatusUpdate.ALL, groups.silent),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & HasWords(), ask.edited),
            MessageHandler(new & private & add.Submission(), add.submitted),
            MessageHandler(typed & private & filters.COMMAND, start.unknown_command),
            MessageHandler(new & Addressed() & HasWords(), ask.question),
            MessageHandler(new & Addressed(), start.only_text),
        ]
    )
    application.add_error_handler(errors.on_error)


def build_application(
    settings: BotSettings,
    services: Services,
    *,
    rate_limiter: RateLimiter,
    queue: ReceivingQueue,
    processor: LaneProcessor,
    pulse: Pulse,
) -> BotApplication:
    """The application, not started yet."""
    types = ContextTypes[Context, Nothing, Nothing, BotData](context=Context)
    request = PulsingRequest(connection_pool_size=_POOL, pool_timeout=_POOL_WAIT_S)
    bot = ExtBot(
        settings.token.reveal(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request,
        get_updates_request=PulsingRequest(connection_pool_size=4, pulse=pulse),
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
