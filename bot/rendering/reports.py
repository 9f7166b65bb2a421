"""Reports on an ingest, or on what a subscription brought, as lines of text."""

from __future__ import annotations

from bot.rendering.translations import Texts
from retrieval import IngestFailure, IngestReport, SourceUpdate

_LISTED_FAILURES = 5


def report_lines(
    report: IngestReport,
    texts: Texts,
    *,
    address: str | None = None,
    title: str | None = None,
    is_file: bool = False,
) -> list[str]:
    """What an ingest added, replaced and could not read, one line each.

    ``title`` is that of the article if there is only one; with ``address``, the fetched feed or
    sitemap, failures name their page, and those of a file ``is_file`` its name.
    """
    rows = count_lines(report, texts)
    if title is not None:
        rows = [texts("added_title" if report.added else "replaced_title", title=title)]
    return [*rows, *failure_lines(report, texts, address, is_file=is_file)] or [
        texts("add_nothing")
    ]


def is_single_article(report: IngestReport) -> bool:
    """Whether the ingest added or replaced exactly one article."""
    return len(report.changed) == report.added + report.replaced == 1 and not report.unchanged


def count_lines(report: IngestReport | SourceUpdate, texts: Texts) -> list[str]:
    """How many articles were added, replaced and unchanged."""
    counts = (
        ("added", report.added),
        ("replaced", report.replaced),
        ("unchanged", report.unchanged),
    )
    return [f"{texts(name, count=count)}." for name, count in counts if count]


def failure_lines(
    report: IngestReport | SourceUpdate,
    texts: Texts,
    address: str | None,
    *,
    is_file: bool = False,
) -> list[str]:
    """What could not be read, the first of many."""
    if not report.failed:
        return []
    more = len(report.failed) - _LISTED_FAILURES
    return [
        texts("failures", count=len(report.failed)),
        *(_failed(one, address, texts, is_file) for one in report.failed[:_LISTED_FAILURES]),
        *([texts("others", count=more)] if more > 0 else []),
    ]


def _failed(failure: IngestFailure, address: str | None, texts: Texts, is_file: bool) -> str:
    problem = texts("add_private") if failure.is_private else failure.problem
    if is_file:
        return f"• {failure.source.rpartition('/')[2]}: {problem}"
    is_page = address is not None and failure.source != address
    return f"• {failure.source}: {problem}" if is_page else f"• {problem}"
