"""Answers and articles as pages for a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TextIO, TypeAlias

from rich.console import Console
from rich.text import Text

from retrieval.cli.notes import note_sentences
from retrieval.cli.text import (
    clean,
    indented,
    join_with_dots,
    linked,
    one_line,
    readable_date,
)
from retrieval.text.passages import paragraph_spans
from retrieval.types import Answer, Article, Reply, Result

Page: TypeAlias = Text
"""Wrapped and cleaned text with styles, ready for a Screen."""

NOT_ANSWERED = "This archive does not answer that."
_MAX_WIDTH = 88
_NEAREST_CHARS = 240
_LIKELIHOODS = ((0.9, "Very likely"), (0.75, "Likely"), (0.0, "Perhaps"))


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a page: ``width`` in columns, ``None`` for no wrapping.

    With ``links``, titles are links; without, addresses are printed.
    """

    width: int | None = None
    links: bool = False


class PlainConsole(Console):
    """A console that raises BrokenPipeError instead of exiting."""

    def on_broken_pipe(self) -> None:
        """Re-raises the BrokenPipeError that is being handled."""
        raise


class Screen:
    """A terminal or file to print pages to; without styles in a pipe and with NO_COLOR."""

    def __init__(self, file: TextIO, environment: Mapping[str, str] | None = None) -> None:
        environment = os.environ if environment is None else environment
        self._file = file
        self.is_terminal = file.isatty()
        is_styled = self.is_terminal and not environment.get("NO_COLOR")
        self.console = PlainConsole(
            file=file,
            force_terminal=self.is_terminal,
            color_system="auto" if is_styled else None,
            no_color=not is_styled,
            markup=False,
            highlight=False,
            emoji=False,
            _environ=environment,
        )

    @property
    def is_styled(self) -> bool:
        """Whether it supports styles, links and cursor movement."""
        return self.console.color_system is not None

    @property
    def layout(self) -> Layout:
        """The layout of pages: as wide as the terminal, up to a readable width."""
        if not self.is_terminal:
            return Layout()
        return Layout(min(self.console.width, _MAX_WIDTH), links=self.is_styled)

    @property
    def wide_layout(self) -> Layout:
        """The layout of lists: as wide as the terminal."""
        return replace(self.layout, width=self.console.width) if self.is_terminal else Layout()

    def show(self, page: Page) -> None:
        """Prints a page without wrapping it again."""
        if self.is_styled:
            self.console.print(page, soft_wrap=True)
        else:
            print(page.plain, file=self._file)


def answer_page(answer: Answer, layout: Layout, *, with_question: bool = True) -> Page:
    """The question, the passages with their sources, and the confidence."""
    question = indented(Text(one_line(answer.question), style="bold"), width=layout.width)
    if answer.reply is not None:
        reply = _reply_page(answer.reply, layout)
        return joined([question, reply] if with_question else [reply])
    body = _answered(answer, layout) if answer.answered else _not_answered(answer, layout)
    return joined([question, *body] if with_question else body)


def _reply_page(reply: Reply, layout: Layout) -> Page:
    """A reply, the lines of a list with a hanging indent."""
    lines = clean(reply.text).split("\n")
    indents = ("  " if line.startswith("• ") else "" for line in lines)
    return Text("\n").join(
        indented(Text(line), rest=indent, width=layout.width)
        for line, indent in zip(lines, indents, strict=True)
    )


def result_page(result: Result, layout: Layout) -> Page:
    """A passage with the highlight in bold, the answer in it underlined, and its source below."""
    number, indent = _number(result)
    quotation = Text(clean(result.passage.text))
    for span in result.highlight:
        quotation.stylize("bold", span.start, span.end)
    if result.answer and result.answer not in result.highlight:
        quotation.stylize("underline", result.answer.start, result.answer.end)
    source = _source(result, layout)
    lines = [indented(line, first=indent, rest=indent, width=layout.width) for line in source]
    return Text("\n").join([_numbered(quotation, number, layout), Text(), *lines])


def article_page(article: Article, layout: Layout) -> Page:
    """A whole article under its title."""
    title = linked(title_of(article), article.url, style="bold", links=layout.links)
    head = [title, *(Text(line, style="dim") for line in _attribution(article, layout))]
    text = article.text
    paragraphs = [Text(clean(text[span.start : span.end])) for span in paragraph_spans(text)]
    return joined(
        [
            Text("\n").join(indented(line, width=layout.width) for line in head),
            *(indented(paragraph, width=layout.width) for paragraph in paragraphs),
        ]
    )


