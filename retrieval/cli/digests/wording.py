"""The words of a digest that all its formats share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from retrieval.cli.output.filter_words import filters_line
from retrieval.cli.output.source_lines import UNTITLED
from retrieval.cli.output.text import counted, one_line, readable_date
from retrieval.text.display.headline import headline
from retrieval.types import Article, Digest, DigestGroup, DigestStory

_MAX_NAMED = 4
_UNGROUPED = {"topic": "Other stories", "publisher": "Unknown publisher"}


def digest_title(digest: Digest) -> str:
    """What the digest is of: "Stories since 25 November 2026"."""
    return f"Stories {_days(digest)}"


def digest_summary(digest: Digest) -> str:
    """How many stories there are, and what they were filtered by."""
    if not digest.count:
        return _nothing(digest)
    articles = sum(1 + len(story.also_in) for story in digest.stories)
    publishers = {own.article.publisher for own in digest.stories}
    publishers |= {copy.publisher for own in digest.stories for copy in own.also_in}
    known = len(publishers - {None})
    stories = "1 story" if digest.count == 1 else f"{digest.count:,} stories"
    parts = [
        stories if articles == digest.count else f"{stories} in {counted(articles, 'article')}",
        f"from {counted(known, 'publisher')}" if known else "",
    ]
    return f"{' '.join(filter(None, parts))}{_filtered(digest)}."


def group_title(group: DigestGroup, digest: Digest) -> str:
    """The heading of a group; "" if all stories are without a topic."""
    if group.heading is not None:
        return one_line(group.heading)
    return "" if len(digest.groups) == 1 else _UNGROUPED[digest.by]


def story_title(article: Article) -> str:
    """The title of an article, or how its text begins."""
    return one_line(headline(article)) or UNTITLED


def origin(article: Article) -> Iterator[str]:
    """The publisher and the day of an article, as far as they are known."""
    if name := one_line(article.publisher or ""):
        yield name
    if article.published_at:
        yield readable_date(article.published_at)


def other_articles(story: DigestStory) -> Iterator[tuple[str, list[tuple[str, Article]], str]]:
    """What a story is also in, and what it corrects: a label, articles with their names, and how
    many more there are (" and 3 more", else "").
    """
    for label, articles, name in (
        ("Also in:", story.also_in, _copy_name),
        ("Corrects or updates:", story.corrects, _corrected_name),
    ):
        left = len(articles) - _MAX_NAMED
        shown = articles if left <= 1 else articles[:_MAX_NAMED]  # the last is as short as "more"
        if shown:
            more = f" and {left:,} more" if left > 1 else ""
            yield label, [(name(own), own) for own in shown], more


def _copy_name(article: Article) -> str:
    """The publisher of a copy, else its title."""
    return one_line(article.publisher or "") or f"“{story_title(article)}”"


def _corrected_name(article: Article) -> str:
    """The title of an article that is corrected, its publisher and day in brackets."""
    source = ", ".join(origin(article))
    title = f"“{story_title(article)}”"
    return f"{title} ({source})" if source else title


def _days(digest: Digest) -> str:
    since = readable_date(digest.since.isoformat())
    if digest.until is None:
        return f"since {since}"
    until = readable_date(digest.until.isoformat())
    return f"of {since}" if since == until else f"of {since} to {until}"


def _nothing(digest: Digest) -> str:
    newest = digest.newest_day
    is_older = newest is not None and newest < digest.since
    rest = f"; the newest article is of {readable_date(str(newest))}" if is_older else ""
    return f"No stories {_days(digest)}{_filtered(digest)}{rest}."


def _filtered(digest: Digest) -> str:
    days = ("since", "until", "as_of")  # which the title tells
    words = filters_line(replace(digest.filters, **dict.fromkeys(days)))
    return f", only {words}" if words else ""
