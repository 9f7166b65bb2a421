"""Buttons that cite an answer: the quotation with its source, to copy."""

from __future__ import annotations

from bot.handlers.pressed import Pressed
from bot.rendering.formatted_text import plain
from bot.rendering.keyboards import cite_keyboard
from bot.rendering.messages import highlighted
from bot.rendering.splitting import pack
from bot.shown_results import first_result
from retrieval import Result
from retrieval.citation import formats
from retrieval.citation.quotation import quoted_paragraph, quoted_span


async def cite(pressed: Pressed, *, format_name: str = "markdown") -> None:
    """Replies with the first passage of an answer as a code block, which a tap copies.

    It is for anyone who may ask; under Markdown are buttons for the other formats.
    """
    answers = pressed.services.state.answers
    shown = answers.get(pressed.subject)
    if shown is None:
        await pressed.alert("too_old")
        return
    if not await pressed.may_ask():
        return
    await pressed.answer()
    if pressed.incoming is None:
        return
    cited = await first_result(shown, pressed.services.archive)
    if cited is None:
        await pressed.incoming.tell("gone")
        return
    parts = pack([plain(_citation(cited, format_name)).marked("code")])
    keyboard = cite_keyboard(pressed.subject) if format_name == "markdown" else None
    ids = await pressed.incoming.reply(parts, keyboard=keyboard)
    answers.add_messages(shown, ids)


def _citation(result: Result, format_name: str) -> str:
    """The highlighted sentence, else the paragraph, with its source; with plain line ends."""
    if result.highlight:
        quotation = quoted_span(result.article, highlighted(result))
    else:
        quotation = quoted_paragraph(result.article, result.passage.paragraph)
    return formats.cite(quotation, format_name).replace("\r\n", "\n")
