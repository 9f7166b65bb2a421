"""Buttons under an answer: more results, the context, follow-ups, and whether it helped."""

from __future__ import annotations

import asyncio

from telegram import InlineKeyboardMarkup

from bot.context import Context
from bot.handlers.ask import search
from bot.handlers.continued import let_continue
from bot.handlers.follow_ups import followed_up
from bot.handlers.pressed import Pressed
from bot.rendering import keyboards as buttons
from bot.rendering.formatted_text import FormattedText, bold
from bot.rendering.messages import highlight_link, in_context, lines, passages
from bot.rendering.splitting import pack
from bot.shown_results import first_result, not_shown_before, ref_of
from bot.state import ShownAnswer, new_answer_id
from retrieval import Result

_PASSAGES_A_PRESS = 3
_MAX_PASSAGES = 30
_ANSWER_WITHIN_S = 1.0


async def more(pressed: Pressed) -> None:
    """Replies with the next results of an answer, and their passages."""
    shown = await _own_answer(pressed, pressed.subject)
    if shown is None:
        return
    context, texts = pressed.context, pressed.texts
    check = pressed.services.limit.check(pressed.user.id)  # it searches, like a question
    if not check.is_allowed:
        await pressed.alert("limit", count=check.wait_s)
        return
    search_task = asyncio.create_task(_next_results(context, shown))
    await asyncio.wait({search_task}, timeout=_ANSWER_WITHIN_S)
    nothing = search_task.done() and not search_task.cancelled() and not search_task.result()
    await pressed.answer(texts("no_more") if nothing else "")
    results = await search_task
    if not results:
        return
    first_number = len(shown.results) + 1
    blocks = passages(results, texts, context.article_link, first_number=first_number)
    keyboard = buttons.more_keyboard(shown.answer_id, texts)
    await _reply_below(pressed, pack(blocks), keyboard=keyboard, shown=shown)
    new = [ref_of(result) for result in results]
    pressed.services.state.answers.show_more(shown.answer_id, [*shown.results, *new])


async def context(pressed: Pressed) -> None:
    """Replies with the paragraphs around the first result, and a link to share the answer."""
    shown = await _own_answer(pressed, pressed.subject)
    if shown is None:
        return
    context, texts = pressed.context, pressed.texts
    await pressed.answer()
    cited = await first_result(shown, pressed.services.archive)
    if cited is None:
        await _reply_below(pressed, [lines([texts("gone")])])
        return
    text = in_context(cited, texts, context.article_link, number=1)
    link = context.start_link(f"ans_{pressed.services.state.shares.share(shown)}")
    keyboard = buttons.share_keyboard(link, texts)
    await _reply_below(pressed, pack([text]), keyboard=keyboard, shown=shown)


async def follow_up(pressed: Pressed) -> None:
    """Answers a follow-up question about the article of an answer, as an answer of its own."""
    answer_id, number = pressed.subject[:-1], pressed.subject[-1:]
    shown = await _own_answer(pressed, answer_id)
    if shown is None:
        return
    context, texts = pressed.context, pressed.texts
    await pressed.answer()
    cited = await first_result(shown, pressed.services.archive)
    found = cited and await followed_up(cited.article, number, texts)
    if not found:
        await _reply_below(pressed, [lines([texts("gone")])])
        return
    question, result = found
    blocks = [bold(question), *passages([result], texts, context.article_link)]
    new_id = new_answer_id()
    url = highlight_link(result)
    keyboard = buttons.answer_keyboard(new_id, texts, answered=True, sentence_url=url)
    ids = await _reply_below(pressed, pack(blocks), keyboard=keyboard)
    if pressed.incoming:
        let_continue(
            pressed.incoming,
            ids,
            question=question,
            earlier=shown.questions,
            results=[ref_of(result)],
            answer_id=new_id,
        )


async def rate(pressed: Pressed, *, helpful: bool) -> None:
    """Keeps whether an answer has helped."""
    shown = await _own_answer(pressed, pressed.subject)
    if shown:
        feedback = pressed.services.state.feedback
        is_new = feedback.give(shown, pressed.user.id, helpful=helpful)
        await pressed.answer(pressed.texts("thanks" if is_new else "thanks_already"))


async def _own_answer(pressed: Pressed, answer_id: str) -> ShownAnswer | None:
    """The answer under which the button was pressed; None, after an alert, if not the user's."""
    shown = pressed.services.state.answers.get(answer_id)
    if shown is None:
        await pressed.alert("too_old")
    elif shown.user_id != pressed.user.id:
        await pressed.alert("not_yours")
    elif await pressed.may_ask():
        return shown
    return None


async def _next_results(context: Context, shown: ShownAnswer) -> list[Result]:
    """The next results after those that were shown."""
    k = min(len(shown.results) + _PASSAGES_A_PRESS, _MAX_PASSAGES)
    answer = await search(context, shown.question, list(shown.earlier), k=k)
    return not_shown_before(answer.results, shown)[:_PASSAGES_A_PRESS]


async def _reply_below(
    pressed: Pressed,
    parts: list[FormattedText],
    *,
    keyboard: InlineKeyboardMarkup | None = None,
    shown: ShownAnswer | None = None,
) -> list[int]:
    """Replies to the message with the button, unless Telegram no longer gives access to it.

    A reply to these messages then continues the conversation of ``shown``. Returns their ids.
    """
    if pressed.incoming is None:
        return []
    ids = await pressed.incoming.reply(parts, keyboard=keyboard)
    if shown:
        pressed.services.state.answers.add_messages(shown, ids)
    return ids
