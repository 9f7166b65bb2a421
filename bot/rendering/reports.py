"""Reports on an ingest, as lines of text."""

from __future__ import annotations

from bot.rendering.translations import Texts
from retrieval import IngestFailure, IngestReport

_LISTED_FAILURES = 5


def report_lines(
    report: IngestReport, texts: Texts, *, address: str | None = None, title: str | None = None
) -> list[str]:
    """What an ingest added, replaced and could not read, one line each.

    ``title`` is that of the article if there is only one; with ``address``, the fetched feed or
    sitemap, failures name their page.
    """
    rows = [_one_changed(report, title, texts)] if title is not None else _counts(report, texts)
    if report.failed:
        rows.append(texts("failures", count=len(report.failed)))
        rows += [_failed(failure, address, texts) for failure in report.failed[:_LISTED_FAILURES]]
    if len(report.failed) > _LISTED_FAILURES:
        rows.append(texts("others", count=len(report.failed) - _LISTED_FAILURES))
    return rows or [texts("add_nothing")]


def is_single_article(report: IngestReport) -> bool:
    """Whether the ingest added or replaced exactly one article."""
    return len(report.changed) == report.added + report.replaced == 1 and not report.unchanged


def _one_changed(report: IngestReport, title: str, texts: Texts) -> str:
    return texts("added_title" if report.added else "replaced_title", title=title)


def _counts(report: IngestReport, texts: Texts) -> list[str]:
    counts = (
        ("added", report.added),
        ("replaced", report.replaced),
        ("unchanged", report.unchanged),
    )
    return [f"{texts(name, count=count)}." for name, count in counts if count]


def _failed(failure: IngestFailure, address: str | None, texts: Texts) -> str:
    problem = texts("add_private") if failure.is_private else failure.problem
    is_page = address is not None and failure.source != address
    return f"• {failure.source}: {problem}" if is_page else f"• {problem}"
