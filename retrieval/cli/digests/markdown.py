"""A digest in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap

from retrieval.citation.links import web_address
from retrieval.citation.markdown import escaped_markdown, markdown_link
from retrieval.cli.digests.wording import (
    digest_summary,
    digest_title,
    group_title,
    origin,
    other_articles,
    story_title,
)
from retrieval.types import Article, Digest, DigestStory


def digest_markdown(digest: Digest) -> str:
    """A list for each group, a line for each story with links and source."""
    return "\n\n".join(_blocks(digest)) + "\n"


def _blocks(digest: Digest) -> Iterator[str]:
    if digest.count:
        yield f"# {digest_title(digest)}"
    yield escaped_markdown(digest_summary(digest))
    for group in digest.groups:
        if title := group_title(group, digest):
            yield f"## {escaped_markdown(title)}"
        yield "\n".join(map(_story, group.stories))


def _story(story: DigestStory) -> str:
    article = story.article
    title = _link(story_title(article), article)
    source = ", ".join(map(escaped_markdown, origin(article)))
    parts = [
        f"{title}, {source}" if source else title,
        *(
            f"{label} {', '.join(starmap(_link, named))}{more}"
            for label, named, more in other_articles(story)
        ),
    ]
    return "- " + ". ".join(parts)


def _link(text: str, article: Article) -> str:
    return markdown_link(escaped_markdown(text), web_address(article.url))
