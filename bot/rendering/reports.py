"""What an ingest did, in words: pure, from a report to lines."""

from __future__ import annotations

from bot.rendering.translations import Texts
from retrieval import IngestFailure, IngestReport

_LISTED_FAILURES = 5


def report_lines(
    report: IngestReport, texts: Texts, *, address: str | None = None, title: str | None = None
) -> list[str]:
    """A line for each thing that an ingest did.

    ``title`` is that of the only article that came of it; ``address`` is what was fetched, so that
    failures of a feed or sitemap name their page.
    """
    said = [_one_changed(report, title, texts)] if title is not None else _counts(report, texts)
    if report.failed:
        said.append(texts("failures", count=len(report.failed)))
        said += [_failed(failure, address, texts) for failure in report.failed[:_LISTED_FAILURES]]
    if len(report.failed) > _LISTED_FAILURES:
        said.append(texts("more_failures", count=len(report.failed) - _LISTED_FAILURES))
    return said or [texts("add_nothing")]


def is_about_one(report: IngestReport) -> bool:
    """Whether exactly one article came of it, which the report can name."""
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
