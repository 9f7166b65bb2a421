"""Answers and articles as pages for a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TextIO, TypeAlias

from rich.console import Console
from rich.text import Text

from retrieval.cli.output.filter_words import filters_line
from retrieval.cli.output.notes import note_sentences
from retrieval.cli.output.source_lines import (
    also_in_line,
    byline_parts,
    one_source_line,
    source_lines,
    title_of,
)
from retrieval.cli.output.text import clean, indented, join_with_dots, linked, one_line
from retrieval.text.articles.passages import paragraph_spans
from retrieval.text.display.excerpts import Excerpt, excerpts, is_part_of_passage, marked_spans
from retrieval.types import Answer, Article, Filters, Note, Reply, Result

Page: TypeAlias = Text
"""Wrapped and cleaned text with styles, ready for a Screen."""

NOT_ANSWERED = "This archive does not answer that."
MAX_WIDTH = 88
PERHAPS = "Perhaps:"


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
        return Layout(min(self.console.width, MAX_WIDTH), links=self.is_styled)

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


def answer_page(
    answer: Answer, layout: Layout, *, with_question: bool = True, in_full: bool = False
) -> Page:
    """The question, the sentence that answers with its source and passage, and the confidence.

    Further results, and those of a question that is not answered, are one line each unless
    ``in_full``.
    """
    question = indented(Text(one_line(answer.question), style="bold"), width=layout.width)
    if answer.reply is not None:
        reply = _reply_page(answer.reply, layout)
        return joined([question, reply] if with_question else [reply])
    parts = _answered if answer.is_quoted else _not_answered
    body = parts(answer, layout, in_full=in_full)
    return joined([question, *body] if with_question else body)


def _reply_page(reply: Reply, layout: Layout) -> Page:
    """A reply, the lines of a list with a hanging indent."""
    lines = clean(reply.text).split("\n")
    indents = ("  " if line.startswith("• ") else "" for line in lines)
    return Text("\n").join(
        indented(Text(line), rest=indent, width=layout.width)
        for line, indent in zip(lines, indents, strict=True)
    )


def result_page(result: Result, layout: Layout, *, notes: Iterable[Note] = ()) -> Page:
    """The sentence that answers, its source, the notes of the answer, and the passage."""
    number, indent = _number(result)
    room = layout.width and layout.width - len(indent)
    below = [*source_lines(result, width=room, links=layout.links)]
    below += [Text(sentence) for sentence in note_sentences(notes)]
    quoted = excerpts(result)
    parts = [
        _numbered(excerpt_line(result, quoted), number, layout),
        Text("\n").join(_indented(line, indent, layout) for line in below),
    ]
    if is_part_of_passage(result, quoted):
        parts.append(_indented(_passage_around(result, quoted), indent, layout))
    return joined(parts)


def excerpt_line(result: Result, quoted: Sequence[Excerpt]) -> Text:
    """The excerpts with the answer in bold, and an ellipsis wherever the passage goes on."""
    passage = Text(clean(result.passage.text))
    for span in marked_spans(result):
        passage.stylize("bold", span.start, span.end)
    pieces = [
        Text.assemble(
            "… " if excerpt.is_cut_before else "",
            passage[excerpt.start : excerpt.end],
            " …" if excerpt.is_cut_after else "",
        )
        for excerpt in quoted
    ]
    return Text(" … ").join(pieces)


def article_page(article: Article, layout: Layout, *, copies: Sequence[Article] = ()) -> Page:
    """A whole article under its title, and where copies of it are."""
    title = linked(title_of(article), article.url, style="bold", links=layout.links)
    head = [title, *(Text(line, style="dim") for line in _attribution(article, layout))]
    head += [also_in_line(copies, links=layout.links)] if copies else []
    text = article.text
    paragraphs = [Text(clean(text[span.start : span.end])) for span in paragraph_spans(text)]
    return joined(
        [
            Text("\n").join(indented(line, width=layout.width) for line in head),
            *(indented(paragraph, width=layout.width) for paragraph in paragraphs),
        ]
    )


def footer(*judged: str, took_ms: float, filters: Filters, width: int | None) -> Text:
    """How sure an answer is, how long it took and which filters were in force, in a dim style."""
    within = filters_line(filters)
    parts = [*judged, _time(took_ms), *([f"only {within}"] if within else [])]
    return indented(Text(one_line(" · ".join(parts)), style="dim"), width=width)


def note(text: str) -> Page:
    """A message of the program itself, in a dim style."""
    return Text(clean(text), style="dim")


def with_blank_lines(page: Page) -> Page:
    """The page with a blank line before and after it."""
    return Text.assemble("\n", page, "\n")


def joined(parts: Iterable[Text]) -> Page:
    """The parts of a page with a blank line between them."""
    return Text("\n\n").join(parts)


def _answered(answer: Answer, layout: Layout, *, in_full: bool) -> list[Text]:
    page = result_page(answer.results[0], layout, notes=answer.notes)
    if answer.is_tentative:
        page = Text.assemble(f"{PERHAPS}\n", page)
    return [
        page,
        *_further(answer.results, layout, first=1, in_full=in_full),
        _judged(answer, "likely to be right", layout),
    ]


def _not_answered(answer: Answer, layout: Layout, *, in_full: bool) -> list[Text]:
    said = [NOT_ANSWERED, *note_sentences(answer.notes)]
    parts = [indented(Text("\n".join(said)), width=layout.width)]
    if answer.results:
        nearest = joined(_further(answer.results, layout, first=0, in_full=in_full))
        parts.append(Text.assemble(("Closest articles:\n", "dim"), nearest))
    return [*parts, _judged(answer, "likely to be answered", layout)]


def _judged(answer: Answer, likely: str, layout: Layout) -> Text:
    judged = [] if answer.shows_more else [f"{answer.confidence:.0%} {likely}"]
    whole = answer.whole_question
    return footer(
        *judged,
        *([f"searched for “{whole}”"] if whole else []),
        took_ms=answer.took_ms,
        filters=answer.filters,
        width=layout.width,
    )


def _time(took_ms: float) -> str:
    """A duration in a readable unit.

    >>> _time(21.4), _time(1400)
    ('21 ms', '1.4 s')
    """
    return f"{took_ms:.0f} ms" if took_ms < 1000 else f"{took_ms / 1000:.1f} s"


def _further(results: Sequence[Result], layout: Layout, *, first: int, in_full: bool) -> list[Text]:
    """The results from index ``first`` on as pages, or as one part with a line each."""
    if in_full:
        return [result_page(result, layout) for result in results[first:]]
    before = [None, *results]
    lines = [_listed(results[at], before[at], layout) for at in range(first, len(results))]
    return [Text("\n").join(lines)] if lines else []


def _listed(result: Result, before: Result | None, layout: Layout) -> Text:
    number, _ = _number(result)
    room = layout.width and layout.width - len(number)
    line = one_source_line(result, before, width=room, links=layout.links)
    return Text.assemble((number.rstrip(), "cyan"), " ", line)


def _passage_around(result: Result, quoted: Sequence[Excerpt]) -> Text:
    """The passage, dim but for the excerpts."""
    passage = Text(clean(result.passage.text))
    passage.stylize("dim")
    for excerpt in quoted:
        passage.stylize("not dim", excerpt.start, excerpt.end)
    return passage


def _number(result: Result) -> tuple[str, str]:
    number = f"[{result.rank}] "
    return number, " " * len(number)


def _numbered(quotation: Text, number: str, layout: Layout) -> Text:
    page = indented(quotation, first=number, rest=" " * len(number), width=layout.width)
    page.stylize("cyan", 0, len(number.rstrip()))
    return page


def _indented(text: Text, indent: str, layout: Layout) -> Text:
    return indented(text, first=indent, rest=indent, width=layout.width)


def _attribution(article: Article, layout: Layout) -> Iterable[str]:
    if byline := join_with_dots(byline_parts(article), width=layout.width):
        yield byline
    if article.url and not layout.links:
        yield one_line(article.url)
    yield f"Article {one_line(article.doc_id)}"
