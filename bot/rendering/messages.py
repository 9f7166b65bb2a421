"""Answers, articles and previews as formatted text.

A quotation is always a slice of the stored article, with its source right below it in the same
block, so that they are never separated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.limits import LimitCheck
from bot.rendering.formatted_text import FormattedText, Mark, bold, join, link, one_line, plain
from bot.rendering.links import sentence_link, web_link
from bot.rendering.translations import Texts
from bot.submissions import address_in, title_and_body
from retrieval import Answer, Article, Result, Span, paragraph_spans

DeepLink = Callable[[Article], str | None]
_SEPARATOR = " · "
_MAX_NEAREST = 3
_TITLE_CHARACTERS = 200
_PREVIEW_CHARACTERS = 300
_MAX_BOLD_SHARE = 2 / 3  # of a quotation


def passages(
    results: Sequence[Result | None], texts: Texts, deep_link: DeepLink, *, first_number: int = 1
) -> list[FormattedText]:
    """A quotation with its numbered source for each result; all but the first are folded.

    A result that is None is shown as an article that is gone.
    """
    return [
        _passage(result, texts, deep_link, number=number, is_folded=number > first_number)
        for number, result in enumerate(results, start=first_number)
    ]


def not_answered(answer: Answer, texts: Texts, deep_link: DeepLink) -> list[FormattedText]:
    """The reply to a question without an answer, with the closest articles."""
    nearest = {result.article.doc_id: result.article for result in reversed(answer.results)}
    articles = list(reversed(nearest.values()))[:_MAX_NEAREST]
    heading = bold(texts("not_answered"))
    if not articles:
        return [join([heading, plain(texts("nothing_near"))], "\n")]
    lines = [plain("• ") + article_line(article, texts, deep_link) for article in articles]
    return [heading, join([plain(texts("nearest")), *lines], "\n")]


def in_context(result: Result, texts: Texts, deep_link: DeepLink, *, number: int) -> FormattedText:
    """The passage with the paragraphs before and after it."""
    article, passage = result.article, result.passage
    spans = paragraph_spans(article.text)
    before = [span for span in spans if span.end <= passage.start]
    after = [span for span in spans if span.start >= passage.end]
    start = before[-1].start if before else passage.start
    end = after[0].end if after else passage.end
    shift = passage.start - start
    highlight = [Span(span.start + shift, span.end + shift) for span in result.highlight]
    return _with_source(
        _quotation(article.text[start:end], highlight),
        source_line(result, texts, deep_link, number=number),
    )


def source_line(result: Result, texts: Texts, deep_link: DeepLink, *, number: int) -> FormattedText:
    """ "1. Title · Publisher · day · paragraph", with links on title and paragraph if possible."""
    paragraph = plain(texts("paragraph", number=texts.number(result.passage.paragraph)))
    sentence = link(paragraph, highlight_link(result))
    line = join([article_line(result.article, texts, deep_link), sentence], _SEPARATOR)
    return plain(f"{number}. ") + line


def article_line(article: Article, texts: Texts, deep_link: DeepLink) -> FormattedText:
    """ "Title · Publisher · day", as far as known."""
    known = [
        link(one_line(title_of(article, texts)), web_link(article.url) or deep_link(article)),
        one_line(article.publisher or ""),
        plain(texts.date(article.published_at)) if article.published_at else FormattedText(),
    ]
    return join(known, _SEPARATOR)


def article_card(article: Article, texts: Texts, deep_link: DeepLink) -> list[FormattedText]:
    """The first paragraph of an article with its title, publisher, day and authors."""
    first = next(iter(paragraph_spans(article.text)), Span(0, 0))
    beginning = article.text[first.start : first.end]
    authors = one_line(", ".join(article.authors))
    head = join([article_line(article, texts, deep_link), authors], "\n")
    return [join([_quotation(beginning, ()), head], "\n")]


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
    return title[:_TITLE_CHARACTERS] or texts("untitled")


def highlight_link(result: Result) -> str | None:
    """A link to the highlighted sentence; None if the article has no address."""
    return sentence_link(result.article, highlighted(result))


def highlighted(result: Result) -> Span:
    """The characters of the article that are its highlighted sentence; none without one."""
    span = result.highlight[0] if result.highlight else Span(0, 0)
    start = result.passage.start
    return Span(start + span.start, start + span.end)


def limit_notice(check: LimitCheck, texts: Texts) -> FormattedText | None:
    """The reply to a user above the limit; None if they were told already."""
    if check.outcome != "refused":
        return None
    return lines([texts("limit", count=check.wait_s)])


def lines(texts: Iterable[str]) -> FormattedText:
    """Plain lines, without the empty ones."""
    return plain("\n".join(text for text in texts if text))


def _passage(
    result: Result | None, texts: Texts, deep_link: DeepLink, *, number: int, is_folded: bool
) -> FormattedText:
    if result is None:
        return lines([f"{number}. {texts('gone')}"])
    return _with_source(
        _quotation(result.passage.text, result.highlight, is_folded=is_folded),
        source_line(result, texts, deep_link, number=number),
    )


def _quotation(text: str, highlight: Sequence[Span], *, is_folded: bool = False) -> FormattedText:
    sendable = plain(text)  # keeps the length, and so the offsets
    marks = tuple(Mark("bold", span.start, span.end) for span in _bold_spans(text, highlight))
    return FormattedText(sendable.text, marks).marked("folded_quote" if is_folded else "quote")


def _bold_spans(text: str, highlight: Sequence[Span]) -> list[Span]:
    """The first highlighted span, and others as long as a third of ``text`` stays plain.

    If everything were bold, nothing would stand out.
    """
    chosen: list[Span] = []
    for span in highlight:
        bold_characters = sum(each.end - each.start for each in (*chosen, span))
        if span.start < span.end and (not chosen or bold_characters <= _MAX_BOLD_SHARE * len(text)):
            chosen.append(span)
    return chosen


def _with_source(quotation: FormattedText, source: FormattedText) -> FormattedText:
    return join([quotation, source], "\n")
