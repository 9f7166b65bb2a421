"""Reports on an archive and on what was done to it, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from retrieval.cli.output.source_lines import UNTITLED, title_of
from retrieval.cli.output.terminal import Layout
from retrieval.cli.output.text import (
    clean,
    counted,
    indented,
    one_line,
    readable_date,
    readable_size,
)
from retrieval.evaluation.calibration import Refit
from retrieval.evaluation.measures import Measure
from retrieval.health import Finding
from retrieval.text.display.direction import isolated
from retrieval.text.languages import language_name
from retrieval.types import (
    AlertCounts,
    ArchiveStatus,
    Article,
    Fingerprint,
    IngestFailure,
    IngestNote,
    IngestReport,
)

_PUBLISHERS_SHOWN = 10
_LANGUAGES_SHOWN = 6
_FAILURES_SHOWN = 20
_SUFFIXES_SHOWN = 10


def report_line(report: IngestReport) -> Text:
    """The counts of an ingest, on one line."""
    done = {
        "added": report.added,
        "replaced": report.replaced,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "removed earlier": report.removed_earlier,
        "failed": len(report.failed),
    }
    parts = [f"{count:,} {word}" for word, count in done.items() if count or word == "added"]
    return Text(f"Articles: {', '.join(parts)}.")


def passed_over_line(report: IngestReport) -> Text:
    """How many files were skipped because of their suffix, the most frequent suffix first.

    Empty if there are none.
    """
    counts = sorted(report.passed_over.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{count:,} {clean(suffix)}" for suffix, count in counts[:_SUFFIXES_SHOWN]]
    left = sum(count for _, count in counts[_SUFFIXES_SHOWN:])
    parts = [*shown, *([f"{left:,} of other kinds"] if left else [])]
    return Text(f"Skipped: {', '.join(parts)}." if parts else "")


def failure_lines(failures: Sequence[IngestFailure]) -> list[str]:
    """A line for each source without an article; the first 20 if there are more."""
    return _first_lines([(item.source, item.problem) for item in failures])


def note_lines(notes: Sequence[IngestNote]) -> list[str]:
    """A line for each source of which something was not used; the first 20 if there are more."""
    return _first_lines([(item.source, item.note) for item in notes])


def _first_lines(told: Sequence[tuple[str, str]]) -> list[str]:
    lines = [f"{one_line(source)}: {one_line(text)}" for source, text in told]
    left = len(lines) - _FAILURES_SHOWN
    if left <= 0:
        return lines
    return [*lines[:_FAILURES_SHOWN], f"… and {left:,} more, which --json lists."]


def status_page(status: ArchiveStatus, layout: Layout) -> Text:
    """The contents of the archive, and its problems."""
    rows = [
        ("Archive", clean(status.path)),
        ("Articles", f"{status.articles:,}"),
        ("Passages", _passages(status)),
        ("Published", _published(status)),
        ("Languages", _languages(status)),
        ("Model", _model(status.embedder)),
        ("Size", readable_size(status.size_bytes)),
        *([("Subscribed", _subscribed(status))] if status.subscriptions else []),
        *([("Alerts", _alerts(status.alerts))] if status.alerts.alerts else []),
        ("Health", " ".join(map(one_line, status.problems)) or "sound"),
    ]
    lines = [_row(name, value, layout) for name, value in rows]
    return Text("\n").join([*lines, *_publishers(status, layout)])


def listing_line(article: Article, layout: Layout) -> Text:
    """An article on one line: id, day, title, publisher; separated by tabs in a pipe."""
    doc_id = one_line(article.doc_id)
    day = one_line(article.published_at or "")[:10]
    publisher = one_line(article.publisher or "")
    if layout.width is None:  # also for programs, so that names are as they are stored
        return Text("\t".join((doc_id, day, one_line(article.title or UNTITLED), publisher)))
    title = Text.assemble(title_of(article), (f"  {isolated(publisher)}", "dim"))
    line = Text.assemble((doc_id, "dim"), f"  {day:10}  ", title)
    line.truncate(layout.width, overflow="ellipsis")
    return line


def findings_page(findings: Sequence[Finding], layout: Layout) -> Text:
    """Each problem with its cure."""
    blocks = [
        Text("\n").join(
            [
                indented(Text(one_line(finding.problem)), width=layout.width),
                indented(Text(f"Cure: {one_line(finding.cure)}."), first="  ", width=layout.width),
            ]
        )
        for finding in findings
    ]
    return Text("\n").join(blocks)


def measures_table(measures: Sequence[Measure]) -> Text:
    """Each measure with its 95 % confidence interval and the number of questions."""
    return _table(
        "value   95 % interval  questions",
        [
            (item.name, f"{item.value:.3f}  {item.low:.3f} to {item.high:.3f}  {item.questions:9,}")
            for item in measures
        ],
    )


def calibration_table(refit: Refit) -> Text:
    """The quality of the confidence before and after, on questions not used to fit it."""
    before, after = refit.before, refit.after
    rows = [
        ("calibration error", before.error, after.error),
        ("area under the ROC curve", before.roc_area, after.roc_area),
        ("answered at 10 % false answers", before.answered, after.answered),
    ]
    return _table("before  after", [(name, f"{old:.3f}   {new:.3f}") for name, old, new in rows])


def _table(head: str, rows: Sequence[tuple[str, str]]) -> Text:
    """A header line, then a line of figures for each name."""
    width = max(len(name) for name, _ in rows)
    lines = [Text(f"{name:{width}}  {figures}") for name, figures in rows]
    return Text("\n").join([Text(f"{'':{width}}  {head}", style="dim"), *lines])


def _row(name: str, value: str, layout: Layout) -> Text:
    label = f"{name:<11}"
    row = indented(Text(value), first=label, rest=" " * len(label), width=layout.width)
    row.stylize("dim", 0, len(label))
    return row


def _passages(status: ArchiveStatus) -> str:
    if not status.pending_passages:
        return f"{status.passages:,}"
    return f"{status.passages:,}, of which {status.pending_passages:,} have no vector yet"


def _alerts(counts: AlertCounts) -> str:
    """How many alerts there are, and what of them is not told or judged yet.

    >>> _alerts(AlertCounts(12, untold=3, unjudged=1))
    '12, 3 stories not told yet, 1 article not judged yet'
    """
    parts = [f"{counts.alerts:,}"]
    if counts.untold:
        parts.append(
            f"{counts.untold:,} {'story' if counts.untold == 1 else 'stories'} not told yet"
        )
    if counts.unjudged:
        parts.append(f"{counted(counts.unjudged, 'article')} not judged yet")
    return ", ".join(parts)


def _subscribed(status: ArchiveStatus) -> str:
    failing = f", {status.failing_subscriptions:,} failing" if status.failing_subscriptions else ""
    return f"{counted(status.subscriptions, 'source')}{failing}"


def _published(status: ArchiveStatus) -> str:
    return _days((status.first_published_at, status.last_published_at)) or "dates unknown"


def _days(dates: tuple[str | None, str | None]) -> str:
    """The days from the first to the last date, "" if they are not known."""
    first, last = (readable_date(day) if day else "" for day in dates)
    return first if first == last else f"{first} to {last}"


def _model(embedder: Fingerprint | None) -> str:
    if embedder is None:
        return "none yet"
    return f"{one_line(embedder.model.model)} ({embedder.model.dimension} dimensions)"


def _languages(status: ArchiveStatus) -> str:
    """The languages with their numbers of articles, most first."""
    counts = [f"{language_name(code)} {count:,}" for code, count in status.languages.items()]
    left = len(counts) - _LANGUAGES_SHOWN
    shown = [*counts[:_LANGUAGES_SHOWN], *([f"and {left:,} more"] if left > 0 else [])]
    return ", ".join(shown) or "none"


def _publishers(status: ArchiveStatus, layout: Layout) -> Iterable[Text]:
    shown = list(status.publishers.items())[:_PUBLISHERS_SHOWN]
    for number, (publisher, count) in enumerate(shown):
        name = one_line(publisher) if publisher else "publisher unknown"
        label = "From" if number == 0 else ""
        days = _days(status.publisher_dates.get(publisher, (None, None)))
        yield _row(label, ", ".join(filter(None, (name, counted(count, "article"), days))), layout)
    left = len(status.publishers) - len(shown)
    if left:
        yield _row("", f"and {counted(left, 'publisher')} more", layout)
