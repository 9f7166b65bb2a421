"""What different publishers say as formatted text."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rendering.formatted_text import (
    FormattedText,
    Mark,
    bold,
    join,
    link,
    one_line,
    plain,
)
from bot.rendering.links import web_link
from bot.rendering.messages import DeepLink, highlight_link, lines, title_of
from bot.rendering.notes import note_lines
from bot.rendering.translations import Texts
from retrieval import PublisherAccount, PublisherComparison, Span

_SEPARATOR = " · "


def comparison(
    compared: PublisherComparison, texts: Texts, deep_link: DeepLink
) -> list[FormattedText]:
    """How many publishers report, then what each says: its sentence and source."""
    names = {own.result.article.doc_id: _mention(own, texts) for own in compared.accounts}
    summary = join([lines([_summary(compared, texts)]), *note_lines(compared.notes, texts)], "\n")
    return [summary, *(_account(own, names, texts, deep_link) for own in compared.accounts)]


def _summary(compared: PublisherComparison, texts: Texts) -> str:
    shown = len(compared.accounts)
    if shown + compared.more == 1:
        return texts("compare_only", publisher=_mention(compared.accounts[0], texts))
    sentences = [texts("compare_count", count=shown + compared.more)]
    if compared.more:
        sentences.append(texts("compare_limited", number=texts.number(shown)))
    if any(own.contradicts for own in compared.accounts):
        sentences.append(texts("compare_differ"))
    return " ".join(sentences)


def _account(
    own: PublisherAccount, names: Mapping[str, str], texts: Texts, deep_link: DeepLink
) -> FormattedText:
    article = own.result.article
    day = plain(texts.date(article.published_at)) if article.published_at else FormattedText()
    paragraph = plain(texts("paragraph", number=texts.number(own.result.passage.paragraph)))
    title = link(one_line(title_of(article, texts)), web_link(article.url) or deep_link(article))
    differing = [names[doc_id] for doc_id in own.contradicts if doc_id in names]
    copies = [one_line(copy.publisher or texts("publisher_unknown")).text for copy in own.also_in]
    return join(
        [
            join([bold(_heading(own, texts)), day], _SEPARATOR),
            _quotation(own),
            join([title, link(paragraph, highlight_link(own.result))], _SEPARATOR),
            lines([texts("compare_differs", publishers=", ".join(differing))] if differing else ()),
            lines([texts("compare_also_in", publishers=", ".join(copies))] if copies else ()),
        ],
        "\n",
    )


def _quotation(own: PublisherAccount) -> FormattedText:
    """The sentences that may answer, in the order of the text, the answer in bold."""
    text, answer = own.result.passage.text, own.result.answer
    spans = sorted(own.result.highlight, key=lambda span: span.start) or [Span(0, len(text))]
    sentences = []
    for span in spans:
        is_within = answer and span.start <= answer.start and answer.end <= span.end
        marks = (
            (Mark("bold", answer.start - span.start, answer.end - span.start),)
            if answer and is_within and answer != span
            else ()
        )
        sentences.append(FormattedText(plain(text[span.start : span.end]).text, marks))
    return join(sentences, " … ").marked("quote")


def _heading(own: PublisherAccount, texts: Texts) -> str:
    return one_line(own.source or "").text or texts("publisher_unknown")


def _mention(own: PublisherAccount, texts: Texts) -> str:
    """What an account is called in a sentence: its publisher, else the title."""
    return one_line(own.source or "").text or f"“{title_of(own.result.article, texts)}”"
