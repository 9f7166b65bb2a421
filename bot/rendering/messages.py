"""Answers, articles and previews as formatted text.

The sentence that answers comes first, with its source right below it in the same block, so that
they are never separated, and then the passage. A quotation is a slice of the stored article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.rendering.formatted_text import FormattedText, Mark, bold, join, link, one_line, plain
from bot.rendering.links import sentence_link, web_link
from bot.rendering.notes import filter_lines, note_lines
from bot.rendering.translations import Texts
from bot.submissions import address_in, title_and_body
from retrieval import Answer, Article, Result, Span
from retrieval.text.articles.passages import paragraph_spans
from retrieval.text.display.direction import isolated
from retrieval.text.display.excerpts import (
    Excerpt,
    excerpts,
    is_part_of_passage,
    marked_spans,
    quoted_paragraph_number,
)
from retrieval.text.display.headline import headline
from retrieval.text.display.shortening import shortened

DeepLink = Callable[[Article], str | None]
_SEPARATOR = " · "
_MAX_NEAREST = 3
_TITLE_CHARACTERS = 200
_PREVIEW_CHARACTERS = 300
_MAX_AUTHORS = 3
_MAX_COPIES = 3
_ELLIPSIS = "…"


def answer_blocks(
    answer: Answer, further: Sequence[Result], texts: Texts, deep_link: DeepLink
) -> list[FormattedText]:
    """An answer as blocks of text: the sentence that answers with its source comes first.

    The passage is folded below, and ``further`` results are a line each. Where the answer to a
    follow-up is not sure, it is told what was searched for.
    """
    notes = [*note_lines(answer.notes, texts), *filter_lines(answer.filters, texts)]
    is_sure = answer.is_quoted and not answer.is_tentative
    if answer.whole_question and not is_sure:
        whole = isolated(one_line(answer.whole_question).text)
        notes.insert(0, plain(texts("searched", question=whole)))
    if not answer.is_quoted:
        return not_answered(answer, notes, texts, deep_link)
    first = _passage(answer.results[0], texts, deep_link, number=1, notes=notes)
    if answer.is_tentative:
        first = join([plain(texts("perhaps")), first], "\n")
    return [first, join(_further_lines(answer.results[0], further, texts, deep_link), "\n")]


def passages(
    results: Sequence[Result | None], texts: Texts, deep_link: DeepLink, *, first_number: int = 1
) -> list[FormattedText]:
    """For each result the sentence that answers, its numbered source, and the passage folded.

    A result that is None is shown as an article that is gone.
    """
    return [
        _passage(result, texts, deep_link, number=number)
        if result
        else lines([f"{number}. {texts('gone')}"])
        for number, result in enumerate(results, start=first_number)
    ]


def not_answered(
    answer: Answer, notes: Sequence[FormattedText], texts: Texts, deep_link: DeepLink
) -> list[FormattedText]:
    """The reply to a question without an answer: that first, then notes and closest articles."""
    nearest = {result.article.doc_id: result.article for result in reversed(answer.results)}
    articles = list(reversed(nearest.values()))[:_MAX_NEAREST]
    said = [bold(texts("not_answered")), *notes]
    if not articles:
        return [join([*said, plain(texts("nothing_near"))], "\n")]
    listed = [plain("• ") + listed_line(article, texts, deep_link) for article in articles]
    return [join(said, "\n"), join([plain(texts("nearest")), *listed], "\n")]


def in_context(result: Result, texts: Texts, deep_link: DeepLink, *, number: int) -> FormattedText:
    """The passage with the paragraphs before and after it."""
    article, passage = result.article, result.passage
    spans = paragraph_spans(article.text)
    before = [span for span in spans if span.end <= passage.start]
    after = [span for span in spans if span.start >= passage.end]
    start = before[-1].start if before else passage.start
    end = after[0].end if after else passage.end
    shift = passage.start - start
    marked = [Span(span.start + shift, span.end + shift) for span in marked_spans(result)]
    quotation = _bold(article.text[start:end], marked).marked("quote")
    return join([quotation, source_line(result, texts, deep_link, number=number)], "\n")


def source_line(result: Result, texts: Texts, deep_link: DeepLink, *, number: int) -> FormattedText:
    """ "1. Publisher · day · authors · title · paragraph", with links on title and paragraph.

    What is not known is left out.
    """
    article = result.article
    known = [
        *_origin(article, texts),
        author_names(article, texts),
        linked_title(article, texts, deep_link),
        linked_paragraph(result, texts),
    ]
    return plain(f"{number}. ") + join(known, _SEPARATOR)


def listed_line(article: Article, texts: Texts, deep_link: DeepLink) -> FormattedText:
    """The line of an article whose text is not shown: without a title, how it begins."""
    return article_line(replace(article, title=headline(article)), texts, deep_link)


def article_line(article: Article, texts: Texts, deep_link: DeepLink) -> FormattedText:
    """ "Title · Publisher · day", as far as known."""
    return join(
        [linked_title(article, texts, deep_link), *_origin(article, texts)],
        _SEPARATOR,
    )


def article_card(article: Article, texts: Texts, deep_link: DeepLink) -> list[FormattedText]:
    """The first paragraph of an article with its title, publisher, day and authors."""
    first = next(iter(paragraph_spans(article.text)), Span(0, 0))
    beginning = article.text[first.start : first.end]
    head = join(
        [article_line(article, texts, deep_link), author_names(article, texts)],
        "\n",
    )
    return [join([plain(beginning).marked("quote"), head], "\n")]


def preview_card(
    text: str, origin: Mapping[str, str], texts: Texts, *, is_decided: bool = False
) -> FormattedText:
    """A forwarded message as an article: title, publisher, day and first words.

    Until the administrator has decided, also the question whether to add or answer it.
    """
    asked = plain("" if is_decided else texts("preview_ask"))
    if address := address_in(text):  # the page supplies the rest
        return join([one_line(address).marked("bold"), asked], "\n\n")
    title, body = title_and_body(text)
    day = origin.get("published_at")
    source = [
        one_line(origin.get("publisher") or texts("publisher_unknown")),
        plain(texts.date(day)) if day else FormattedText(),
    ]
    beginning = body if len(body) <= _PREVIEW_CHARACTERS else f"{body[:_PREVIEW_CHARACTERS]}…"
    card = join(
        [one_line(title or texts("untitled")).marked("bold"), join(source, _SEPARATOR)], "\n"
    )
    return join([card, plain(beginning).marked("quote"), asked], "\n\n")


def title_of(article: Article, texts: Texts) -> str:
    """The title on one line, or a text that there is none."""
    title = one_line(article.title or "").text
    return shortened(title, _TITLE_CHARACTERS) or texts("untitled")


def highlight_link(result: Result) -> str | None:
    """A link to the highlighted sentence; None if the article has no address."""
    return sentence_link(result.article, highlighted(result))


def highlighted(result: Result) -> Span:
    """The characters of the article that are its highlighted sentence; none without one."""
    span = result.highlight[0] if result.highlight else Span(0, 0)
    start = result.passage.start
    return Span(start + span.start, start + span.end)


def lines(texts: Iterable[str]) -> FormattedText:
    """Plain lines, without the empty ones."""
    return plain("\n".join(text for text in texts if text))


def _passage(
    result: Result,
    texts: Texts,
    deep_link: DeepLink,
    *,
    number: int,
    notes: Sequence[FormattedText] = (),
) -> FormattedText:
    """The sentence that answers, its source, notes on it, and the passage folded."""
    quoted = excerpts(result)
    source = source_line(result, texts, deep_link, number=number)
    also_in = [also_in_line(result.also_in, texts, deep_link)] if result.also_in else []
    parts = [excerpt_lines(result, quoted), source, *also_in, *notes]
    if is_part_of_passage(result, quoted):
        text = result.passage.text
        parts.append(_bold(text, marked_spans(result)).marked("folded_quote"))
    return join(parts, "\n")


def also_in_line(copies: Sequence[Article], texts: Texts, deep_link: DeepLink) -> FormattedText:
    """Where copies of an article are, with links and days."""
    named = [_copy(copy, texts, deep_link) for copy in copies[:_MAX_COPIES]]
    line = plain(texts("also_in") + " ") + join(named, ", ")
    left = len(copies) - len(named)
    return line + plain(" " + texts("others", count=left)) if left else line


def _copy(article: Article, texts: Texts, deep_link: DeepLink) -> FormattedText:
    name = one_line(article.publisher or "") or one_line(title_of(article, texts))
    day = plain(f" ({texts.date(article.published_at)})") if article.published_at else plain("")
    return _isolated(link(name, web_link(article.url) or deep_link(article))) + day


def _further_lines(
    first: Result, further: Sequence[Result], texts: Texts, deep_link: DeepLink
) -> Iterator[FormattedText]:
    """A numbered line for each further result, shorter if it is of the article before it."""
    for before, result in pairwise((first, *further)):
        source = listed_line(result.article, texts, deep_link)
        if result.article.doc_id == before.article.doc_id:
            source = join(
                [plain(texts("same_article")), linked_paragraph(result, texts)], _SEPARATOR
            )
        yield plain(f"{result.rank}. ") + source


def excerpt_lines(result: Result, quoted: Sequence[Excerpt]) -> FormattedText:
    """The excerpts as quotations; where the passage goes on, an ellipsis stands outside them."""
    passage = _bold(result.passage.text, marked_spans(result))
    rows: list[FormattedText] = []
    for excerpt in quoted:
        if rows or excerpt.is_cut_before:
            rows.append(plain(_ELLIPSIS))
        rows.append(passage.slice(excerpt.start, excerpt.end).marked("quote"))
    if quoted[-1].is_cut_after:
        rows.append(plain(_ELLIPSIS))
    return join(rows, "\n")


def _bold(text: str, spans: Sequence[Span]) -> FormattedText:
    """Text of an article with ``spans`` in bold."""
    sendable = plain(text)  # keeps the length, and so the offsets
    return FormattedText(sendable.text, tuple(Mark("bold", span.start, span.end) for span in spans))


def linked_paragraph(result: Result, texts: Texts) -> FormattedText:
    """The number of the paragraph as a link to the sentence on the page."""
    paragraph = plain(texts("paragraph", number=texts.number(quoted_paragraph_number(result))))
    return link(paragraph, highlight_link(result))


def linked_title(article: Article, texts: Texts, deep_link: DeepLink) -> FormattedText:
    """The title as a link to the page, or to the article in the chat."""
    title = one_line(title_of(article, texts))
    return _isolated(link(title, web_link(article.url) or deep_link(article)))


def _origin(article: Article, texts: Texts) -> list[FormattedText]:
    day = texts.date(article.published_at) if article.published_at else ""
    return [_isolated(one_line(article.publisher or "")), plain(day)]


def author_names(article: Article, texts: Texts) -> FormattedText:
    """The authors on one line; of many, the first two and how many there are."""
    names = [_isolated(one_line(author)) for author in article.authors_beside_publisher]
    if len(names) <= _MAX_AUTHORS:
        return join(names, ", ")
    shown = join(names[: _MAX_AUTHORS - 1], ", ")
    return shown + plain(" " + texts("others", count=len(names) - _MAX_AUTHORS + 1))


def _isolated(text: FormattedText) -> FormattedText:
    """A name that keeps its direction in its line."""
    if not text:
        return text
    before, _, after = isolated(text.text).partition(text.text)
    return plain(before) + text + plain(after)
