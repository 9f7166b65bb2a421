"""Replies to small talk and to questions about the archive, made of what the store holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from retrieval.protocols import ArticleStore, LexicalIndex
from retrieval.replies.requests import Request, recognise
from retrieval.replies.selection import Selection, select
from retrieval.replies.texts import ReplyTexts, texts_of
from retrieval.replies.topics import frequent_topics
from retrieval.search.archive_words import ArchiveWords
from retrieval.types import Reply

_MAX_LINES = 10
_NEWEST = 5  # articles, if no time is named
_MAX_TOPICS = 10


@dataclass(slots=True)
class Replier:
    """Replies from what ``store`` holds; safe for use by several threads."""

    store: ArticleStore
    words: LexicalIndex
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _topics: tuple[int, list[tuple[str, int]]] = (-1, [])  # by generation

    def reply(self, question: str, *, is_first: bool = True) -> Reply | None:
        """The reply to ``question``; ``None`` if it asks something about the news.

        One that points back, such as "How does it work?", does so unless it ``is_first``.
        """
        for request in self._recognised(question):
            if request.points_back and not is_first:
                continue
            text = _MAKERS[request.field](self, request)
            if text:
                return Reply(request.kind, text)
        return None

    def is_small_talk(self, question: str) -> bool:
        """Whether ``question`` asks nothing, such as "hello" or "thanks"."""
        return any(request.is_small_talk for request in self._recognised(question))

    def _recognised(self, question: str) -> Iterator[Request]:
        return recognise(question, {code: n for code, n in self.store.languages().items() if code})

    def _said(self, request: Request, key: str) -> str:
        texts = texts_of(request.language)
        return texts(key, archive=self._archive(texts))

    def _archive(self, texts: ReplyTexts) -> str:
        """How many articles the archive holds, from how many publishers, and from when to when."""
        publishers = sum(name is not None for name in self.store.publishers())
        articles = texts.count("articles", self.store.counts()["articles"])
        origin = f" {texts.count('publishers', publishers)}" if publishers else ""
        return f"{articles}{origin}, {self._dates(texts)}"

    def _dates(self, texts: ReplyTexts) -> str:
        first, last = self.store.date_range()
        if first is None or last is None:
            return texts("undated")
        return texts.period(date.fromisoformat(first[:10]), date.fromisoformat(last[:10]))

    def _size(self, request: Request) -> str | None:
        texts = texts_of(request.language)
        if not request.names_something:
            return texts("sentence", text=self._archive(texts))
        selection = select(request, self.store, self.words)
        return texts("sentence", text=_counted(selection, texts)) if selection else None

    def _covered(self, request: Request) -> str:
        texts = texts_of(request.language)
        articles = texts.count("articles", self.store.counts()["articles"])
        return texts("sentence", text=f"{articles}, {self._dates(texts)}")

    def _publishers(self, request: Request) -> str:
        texts, counts = texts_of(request.language), self.store.publishers()
        lines = [
            f"• {texts.publisher(name)}: {texts.count('articles', number)}"
            for name, number in counts.items()
        ]
        known = sum(name is not None for name in counts)
        return texts.listed(texts.count("publisher_list", known), lines, most=_MAX_LINES)

    def _listing(self, request: Request) -> str | None:
        selection = select(request, self.store, self.words)
        if selection is None:
            return None
        texts = texts_of(request.language)
        heading = _counted(selection, texts)
        if not selection.articles:
            return texts("sentence", text=heading)
        lines = [texts.line(own) for own in selection.by_title()]
        return texts.listed(texts("heading", text=heading), lines, most=_MAX_LINES)

    def _newest(self, request: Request) -> str | None:
        selection = select(request, self.store, self.words)
        if selection is None:
            return None
        texts = texts_of(request.language)
        if not selection.articles:
            return texts("sentence", text=_counted(selection, texts))
        most = _MAX_LINES if selection.period else _NEWEST
        shown = selection.articles[: 1 if request.field == "newest_one" else most]
        heading = _with_filters(texts.count("newest", len(shown)), selection, texts)
        return texts.listed(
            texts("heading", text=heading), [texts.line(own) for own in shown], most=most
        )

    def _frequent(self, request: Request) -> str:
        texts, topics = texts_of(request.language), self._current_topics()
        if not topics:
            newest = list(islice(self.store.listed_articles(), _NEWEST))
            heading = texts.count("newest", len(newest))
            return texts.listed(
                texts("heading", text=heading), [texts.line(own) for own in newest], most=_NEWEST
            )
        return texts("topics", topics=", ".join(f"{name} ({count})" for name, count in topics))

    def _summary(self, request: Request) -> str:
        return f"{texts_of(request.language)('summary')} {self._frequent(request)}"

    def _current_topics(self) -> list[tuple[str, int]]:
        """The topics, computed once for each generation of the store."""
        generation = self.store.generation()
        with self._lock:
            if self._topics[0] != generation:
                articles = self.store.listed_articles()
                topics = frequent_topics(articles, most=_MAX_TOPICS, is_name=self._is_name)
                self._topics = (generation, topics)
            return self._topics[1]

    def _is_name(self, word: str, language: str) -> bool:
        """Whether the articles write ``word`` with a capital only."""
        return ArchiveWords(self.store, self.words, language).as_written(word.lower())[0].isupper()


def _counted(selection: Selection, texts: ReplyTexts) -> str:
    """How many articles were chosen, and by what."""
    return _with_filters(texts.count("articles", len(selection.articles)), selection, texts)


def _with_filters(what: str, selection: Selection, texts: ReplyTexts) -> str:
    """``what``, and the topic, publishers and time that were named."""
    period = selection.period
    named = (
        texts("topic", topic=selection.topic) if selection.topic else "",
        texts("publisher", publisher=", ".join(map(texts.publisher, selection.publishers)))
        if selection.publishers
        else "",
        texts.period(period.first, period.last) if period else "",
    )
    return " ".join((what, ", ".join(filter(None, named)))).strip()


_MAKERS: Mapping[str, Callable[[Replier, Request], str | None]] = {
    "greetings": lambda own, request: own._said(request, "hello"),
    "farewells": lambda own, request: own._said(request, "goodbye"),
    "thanks": lambda own, request: own._said(request, "welcome"),
    "agreement": lambda own, request: own._said(request, "agreed"),
    "about": lambda own, request: own._said(request, "about"),
    "help": lambda own, request: own._said(request, "help"),
    "size": Replier._size,
    "dates": Replier._covered,
    "publishers": Replier._publishers,
    "listing": Replier._listing,
    "newest": Replier._newest,
    "newest_one": Replier._newest,
    "topics": Replier._frequent,
    "summary": Replier._summary,
}
