"""Commands of administrators: remove articles, show the status, list users."""

from __future__ import annotations

from bot.context import Context
from bot.handlers.channels import post_named
from bot.handlers.incoming import Incoming
from bot.handlers.pressed import Pressed
from bot.rendering.formatted_text import one_line
from bot.rendering.keyboards import confirm_remove_keyboard, decide_access_keyboard
from bot.rendering.messages import lines, title_of
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.state import Person
from retrieval import Article, __version__

_MAX_PEOPLE = 50
_MAX_REQUESTS = 10


async def remove(incoming: Incoming) -> None:
    """Asks whether to remove the article with the given id or address."""
    args = incoming.context.args or []
    article = await _named_article(incoming.context, args[0] if args else "")
    if article is None:
        await incoming.tell("gone" if args else "remove_usage")
    else:
        await _ask_to_confirm(incoming, article)


async def ask_to_remove(pressed: Pressed) -> None:
    """Asks whether to remove the article under which the button was pressed."""
    await pressed.answer()
    article = await pressed.services.archive.article(pressed.subject)
    if article is None or pressed.incoming is None:
        await pressed.replace_message(pressed.texts("gone"))
    else:
        await _ask_to_confirm(pressed.incoming, article)


async def remove_confirmed(pressed: Pressed, *, with_copies: bool = False) -> None:
    """Removes an article, alone or with its copies."""
    await pressed.answer()
    archive, texts, doc_id = pressed.services.archive, pressed.texts, pressed.subject
    article = await archive.article(doc_id)
    copies = [copy.doc_id for copy in await archive.copies(doc_id)] if with_copies else []
    is_removed = article is not None and await archive.remove(doc_id, *copies)
    title = title_of(article, texts) if article else ""
    await pressed.replace_message(texts("removed", title=title) if is_removed else texts("gone"))


async def status(incoming: Incoming) -> None:
    """Shows the status of the archive and the bot."""
    services, texts = incoming.services, incoming.texts
    archive = await services.archive.status()
    people, blocking = services.state.people.counts()
    started_at = services.started_at
    helpful, unhelpful = services.state.feedback.counts()
    rows = [
        texts("status_version", version=__version__, since=texts.date(started_at.isoformat())),
        f"{texts('articles', count=archive.articles)}, {texts('passages', count=archive.passages)}",
        f"{texts('people', count=people)}, {texts('blocking', count=blocking)}",
        texts("groups", count=services.state.chats.count()),
        _counts(
            texts,
            status_subscriptions=archive.subscriptions,
            status_failing=archive.failing_subscriptions,
        ),
        _counts(
            texts,
            status_alerts=archive.alerts.alerts,
            status_untold=archive.alerts.untold,
            status_unjudged=archive.alerts.unjudged,
        ),
        texts("helpful_answers", count=helpful)
        + ", "
        + texts("unhelpful_answers", count=unhelpful),
        *(archive.problems or (texts("status_health"),)),
    ]
    await incoming.reply(pack([lines(rows)]))


def _counts(texts: Texts, **counts: int) -> str:
    """The first of these counts, and those of the others that are not 0."""
    first, *others = (texts(name, count=count) for name, count in counts.items())
    shown = [text for text, count in zip(others, [*counts.values()][1:], strict=True) if count]
    return ", ".join([first, *shown])


async def users(incoming: Incoming) -> None:
    """Lists requests for access, each with buttons, and who has access."""
    people, texts = incoming.services.state.people, incoming.texts
    waiting, allowed_people = people.with_access("asked"), people.with_access("allowed")
    is_open = incoming.services.settings.access == "everyone"
    rows = [texts("everyone_may_ask" if is_open else "only_listed_may_ask")]
    if allowed_people:
        rows += [
            texts("users_allowed"),
            *(f"• {_name_and_id(person)}" for person in allowed_people[:_MAX_PEOPLE]),
        ]
    if not waiting and not allowed_people:
        rows.append(texts("users_none"))
    await incoming.reply(pack([lines(rows)]))
    for person in waiting[:_MAX_REQUESTS]:
        name, user_id = one_line(person.name).text, person.user_id
        keyboard = decide_access_keyboard(user_id, texts)
        await incoming.tell("access_request", name=name, user=user_id, keyboard=keyboard)


async def _ask_to_confirm(incoming: Incoming, article: Article) -> None:
    texts = incoming.texts
    copies = len(await incoming.services.archive.copies(article.doc_id))
    asked = [texts("remove_ask", title=title_of(article, texts))]
    asked += [texts("copies", count=copies)] if copies else []
    keyboard = confirm_remove_keyboard(article.doc_id, texts, copies=copies)
    await incoming.reply([lines(asked)], keyboard=keyboard)


async def _named_article(context: Context, name: str) -> Article | None:
    """The article with that id or address, or of the post with that link; None if there is none."""
    archive = context.services.archive
    if found := await archive.article(name):
        return found
    for source in filter(None, (post_named(context, name), name)):
        for article in await archive.articles_from(source):
            return article
    return None


def _name_and_id(person: Person) -> str:
    return f"{one_line(person.name).text} ({person.user_id})"
