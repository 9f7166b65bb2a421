"""The groups of a digest: by publisher, or by the words that titles share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.protocols import ArticleStore, LexicalIndex
from retrieval.replies.topics import MOSTLY_TOGETHER, Terms, title_terms
from retrieval.search.questions.archive_words import ArchiveWords
from retrieval.text.languages import language_of
from retrieval.types import DigestGroup, DigestOrder, DigestStory

_NAMED_IN = 2  # stories, for a name to be their topic
_FOUND_IN = 3  # stories, for another word to be their topic
_MAX_SHARE = 0.05  # of all passages hold such a word; others tell of no topic

LeastStories = Callable[[str, str], int | None]
"""In how many titles a word of a language makes a topic; ``None`` if it never does."""


def grouped(
    stories: Sequence[DigestStory], by: DigestOrder, least_stories: LeastStories
) -> tuple[DigestGroup, ...]:
    """The stories in groups, the largest first, in the order in which they were given.

    Those without a topic or publisher are the last group.
    """
    headings = by_publisher(stories) if by == "publisher" else by_topic(stories, least_stories)
    groups: defaultdict[str | None, list[DigestStory]] = defaultdict(list)
    for story, heading in zip(stories, headings, strict=True):
        groups[heading].append(story)
    order = sorted(groups, key=lambda heading: (heading is None, -len(groups[heading])))
    return tuple(DigestGroup(heading, tuple(groups[heading])) for heading in order)


def by_publisher(stories: Sequence[DigestStory]) -> list[str | None]:
    """The publisher of each story."""
    return [" ".join((story.article.publisher or "").split()) or None for story in stories]


def by_topic(stories: Sequence[DigestStory], least_stories: LeastStories) -> list[str | None]:
    """The topic of each story: a name, or another distinctive word, that titles share.

    The topic of most stories is taken first, and then the next one of what is left, names before
    other words.
    """
    least_stories = cache(least_stories)
    titles = list(map(_title, stories))
    headings: list[str | None] = [None] * len(stories)
    left = list(range(len(stories)))
    while topic := _commonest([titles[place] for place in left], least_stories):
        own = [place for place in left if topic in titles[place].forms]
        heading = _heading(topic, [titles[place] for place in own])
        for place in own:
            headings[place] = heading
        left = [place for place in left if headings[place] is None]
    return headings


def least_stories_by(store: ArticleStore, words: LexicalIndex) -> LeastStories:
    """What makes a topic in an archive: words always written with a capital, and rare others."""
    passages = store.counts()["passages"]

    def least_stories(word: str, language: str) -> int | None:
        known = ArchiveWords(store, words, language)
        if known.is_name(word):
            return _NAMED_IN
        is_rare = known.counts([word]).get(word, 0) <= _MAX_SHARE * passages
        return _FOUND_IN if is_rare else None

    return least_stories


class _Title(NamedTuple):
    """The terms of a title, each with how it is written."""

    language: str
    forms: dict[Terms, str]


def _title(story: DigestStory) -> _Title:
    language = story.article.language or "en"
    without = _days_and_months(language)
    terms = title_terms(story.article)
    return _Title(language, {own: form for own, form in terms if form.casefold() not in without})


@cache
def _days_and_months(language: str) -> frozenset[str]:
    known = language_of(language)
    return frozenset(word.casefold() for words in (known.weekdays, *known.months) for word in words)


def _commonest(titles: Sequence[_Title], least_stories: LeastStories) -> Terms | None:
    """The term that most of the titles share, a name if there is one."""
    counts = Counter(terms for title in titles for terms in title.forms if len(terms) == 1)
    by_terms = {terms: title for title in titles for terms in title.forms}
    found: list[tuple[int, int, Terms]] = []
    for terms, count in counts.items():
        title = by_terms[terms]
        least = least_stories(title.forms[terms], title.language) if count >= _NAMED_IN else None
        if least is not None and count >= least:
            found.append((least, -count, terms))
    return min(found)[2] if found else None


def _heading(topic: Terms, titles: Sequence[_Title]) -> str:
    """How most of the titles write the topic, with the word that mostly stands beside it."""
    pairs = Counter(
        terms for title in titles for terms in title.forms if len(terms) > 1 and topic[0] in terms
    )
    pair, count = max(pairs.items(), key=lambda own: own[1], default=(topic, 0))
    shown = pair if count >= max(2, MOSTLY_TOGETHER * len(titles)) else topic
    forms = Counter(title.forms[shown] for title in titles if shown in title.forms)
    heading = min(forms, key=lambda form: (-forms[form], len(form), form))
    return heading[:1].upper() + heading[1:]
