"""The commands about what is in an archive: adding, listing, showing and removing articles."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from retrieval import (
    Archive,
    Article,
    ArticleNotFoundError,
    RetrievalError,
)
from retrieval.cli.commands.call import DONE, Call, fail, note, print_json, print_line
from retrieval.cli.json_output import article_json, listed_json, report_json
from retrieval.cli.terminal import Screen, article_page
from retrieval.cli.text import one_line

_SHORTEST_PREFIX = 4
_SOURCES_SHOWN = 5


def ingest(call: Call) -> int:
    """Adds or updates articles."""
    from retrieval.cli.progress import progress_on
    from retrieval.cli.reports import failure_lines, passed_over_line, report_line

    with (
        call.archive(create=True) as archive,
        progress_on(Screen(sys.stderr), is_quiet=bool(call.options.quiet)) as on_progress,
    ):
        report = archive.ingest(call.options.sources, on_progress=on_progress)
    if call.options.json:
        print_json(report_json(report))
    else:
        for line in failure_lines(report.failed):
            note(line)
        screen = Screen(sys.stdout)
        screen.show(report_line(report))
        if report.passed_over:
            screen.show(passed_over_line(report))
    if not report.failed_sources:
        return DONE
    if report.added or report.replaced or report.unchanged:
        return fail(
            f"No article could be read from {_listed(report.failed_sources)}; the rest is stored."
        )
    return fail("No article could be read: give files, folders or addresses of news articles.")


def articles(call: Call) -> int:
    """Lists the articles."""
    from retrieval.cli.reports import listing_line

    screen = Screen(sys.stdout)
    with call.archive() as archive:
        for article in archive.articles():
            if call.options.json:
                print_json(listed_json(article))
            else:
                screen.show(listing_line(article, screen.wide_layout))
    return DONE


def show_article(call: Call) -> int:
    """Prints one article."""
    with call.archive() as archive:
        article = find_article(archive, call.options.doc_id)
    if call.options.json:
        print_json(article_json(article))
    else:
        screen = Screen(sys.stdout)
        screen.show(article_page(article, screen.layout))
    return DONE


def remove(call: Call) -> int:
    """Deletes articles; none of them where one is not there."""
    with call.archive() as archive:
        found = {item.doc_id: item for item in _find_all(archive, call.options.doc_ids)}
        archive.remove(*found)
        for article in found.values():
            print_line(f"Removed {article.doc_id} {one_line(article.title or 'Without a title')}")
    return DONE


def find_article(archive: Archive, doc_id: str) -> Article:
    """The article of that id, or the only one whose id begins so, with at least four characters.

    Raises ArticleNotFoundError, or RetrievalError where several ids begin so.
    """
    try:
        return archive.article(doc_id)
    except ArticleNotFoundError:
        if len(doc_id) < _SHORTEST_PREFIX:
            raise
    found = [item for item in archive.articles() if item.doc_id.startswith(doc_id)]
    if len(found) > 1:
        ids = " and ".join(item.doc_id for item in found[:2])
        raise RetrievalError(f"Several articles begin with {doc_id}, such as {ids}: give more.")
    if not found:
        raise ArticleNotFoundError(doc_id)
    return found[0]


def _listed(sources: Sequence[str]) -> str:
    """The first sources by name, and how many more there are."""
    names = ", ".join(sources[:_SOURCES_SHOWN])
    left = len(sources) - _SOURCES_SHOWN
    return f"{names} and {left:,} more" if left > 0 else names


def _find_all(archive: Archive, doc_ids: Iterable[str]) -> list[Article]:
    return [find_article(archive, doc_id) for doc_id in doc_ids]
