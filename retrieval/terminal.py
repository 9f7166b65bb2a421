"""Answers and articles as pages for a terminal: pure functions from values to rich text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.text import Text

from retrieval.passages import paragraph_spans
from retrieval.terminal_text import (
    clean,
    indented,
    is_address,
    linked,
    one_line,
    readable_date,
)
from retrieval.types import Answer, Article, Result

NOT_ANSWERED = "This archive does not answer that."
_WIDEST = 88
_NEAREST_CHARS = 240
_LIKELIHOODS = ((0.9, "Very likely"), (0.75, "Likely"), (0.0, "Perhaps"))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a page is set: ``width`` in columns, ``None`` for lines as long as they are.

    ``links`` says whether titles may be links; where not, addresses are printed.
    """

    width: int | None = None
    links: bool = False


class PlainConsole(Console):
    """A console that leaves a closed pipe to its caller."""

    def on_broken_pipe(self) -> None:
        """Raises the BrokenPipeError that is being handled, instead of ending the program."""
        raise


def new_console(file: TextIO, environment: Mapping[str, str] | None = None) -> Console:
    """A console on ``file``; with NO_COLOR, and where it is no terminal, without any escapes."""
    environment = os.environ if environment is None else environment
    is_terminal = file.isatty()
    is_styled = is_terminal and not environment.get("NO_COLOR")
    return PlainConsole(
        file=file,
        force_terminal=is_terminal,
        color_system="auto" if is_styled else None,
        no_color=not is_styled,
        markup=False,
        highlight=False,
        emoji=False,
        _environ=environment,
    )


def layout_of(console: Console) -> Layout:
    """How a page is set for ``console``."""
    if not console.is_terminal:
        return Layout()
    return Layout(min(console.width, _WIDEST), links=console.color_system is not None)


def show(console: Console, page: Text) -> None:
    """Prints a page that is wrapped already."""
    console.print(page, soft_wrap=True)


def answer_page(answer: Answer, layout: Layout, *, with_question: bool = True) -> Text:
    """The question, the passages with their sources, and how sure the answer is."""
    question = indented(Text(one_line(answer.question), style="bold"), width=layout.width)
    body = _answered(answer, layout) if answer.answered else _not_answered(answer, layout)
    return joined([question, *body] if with_question else body)


def result_page(result: Result, layout: Layout) -> Text:
    """A passage, the sentence that answers in bold, above its source."""
    number, indent = _number(result)
    quotation = Text(clean(result.passage.text))
    for span in result.highlight:
        quotation.stylize("bold", span.start, span.end)
    source = _source(result, layout)
    return Text("\n").join(
        [
            indented(quotation, first=number, rest=indent, width=layout.width),
            *(indented(line, first=indent, rest=indent, width=layout.width) for line in source),
        ]
    )


def article_page(article: Article, layout: Layout) -> Text:
    """A whole article under its title."""
    title = linked(_title(article), article.url, style="bold", links=layout.links)
    head = [title, *(Text(line, style="dim") for line in _attribution(article, layout))]
    text = article.text
    paragraphs = [Text(clean(text[span.start : span.end])) for span in paragraph_spans(text)]
    return joined(
        [
            Text("\n").join(indented(line, width=layout.width) for line in head),
            *(indented(paragraph, width=layout.width) for paragraph in paragraphs),
        ]
    )


def joined(parts: Iterable[Text]) -> Text:
    """The parts of a page with a blank line between them."""
    return Text("\n\n").join(parts)


def _answered(answer: Answer, layout: Layout) -> list[Text]:
    passages = [result_page(result, layout) for result in answer.results]
    return [*passages, Text(_how_sure(answer), style="dim")]


def _not_answered(answer: Answer, layout: Layout) -> list[Text]:
    parts = [Text(NOT_ANSWERED)]
    if answer.results:
        parts.append(Text("Nearest passages:", style="dim"))
        parts.extend(_nearest_miss(result, layout) for result in answer.results)
    chance = f"Chance that an answer is here: {answer.confidence:.0%}"
    return [*parts, Text(f"{chance} · {_time(answer)}", style="dim")]


def _nearest_miss(result: Result, layout: Layout) -> Text:
    number, indent = _number(result)
    quotation = Text(_nearest_sentence(result), style="dim")
    source = Text(f"{_title(result.article)} · {_origin(result)}", style="dim")
    if layout.links and is_address(result.article.url):
        source.stylize(f"link {result.article.url}")
    return Text("\n").join(
        [
            indented(quotation, first=number, rest=indent, width=layout.width),
            indented(source, first=indent, rest=indent, width=layout.width),
        ]
    )


def _nearest_sentence(result: Result) -> str:
    spans = [result.passage.text[span.start : span.end] for span in result.highlight]
    sentence = one_line(spans[0] if spans else result.passage.text)
    if len(sentence) <= _NEAREST_CHARS:
        return sentence
    return sentence[:_NEAREST_CHARS].rsplit(" ", 1)[0] + " …"


def _number(result: Result) -> tuple[str, str]:
    number = f"[{result.rank}] "
    return number, " " * len(number)


def _source(result: Result, layout: Layout) -> Iterable[Text]:
    """The title, then who published it and when, then its address where the title is no link."""
    article = result.article
    yield Text()
    yield linked(_title(article), article.url, style="italic", links=layout.links)
    yield Text(_origin(result), style="dim")
    if article.url and not layout.links:
        yield Text(one_line(article.url), style="dim")


def _origin(result: Result) -> str:
    article = result.article
    return " · ".join((*_byline(article), f"paragraph {result.passage.paragraph}"))


def _attribution(article: Article, layout: Layout) -> Iterable[str]:
    yield " · ".join(_byline(article))
    if article.url and not layout.links:
        yield one_line(article.url)
    yield f"Article {one_line(article.doc_id)}"


def _byline(article: Article) -> Iterable[str]:
    if article.publisher:
        yield one_line(article.publisher)
    if article.authors:
        yield ", ".join(one_line(author) for author in article.authors)
    yield _when(article)


def _when(article: Article) -> str:
    if article.published_at is None and article.updated_at is not None:
        return f"updated {readable_date(article.updated_at)}"
    return readable_date(article.published_at)


def _title(article: Article) -> str:
    return one_line(article.title) if article.title else "Without a title"


def _how_sure(answer: Answer) -> str:
    words = next(words for least, words in _LIKELIHOODS if answer.confidence >= least)
    return f"{words} answered ({answer.confidence:.0%}) · {_time(answer)}"


def _time(answer: Answer) -> str:
    if answer.took_ms < 1000:
        return f"{answer.took_ms:.0f} ms"
    return f"{answer.took_ms / 1000:.1f} s"
