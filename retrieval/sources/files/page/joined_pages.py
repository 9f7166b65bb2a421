"""The drafts of the pages of an article → one draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.sources.drafts import Draft
from retrieval.sources.metadata.titles import agree


def joined(drafts: Sequence[Draft]) -> Draft | None:
    """Return one draft of the pages of an article, in their order; None if there is no page.

    A line that is on more than one of them counts once. A page with another title is of another
    article.
    """
    if not drafts:
        return None
    first = drafts[0]
    paragraphs = dict.fromkeys(first.paragraphs)
    for draft in drafts[1:]:
        if _is_of_same_article(first, draft):
            paragraphs.update(dict.fromkeys(draft.paragraphs))
    posts = tuple(dict.fromkeys(line for draft in drafts for line in draft.posts))
    lines = tuple(paragraphs)
    return first if len(drafts) == 1 else replace(first, paragraphs=lines, posts=posts)


def _is_of_same_article(first: Draft, other: Draft) -> bool:
    if not first.title or not other.title:
        return True
    return agree(first.title, other.title) or agree(other.title, first.title)
