"""The title and the description of a result of inline mode, by which it is chosen."""

from __future__ import annotations

from bot.rendering.formatted_text import one_line
from bot.rendering.messages import title_of
from bot.rendering.translations import Texts
from retrieval import Answer, Result
from retrieval.text.display.excerpts import excerpts
from retrieval.text.display.shortening import shortened

MAX_CHARACTERS = 200


def inline_title(result: Result, answer: Answer, texts: Texts) -> str:
    """The words that answer for the first result, if they are known; else the article's title."""
    words = result.answer
    if result.rank > 1 or words is None:
        return title_of(result.article, texts)
    said = one_line(result.passage.text[words.start : words.end]).text
    return shortened(f"{texts('perhaps')} {said}" if answer.is_tentative else said, MAX_CHARACTERS)


def inline_description(result: Result) -> str:
    """The publisher, and the sentence that answers."""
    first = excerpts(result)[0]
    sentence = one_line(result.passage.text[first.start : first.end]).text
    publisher = one_line(result.article.publisher or "").text
    return shortened(": ".join(filter(None, (publisher, sentence))), MAX_CHARACTERS)
