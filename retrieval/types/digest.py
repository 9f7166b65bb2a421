"""Digests: the stories that are new since a day, in groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from retrieval.types.articles import NO_FILTERS, Article, Filters

DigestOrder: TypeAlias = Literal["topic", "publisher"]
"""What the stories of a digest are grouped by."""


@dataclass(frozen=True, slots=True)
class DigestStory:
    """A story: its first article, and the copies of it.

    ``corrects`` are earlier articles that state other figures, days or names in the same words,
    newest first.
    """

    article: Article
    also_in: tuple[Article, ...] = ()
    corrects: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestGroup:
    """Stories under a heading: a topic or publisher, ``None`` for those that have none."""

    heading: str | None
    stories: tuple[DigestStory, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The stories from the day ``since`` on, up to ``until`` if it is set, grouped ``by`` what.

    ``newest_day`` is that of the newest dated article that the filters let through.
    """

    since: date
    until: date | None
    by: DigestOrder
    groups: tuple[DigestGroup, ...]
    filters: Filters = NO_FILTERS
    newest_day: date | None = None

    @property
    def stories(self) -> Iterator[DigestStory]:
        """The stories of all groups, in order."""
        return (story for group in self.groups for story in group.stories)

    @property
    def count(self) -> int:
        """How many stories there are."""
        return sum(len(group.stories) for group in self.groups)
