"""The stories since a day as formatted text."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rendering.formatted_text import FormattedText, bold, join, one_line, plain
from bot.rendering.messages import DeepLink, also_in_line, lines, listed_line
from bot.rendering.translations import Texts
from retrieval import Article, Digest, DigestStory

_MAX_CORRECTED = 3


def digest_blocks(
    digest: Digest, texts: Texts, deep_link: DeepLink, *, first: int, limit: int
) -> list[FormattedText]:
    """Up to ``limit`` stories from number ``first`` on, counted from 0, under their headings."""
    if not digest.count:
        return [lines([_nothing(digest, texts)])]
    day = texts.date(digest.since.isoformat())
    blocks = [plain(texts("today_stories", count=digest.count, day=day))] if first == 0 else []
    number = 0
    for group in digest.groups:
        own = [
            story
            for place, story in enumerate(group.stories, start=number)
            if first <= place < first + limit
        ]
        number += len(group.stories)
        if own:
            blocks.append(_group(group.heading, own, texts, deep_link, len(digest.groups)))
    return blocks


def _group(
    heading: str | None,
    stories: Sequence[DigestStory],
    texts: Texts,
    deep_link: DeepLink,
    groups: int,
) -> FormattedText:
    known = one_line(heading or "").text or (texts("today_other") if groups > 1 else "")
    listed = [_story(story, texts, deep_link) for story in stories]
    return join([bold(known), *listed], "\n")


def _story(story: DigestStory, texts: Texts, deep_link: DeepLink) -> FormattedText:
    copies, corrected = story.also_in, story.corrects[:_MAX_CORRECTED]
    return join(
        [
            plain("• ") + listed_line(story.article, texts, deep_link),
            also_in_line(copies, texts, deep_link) if copies else FormattedText(),
            _corrects(corrected, texts, deep_link) if corrected else FormattedText(),
        ],
        "\n",
    )


def _corrects(articles: Sequence[Article], texts: Texts, deep_link: DeepLink) -> FormattedText:
    named = [listed_line(article, texts, deep_link) for article in articles]
    return plain(texts("corrects") + " ") + join(named, "; ")


def _nothing(digest: Digest, texts: Texts) -> str:
    day = texts.date(digest.since.isoformat())
    newest = digest.newest_day
    if newest is None or newest >= digest.since:
        return texts("today_none", day=day)
    return texts("today_none_newest", day=day, newest=texts.date(newest.isoformat()))
