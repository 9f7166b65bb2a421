"""A digest as an HTML page that can be sent as a mail: without scripts, style sheets and images."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import starmap

from retrieval.citation.links import web_address
from retrieval.cli.digests.wording import (
    digest_summary,
    digest_title,
    group_title,
    origin,
    other_articles,
    story_title,
)
from retrieval.types import Article, Digest, DigestStory

# Mail programs drop style sheets, but not the styles of elements.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
</head>
<body style="font: 16px/1.45 sans-serif; max-width: 42em; margin: 1em auto; padding: 0 1em">
{body}
</body>
</html>
"""
_SMALL = "color: #767676; font-size: 14px"  # legible on white and on black


def digest_html(digest: Digest) -> str:
    """A page with a list for each group; links lead to the articles' pages, and nowhere else."""
    return _PAGE.format(title=escape(digest_title(digest)), body="\n".join(_elements(digest)))


def _elements(digest: Digest) -> Iterator[str]:
    if digest.count:
        yield f'<h1 style="font-size: 22px; margin: 0">{escape(digest_title(digest))}</h1>'
    yield f"<p>{escape(digest_summary(digest))}</p>"
    for group in digest.groups:
        if title := group_title(group, digest):
            yield f'<h2 style="font-size: 18px; margin: 24px 0 8px" dir="auto">{escape(title)}</h2>'
        yield '<ul style="margin: 0; padding-left: 20px">'
        yield from map(_story, group.stories)
        yield "</ul>"


def _story(story: DigestStory) -> str:
    article = story.article
    source = " · ".join(f"<bdi>{escape(part)}</bdi>" for part in origin(article))
    small = [
        *([source] if source else []),
        *(
            f"{label} {', '.join(starmap(_link, named))}{more}"
            for label, named, more in other_articles(story)
        ),
    ]
    lines = [
        _link(story_title(article), article),
        *(f'<span style="{_SMALL}">{line}</span>' for line in small),
    ]
    return f'<li style="margin: 0 0 10px">{"<br>".join(lines)}</li>'


def _link(text: str, article: Article) -> str:
    language = f' lang="{escape(article.language)}"' if article.language else ""
    shown = f"<bdi{language}>{escape(text)}</bdi>"
    address = web_address(article.url)
    return f'<a href="{escape(address)}">{shown}</a>' if address else shown