def note(text: str) -> Page:
    """A message of the program itself, in a dim style."""
    return Text(clean(text), style="dim")


def with_blank_lines(page: Page) -> Page:
    """The page with a blank line before and after it."""
    return Text.assemble("\n", page, "\n")


def joined(parts: Iterable[Text]) -> Page:
    """The parts of a page with a blank line between them."""
    return Text("\n\n").join(parts)


def _answered(answer: Answer, layout: Layout) -> list[Text]:
    passages = [result_page(result, layout) for result in answer.results]
    return [*passages, *_notes(answer, layout), Text(_likelihood(answer), style="dim")]


def _not_answered(answer: Answer, layout: Layout) -> list[Text]:
    parts = [Text(NOT_ANSWERED)]
    if answer.results:
        parts.append(Text("Nearest passages:", style="dim"))
        parts.extend(_nearest_miss(result, layout) for result in answer.results)
    parts += _notes(answer, layout)
    chance = f"Chance of an answer {answer.confidence:.0%}"
    return [*parts, Text(f"{chance} · {_time(answer)}", style="dim")]


def _notes(answer: Answer, layout: Layout) -> list[Text]:
    """What is to be added to the answer, a line each, if there is anything."""
    sentences = [one_line(sentence) for sentence in note_sentences(answer.notes)]
    return [indented(Text("\n".join(sentences)), width=layout.width)] if sentences else []


def _nearest_miss(result: Result, layout: Layout) -> Text:
    number, indent = _number(result)
    quotation = Text(_nearest_sentence(result), style="dim")
    title = linked(title_of(result.article), result.article.url, style="dim", links=layout.links)
    source = [title, Text(_origin(result, layout), style="dim")]
    lines = [indented(line, first=indent, rest=indent, width=layout.width) for line in source]
    return Text("\n").join([_numbered(quotation, number, layout), *lines])


def _nearest_sentence(result: Result) -> str:
    spans = [result.passage.text[span.start : span.end] for span in result.highlight]
    sentence = one_line(spans[0] if spans else result.passage.text)
    if len(sentence) <= _NEAREST_CHARS:
        return sentence
    return sentence[:_NEAREST_CHARS].rsplit(" ", 1)[0] + " …"


def _number(result: Result) -> tuple[str, str]:
    number = f"[{result.rank}] "
    return number, " " * len(number)


def _numbered(quotation: Text, number: str, layout: Layout) -> Text:
    page = indented(quotation, first=number, rest=" " * len(number), width=layout.width)
    page.stylize("cyan", 0, len(number.rstrip()))
    return page


def _source(result: Result, layout: Layout) -> Iterable[Text]:
    """The title, the byline and, unless the title is a link, the address."""
    article = result.article
    yield linked(title_of(article), article.url, style="italic", links=layout.links)
    yield Text(_origin(result, layout), style="dim")
    if article.url and not layout.links:
        yield Text(one_line(article.url), style="dim")


def _origin(result: Result, layout: Layout) -> str:
    parts = (*_byline(result.article), f"paragraph {result.passage.paragraph}")
    room = layout.width and layout.width - len(_number(result)[0])
    return join_with_dots(parts, width=room)


def _attribution(article: Article, layout: Layout) -> Iterable[str]:
    yield join_with_dots(_byline(article), width=layout.width)
    if article.url and not layout.links:
        yield one_line(article.url)
    yield f"Article {one_line(article.doc_id)}"


def _byline(article: Article) -> Iterable[str]:
    if article.publisher:
        yield one_line(article.publisher)
    if article.authors:
        yield ", ".join(one_line(author) for author in article.authors)
    yield _date(article)


def _date(article: Article) -> str:
    if article.published_at is None and article.updated_at is not None:
        return f"updated {readable_date(article.updated_at)}"
    return readable_date(article.published_at)


def title_of(article: Article) -> str:
    """The title of an article on one line, or that it has none."""
    return one_line(article.title) if article.title else "Without a title"


def _likelihood(answer: Answer) -> str:
    words = next(words for least, words in _LIKELIHOODS if answer.confidence >= least)
    return f"{words} answered ({answer.confidence:.0%}) · {_time(answer)}"


def _time(answer: Answer) -> str:
    if answer.took_ms < 1000:
        return f"{answer.took_ms:.0f} ms"
    return f"{answer.took_ms / 1000:.1f} s"
