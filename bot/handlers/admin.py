"""What administrators do besides adding: remove, look how the bot is, and who may ask."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update, User

from bot.context import Context
from bot.rendering.formatted_text import one_line
from bot.rendering.keyboards import access_keyboard, confirm_remove_keyboard
from bot.rendering.messages import lines, title_of
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.state import Person
from bot.telegram_io import sending
from retrieval import Article, __version__

_MOST_PEOPLE = 50
_MOST_REQUESTS = 10


async def admin_only(update: Update, context: Context) -> tuple[Message, User, Texts] | None:
    """The message, its author and the words for them; None, and said so, for anybody else.

    To others the command is one that is not known, which is told in private only: in a group, it
    may be meant for another bot.
    """
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return None
    texts = context.texts(user)
    is_admin, is_private = context.services.is_admin(user.id), message.chat.type == "private"
    if is_admin and is_private:
        return message, user, texts
    if is_admin or is_private:
        said = texts("private_only" if is_admin else "unknown_command")
        await sending.reply(context, message, [lines([said])])
    return None


async def remove(update: Update, context: Context) -> None:
    """Asks whether to remove the article of a number."""
    allowed = await admin_only(update, context)
    if allowed is None:
        return
    message, _, texts = allowed
    article = await context.services.library.article((context.args or [""])[0])
    if article is None:
        said = texts("gone" if context.args else "remove_usage")
        await sending.reply(context, message, [lines([said])])
    else:
        await _ask_whether_to_remove(context, message, article, texts)


async def confirm_removal(
    query: CallbackQuery, context: Context, texts: Texts, doc_id: str
) -> None:
    """Asks whether to remove the article below which the button stands."""
    if not await _admin_pressed(query, context, texts):
        return
    await sending.answer_press(query)
    article = await context.services.library.article(doc_id)
    if article is None or not isinstance(query.message, Message):
        await sending.say_instead(context, query, texts("gone"))
    else:
        await _ask_whether_to_remove(context, query.message, article, texts)


async def carry_out_removal(
    query: CallbackQuery, context: Context, texts: Texts, doc_id: str
) -> None:
    """Removes an article."""
    if not await _admin_pressed(query, context, texts):
        return
    await sending.answer_press(query)
    article = await context.services.library.article(doc_id)
    is_removed = article is not None and await context.services.library.remove(doc_id)
    title = title_of(article, texts) if article else ""
    said = texts("removed", title=title) if is_removed else texts("gone")
    await sending.say_instead(context, query, said)


async def status(update: Update, context: Context) -> None:
    """Says how the archive and the bot are."""
    allowed = await admin_only(update, context)
    if allowed is None:
        return
    message, _, texts = allowed
    archive = await context.services.library.status()
    people, blocking = context.services.state.people.counts()
    helpful, unhelpful = context.services.state.feedback.counts()
    counted = [
        texts("status_version", version=__version__, since=texts.day(context.services.started_at)),
        f"{texts('articles', count=archive.articles)}, {texts('passages', count=archive.passages)}",
        f"{texts('people', count=people)}, {texts('blocking', count=blocking)}",
        texts("groups", count=context.services.state.chats.count()),
        texts("helpful_answers", count=helpful)
        + ", "
        + texts("unhelpful_answers", count=unhelpful),
        *(archive.problems or (texts("status_health"),)),
    ]
    await sending.reply(context, message, pack([lines(counted)]))


async def users(update: Update, context: Context) -> None:
    """Lists who waits to be let in, each with buttons, and who is in."""
    allowed = await admin_only(update, context)
    if allowed is None:
        return
    message, _, texts = allowed
    waiting = context.services.state.people.with_access("asked")
    let_in = context.services.state.people.with_access("allowed")
    is_open = context.services.settings.access == "everyone"
    said = [texts("everyone_may_ask" if is_open else "only_listed_may_ask")]
    if let_in:
        said += [
            texts("users_allowed"),
            *(f"• {_named(person)}" for person in let_in[:_MOST_PEOPLE]),
        ]
    if not waiting and not let_in:
        said.append(texts("users_none"))
    await sending.reply(context, message, pack([lines(said)]))
    for person in waiting[:_MOST_REQUESTS]:
        request = texts("access_request", name=one_line(person.name).text, user=person.user_id)
        keyboard = access_keyboard(person.user_id, texts)
        await sending.reply(context, message, [lines([request])], keyboard=keyboard)


async def _ask_whether_to_remove(
    context: Context, message: Message, article: Article, texts: Texts
) -> None:
    said = lines([texts("remove_ask", title=title_of(article, texts))])
    keyboard = confirm_remove_keyboard(article.doc_id, texts)
    await sending.reply(context, message, [said], keyboard=keyboard)


async def _admin_pressed(query: CallbackQuery, context: Context, texts: Texts) -> bool:
    if context.services.is_admin(query.from_user.id):
        return True
    await sending.answer_press(query, texts("not_admin"), is_alert=True)
    return False


def _named(person: Person) -> str:
    return f"{one_line(person.name).text} ({person.user_id})"
