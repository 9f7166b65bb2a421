"""What different publishers say as formatted text."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rendering.formatted_text import FormattedText, bold, join, one_line, plain
from bot.rendering.messages import (
    DeepLink,
    also_in_line,
    author_names,
    excerpt_lines,
    lines,
    linked_paragraph,
    linked_title,
    title_of,
)
from bot.rendering.notes import filter_lines, note_lines
from bot.rendering.translations import Texts
from retrieval import PublisherAccount, PublisherComparison
from retrieval.text.display.direction import isolated
from retrieval.text.display.excerpts import excerpts

_SEPARATOR = " · "


def comparison(
    compared: PublisherComparison, texts: Texts, deep_link: DeepLink
) -> list[FormattedText]:
    """How many publishers report, what each says with its source, and the filters in force."""
    names = {own.result.article.doc_id: _mention(own, texts) for own in compared.accounts}
    summary = join([lines([_summary(compared, texts)]), *note_lines(compared.notes, texts)], "\n")
    accounts = [_account(own, names, texts, deep_link) for own in compared.accounts]
    return [summary, *accounts, *filter_lines(compared.filters, texts)]


def _summary(compared: PublisherComparison, texts: Texts) -> str:
    if compared.publishers == 1:
        return texts("compare_only", publisher=_mention(compared.accounts[0], texts))
    shown = len(compared.accounts)
    sentences = {
        texts("compare_count", count=compared.publishers): True,
        texts("compare_limited"): bool(compared.more),
        texts("compare_same_text"): shown == 1 and not compared.more,
        texts("compare_order"): shown > 1,
        texts("compare_differ"): any(own.contradicts for own in compared.accounts),
    }
    return " ".join(sentence for sentence, is_true in sentences.items() if is_true)


def _account(
    own: PublisherAccount, names: Mapping[str, str], texts: Texts, deep_link: DeepLink
) -> FormattedText:
    article = own.result.article
    name = _named(own.source or texts("publisher_unknown"))
    day = texts.date(article.published_at) if article.published_at else ""
    differing = [names[doc_id] for doc_id in own.contradicts if doc_id in names]
    copies = own.result.also_in
    source = [linked_title(article, texts, deep_link), linked_paragraph(own.result, texts)]
    return join(
        [
            join([bold(name), plain(day), author_names(article, texts)], _SEPARATOR),
            plain(texts("perhaps") if own.is_tentative else ""),
            excerpt_lines(own.best_sentence, excerpts(own.best_sentence)),
            join(source, _SEPARATOR),
            also_in_line(copies, texts, deep_link) if copies else FormattedText(),
            lines([_said_before(*own.said_before, texts)] if own.said_before else ()),
            lines([texts("compare_differs", publishers=", ".join(differing))] if differing else ()),
        ],
        "\n",
    )


def _said_before(words: str, day: str, texts: Texts) -> str:
    return texts("compare_before", day=texts.date(day), words=one_line(words).text)


def _mention(own: PublisherAccount, texts: Texts) -> str:
    """What an account is called in a sentence: its publisher, else the title."""
    return _named(own.source or f"“{title_of(own.result.article, texts)}”")


def _named(name: str) -> str:
    """A name on one line that keeps its direction in it."""
    return isolated(one_line(name).text)
