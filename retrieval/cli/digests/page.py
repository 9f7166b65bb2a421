"""A digest as a page for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from retrieval.cli.digests.wording import (
    digest_summary,
    digest_title,
    group_title,
    origin,
    other_articles,
    story_title,
)
from retrieval.cli.output.terminal import Layout, Page, joined
from retrieval.cli.output.text import indented, join_with_dots, linked, one_line
from retrieval.text.display.direction import isolated
from retrieval.types import Article, Digest, DigestGroup, DigestStory

_BULLET, _INDENT = "• ", "  "


def digest_page(digest: Digest, layout: Layout) -> Page:
    """The stories in their groups, each with its source below it."""
    summary = indented(Text(digest_summary(digest)), width=layout.width)
    if not digest.count:
        return summary
    title = indented(Text(digest_title(digest), style="bold"), width=layout.width)
    groups = [_group(group, digest, layout) for group in digest.groups]
    return joined([Text("\n").join([title, summary]), *groups])


def _group(group: DigestGroup, digest: Digest, layout: Layout) -> Text:
    title = group_title(group, digest)
    head = [indented(Text(isolated(title), style="bold"), width=layout.width)] if title else []
    return Text("\n").join([*head, *(_story(story, layout) for story in group.stories)])


def _story(story: DigestStory, layout: Layout) -> Text:
    article = story.article
    title = linked(isolated(story_title(article)), article.url, links=layout.links)
    room = layout.width and layout.width - len(_INDENT)
    parts = [*map(isolated, origin(article)), one_line(article.doc_id)]
    below = [
        Text(join_with_dots(parts, width=room), style="dim"),
        *(
            Text.assemble(f"{label} ", _links(named, layout), more, style="dim")
            for label, named, more in other_articles(story)
        ),
    ]
    return Text("\n").join(
        [
            indented(title, first=_BULLET, rest=_INDENT, width=layout.width),
            *(indented(own, first=_INDENT, rest=_INDENT, width=layout.width) for own in below),
        ]
    )


def _links(named: Iterable[tuple[str, Article]], layout: Layout) -> Text:
    shown = (linked(isolated(name), own.url, links=layout.links) for name, own in named)
    return Text(", ").join(shown)
