"""What different publishers say as a page for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.text import Text

from retrieval.cli.json_output import result_json, source_json
from retrieval.cli.notes import note_sentences
from retrieval.cli.source_lines import title_of
from retrieval.cli.terminal import Layout, Page, answer_page, joined
from retrieval.cli.text import (
    clean,
    counted,
    indented,
    join_with_dots,
    linked,
    one_line,
    readable_date,
)
from retrieval.types import JsonObject, PublisherAccount, PublisherComparison, Span

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
        "results": [result_json(result) for result in refusal.results] if refusal else [],
        "notes": [{"kind": note.kind, **note.fields} for note in compared.notes],
        "searched": compared.searched,
        "took_ms": round(compared.took_ms, 1),
    }


def comparison_page(compared: PublisherComparison, layout: Layout) -> Page:
    """What each publisher says under its name and day, or the refusal of ``ask``."""
    if compared.refusal:
        return answer_page(compared.refusal, layout)
    names = {own.result.article.doc_id: _mention(own) for own in compared.accounts}
    question = indented(Text(one_line(compared.question), style="bold"), width=layout.width)
    notes = note_sentences(compared.notes)
    summary = indented(Text("\n".join([_summary(compared), *notes])), width=layout.width)
    accounts = [_account_page(own, names, layout) for own in compared.accounts]
    return joined([question, summary, *accounts])


def _account_json(own: PublisherAccount) -> JsonObject:
    return {
        "publisher": own.source,
        "confidence": round(own.confidence, 4),
        **result_json(own.result),
        "contradicts": list(own.contradicts),
        "also_in": [source_json(article) for article in own.also_in],
    }


def _summary(compared: PublisherComparison) -> str:
    if len(compared.accounts) + compared.more == 1:
        return f"Only {_mention(compared.accounts[0])} reports on this."
    total = counted(len(compared.accounts) + compared.more, "publisher")
    shown = f", {len(compared.accounts)} of them shown" if compared.more else ""
    differ = any(own.contradicts for own in compared.accounts)
    return f"{total} report on this{shown}, newest first.{' Accounts differ.' if differ else ''}"


def _account_page(own: PublisherAccount, names: Mapping[str, str], layout: Layout) -> Page:
    article = own.result.article
    head = join_with_dots([_heading(own), readable_date(article.published_at)], width=layout.width)
    lines = [_quotation(own), *_source(own, names, layout)]
    indented_lines = (
        indented(line, first=_INDENT, rest=_INDENT, width=layout.width) for line in lines
    )
    return Text("\n").join([Text(head, style="bold"), *indented_lines])


def _quotation(own: PublisherAccount) -> Text:
    """The sentences that may answer, in the order of the text, the answer underlined."""
    passage, answer = own.result.passage, own.result.answer
    spans = sorted(own.result.highlight, key=lambda span: span.start)
    sentences = []
    for span in spans or [Span(0, len(passage.text))]:
        sentence = Text(clean(passage.text[span.start : span.end]))
        if answer and span.start <= answer.start and answer.end <= span.end and answer != span:
            sentence.stylize("bold", answer.start - span.start, answer.end - span.start)
        sentences.append(sentence)
    return Text(" … ").join(sentences)


def _source(own: PublisherAccount, names: Mapping[str, str], layout: Layout) -> Iterable[Text]:
    article = own.result.article
    yield linked(title_of(article), article.url, style="italic", links=layout.links)
    authors = ", ".join(one_line(author) for author in article.authors)
    parts = (authors, f"paragraph {own.result.passage.paragraph}", one_line(article.doc_id))
    room = layout.width and layout.width - len(_INDENT)
    yield Text(join_with_dots(filter(None, parts), width=room), style="dim")
    if article.url and not layout.links:
        yield Text(one_line(article.url), style="dim")
    others = [names[doc_id] for doc_id in own.contradicts if doc_id in names]
    if others:
        yield Text(f"Differs from {', '.join(others)}.")
    if own.also_in:
        also_in = [one_line(other.publisher or _UNKNOWN) for other in own.also_in]
        yield Text(f"Also in: {', '.join(also_in)}.")


def _heading(own: PublisherAccount) -> str:
    return one_line(own.source or "") or _UNKNOWN


def _mention(own: PublisherAccount) -> str:
    """What an account is called in a sentence: its publisher, else the title."""
    return one_line(own.source or "") or f"“{title_of(own.result.article)}”"
