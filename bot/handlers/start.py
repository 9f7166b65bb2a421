"""/start with its deep links, /help, and messages that cannot be answered."""

from __future__ import annotations

from telegram import Update

from bot.context import Context
from bot.handlers import browse, groups, sharing
from bot.handlers.incoming import Incoming
from bot.handlers.refusals import refuse_above_limit
from bot.rendering.examples import example_lines
from bot.rendering.keyboards import examples_keyboard
from bot.rendering.messages import lines
from bot.rendering.translations import Texts
from retrieval import ArchiveStatus

_MAX_PUBLISHERS = 3


async def start(incoming: Incoming) -> None:
    """Welcomes the user, or shows what a deep link points to."""
    services, args = incoming.services, incoming.context.args
    kind, _, subject = (args[0] if args else "").partition("_")
    if kind == "art" and await services.archive.article(subject):
        await browse.show_article(incoming, subject)
    elif kind == "ans" and services.state.shares.get(subject):
        await sharing.show_answer(incoming, subject)
    else:
        gone = {"art": "gone", "ans": "too_old"}.get(kind) if subject else None
        await _welcome(incoming, first=incoming.texts(gone) if gone else "")


async def help_command(incoming: Incoming) -> None:
    """Shows how to use the bot."""
    text = incoming.texts("help", bot=f"@{incoming.context.bot.username}")
    is_for_admin = incoming.is_of_admin and incoming.is_private
    more = f"\n\n{incoming.texts('help_admin')}" if is_for_admin else ""
    await incoming.say(text + more)


async def unknown_command(incoming: Incoming) -> None:
    """Replies to an unknown command."""
    await incoming.tell("unknown_command")


async def only_text(update: Update, context: Context) -> None:
    """Replies to messages without text, such as photos and voice messages."""
    message, user = update.effective_message, update.effective_user
    if not message or not user or not await context.services.albums.needs_reply(message):
        return
    incoming = Incoming.of(context, message, user)
    if not await refuse_above_limit(incoming):
        await incoming.tell("only_text")


async def _welcome(incoming: Incoming, *, first: str) -> None:
    """Greets a user, with a paragraph ``first`` if there is something to tell before."""
    context, texts, user_id = incoming.context, incoming.texts, incoming.user.id
    if not incoming.is_private:
        await groups.greet(context, incoming.message.chat_id, texts)
        return
    is_admin = incoming.is_of_admin
    if is_admin:
        services = context.services
        await services.menu.set_admin_commands(
            context.bot, services.state.chats, user_id, context.texts_for(user_id)
        )
    status = await context.services.archive.status()
    if status.articles:
        examples = await _examples(context, texts)
        paragraphs = _welcome_paragraphs(status, examples, texts)
        keyboard = examples_keyboard(examples)
    else:
        paragraphs = [texts("start"), texts("empty_archive_admin" if is_admin else "empty_archive")]
        keyboard = None
    welcome = lines(["\n\n".join(filter(None, [first, *paragraphs]))])
    await incoming.reply([welcome], keyboard=keyboard)


def _welcome_paragraphs(status: ArchiveStatus, examples: list[str], texts: Texts) -> list[str]:
    """What the bot does, what is in the archive, how answers are cited, and examples."""
    summary = "\n".join(browse.summary(status, texts, max_publishers=_MAX_PUBLISHERS))
    asked = f"{texts('start_examples')}\n{example_lines(examples)}"
    return [texts("start"), summary, texts("start_cite"), asked]


async def _examples(context: Context, texts: Texts) -> list[str]:
    """Three questions that work: those that the archive answers, then those for what it has."""
    examples = context.services.examples
    listed = [texts("example_topic", topic=own) for own in examples.topics]
    always = [texts(f"example_{name}") for name in ("newest", "topics", "publishers")]
    return [*await examples.current(), *listed, *always][: len(always)]
