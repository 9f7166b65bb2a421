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

from bot.addressing import Addressed, HasWords
from bot.context import SERVICES, BotApplication, BotData, Context, Nothing
from bot.handlers import (
    add,
    admin,
    ask,
    errors,
    groups,
    inline,
    own,
    presses,
    reading,
    start,
)
from bot.pacing import Pacer
from bot.processing import LaneProcessor, ReceivingQueue
from bot.pulse import Pulse, PulsingRequest
from bot.services import Services
from bot.settings import BotSettings

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
_POOL = 64  # connections to Telegram; more calls wait for one
_POOL_WAIT_S = 60.0


def add_handlers(application: BotApplication) -> None:
    """The first handler of this table that fits an update handles it."""
    new = filters.UpdateType.MESSAGE
    private = filters.ChatType.PRIVATE
    for name, handler in (
        ("start", start.start),
        ("help", start.help_command),
        ("sources", reading.sources),
        ("article", reading.article),
        ("new", own.new),
        ("language", own.language),
        ("privacy", own.privacy),
        ("delete", own.delete),
        ("add", add.add_command),
        ("remove", admin.remove),
        ("status", admin.status),
        ("users", admin.users),
    ):
        application.add_handler(CommandHandler(name, handler, filters=new))
    application.add_handlers(
        [
            CommandHandler("ask", ask.ask_command),
            CallbackQueryHandler(presses.press),
            InlineQueryHandler(inline.query),
            ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.StatusUpdate.MIGRATE, groups.migrated),
            MessageHandler(filters.StatusUpdate.ALL, groups.silent),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & HasWords(), ask.edited),
            MessageHandler(new & private & add.Submission(), add.submitted),
            MessageHandler(new & private & filters.COMMAND, start.unknown_command),
            MessageHandler(new & Addressed() & HasWords(), ask.question),
            MessageHandler(new & Addressed(), start.only_text),
        ]
    )
    application.add_error_handler(errors.on_error)


def build_application(
    settings: BotSettings,
    services: Services,
    *,
    pacer: Pacer,
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
        rate_limiter=pacer,
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
