"""What different publishers say as a page for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from retrieval.cli.output.json_output import filters_json, result_json
from retrieval.cli.output.notes import note_sentences
from retrieval.cli.output.source_lines import byline_parts, passage_lines, title_of
from retrieval.cli.output.terminal import (
    PERHAPS,
    Layout,
    Page,
    answer_page,
    excerpt_line,
    footer,
    joined,
)
from retrieval.cli.output.text import counted, indented, join_with_dots, one_line, readable_date
from retrieval.text.display.direction import isolated
from retrieval.text.display.excerpts import excerpts
from retrieval.types import JsonObject, PublisherAccount, PublisherComparison

_INDENT = "    "
_UNKNOWN = "Unknown publisher"


def comparison_json(compared: PublisherComparison) -> JsonObject:
    """A comparison, as ``compare --json`` prints it; ``results`` are the nearest misses."""
    refusal = compared.refusal
    return {
        "question": compared.question,
        "answered": refusal is None,
        "accounts": [_account_json(own) for own in compared.accounts],
        "more": compared.more,
        "publishers": compared.publishers,
        "results": [result_json(result) for result in refusal.results] if refusal else [],
        "notes": [{"kind": note.kind, **note.fields} for note in compared.notes],
        "searched": compared.searched,
        "filters": filters_json(compared.filters),
        "took_ms": round(compared.took_ms, 1),
    }


def comparison_page(compared: PublisherComparison, layout: Layout) -> Page:
    """What each publisher says under its name and day, or the refusal of ``ask``."""
    if compared.refusal:
        return answer_page(compared.refusal, layout)
    names = {own.result.article.doc_id: _mention(own) for own in compared.accounts}
    question = indented(Text(one_line(compared.question), style="bold"), width=layout.width)
    lines = [_summary(compared), *map(one_line, note_sentences(compared.notes))]
    summary = indented(Text("\n".join(lines)), width=layout.width)
    accounts = [_account_page(own, names, layout) for own in compared.accounts]
    below = footer(took_ms=compared.took_ms, filters=compared.filters, width=layout.width)
    return joined([question, summary, *accounts, below])


def _account_json(own: PublisherAccount) -> JsonObject:
    return {
        "publisher": own.source,
        "confidence": round(own.confidence, 4),
        **result_json(own.result),
        "contradicts": list(own.contradicts),
        "earlier": result_json(own.earlier) if own.earlier else None,
    }


def _summary(compared: PublisherComparison) -> str:
    if compared.publishers == 1:
        return f"Only {_mention(compared.accounts[0])} reports on this."
    shown = len(compared.accounts)
    sentences = (
        (True, f"{counted(compared.publishers, 'publisher')} report on this."),
        (bool(compared.more), "Only the likeliest answers are shown."),
        (shown == 1 and not compared.more, "All printed the same text."),
        (shown > 1, "Newest first."),
        (any(own.contradicts for own in compared.accounts), "Accounts differ."),
    )
    return " ".join(sentence for is_true, sentence in sentences if is_true)


def _account_page(own: PublisherAccount, names: Mapping[str, str], layout: Layout) -> Page:
    room = layout.width and layout.width - len(_INDENT)
    article = own.result.article
    known = [] if article.publisher else [one_line(own.source or "") or _UNKNOWN]
    parts = [*known, *byline_parts(article)]
    byline = Text(join_with_dots(parts, width=layout.width), style="bold")
    source = passage_lines(own.result, width=room, links=layout.links)
    perhaps = [Text(PERHAPS)] if own.is_tentative else []
    quotation = excerpt_line(own.best_sentence, excerpts(own.best_sentence))
    differing = [names[doc_id] for doc_id in own.contradicts if doc_id in names]
    differs = [Text(f"Differs from {', '.join(differing)}.")] if differing else []
    before = [_said_before(*own.said_before)] if own.said_before else []
    lines = [*perhaps, quotation, *source, *before, *differs]
    below = (indented(line, first=_INDENT, rest=_INDENT, width=layout.width) for line in lines)
    return Text("\n").join([byline, *below])


def _said_before(words: str, day: str) -> Text:
    return Text(f"On {readable_date(day)} it said “{one_line(words)}”.")


def _mention(own: PublisherAccount) -> str:
    """What an account is called in a sentence: its publisher, else the title."""
    return isolated(one_line(own.source or "")) or f"“{title_of(own.result.article)}”"
