"""Replies to small talk and to questions about the archive or a source, made from the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from retrieval.protocols import ArticleStore, LexicalIndex
from retrieval.replies.holdings import Holdings, by_story
from retrieval.replies.requests import Request, recognise
from retrieval.replies.selection import Selection, select, unknown_author, unknown_topic
from retrieval.replies.texts import ReplyTexts, texts_of
from retrieval.replies.topics import frequent_topics
from retrieval.search.questions.archive_words import ArchiveWords
from retrieval.text.languages.replies import replies_of
from retrieval.text.questions.further import further_request
from retrieval.text.questions.question_words import only_question_words
from retrieval.text.words.language_detection import question_language
from retrieval.text.words.terms import index_terms
from retrieval.types import NO_FILTERS, Answer, Article, Filters, ListedArticle, Reply

_MAX_LINES = 10
_NEWEST = 5  # articles, if no time is named
_MAX_TOPICS = 10
_SHOWN_SOURCE, _WRITTEN = "shown_source", "written"  # fields of requests


class _Text(NamedTuple):
    """The text of a reply, the filters in force, and the articles that it lists, in order."""

    text: str
    filters: Filters
    listed: tuple[str, ...] = ()


_Made: TypeAlias = _Text | None
"""``None`` if it is a question about the news."""


@dataclass(slots=True)
class Replier:
    """Replies from what ``store`` holds; safe for use by several threads."""

    store: ArticleStore
    words: LexicalIndex
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _topics: tuple[int, Filters, list[tuple[str, int]]] = (-1, NO_FILTERS, [])  # by generation

    def reply(
        self, question: str, filters: Filters = NO_FILTERS, *, is_first: bool = True
    ) -> tuple[Reply, Filters] | None:
        """The reply to ``question`` from the articles that ``filters`` let through.

        With it are the filters in force, given or named by the question. ``None`` if it asks
        something about the news. One that points back, such as "How does it work?", does so unless
        it ``is_first``.
        """
        if is_first and (said := self._on_going_on(question)):
            return said, filters
        held = Holdings(self.store, filters)
        for request in self._recognised(question):
            if request.field in (_SHOWN_SOURCE, _WRITTEN) or (request.points_back and not is_first):
                continue
            made = _MAKERS[request.field](self, request, held)
            if made:
                topic = request.topic if made.listed or is_first else ""
                return Reply(request.kind, made.text, topic, made.listed), made.filters
        return None

    def _on_going_on(self, question: str) -> Reply | None:
        """The reply to question words alone, such as "Why?", or a request for more, before which
        nothing was asked.
        """
        language = question_language(question, self.store.languages())
        goes_on = only_question_words(question, language) or further_request(question, language)
        if replies_of(language) is None or not goes_on:
            return None
        return Reply("help", texts_of(language)("no_subject"))

    def reply_if_refused(
        self, question: str, filters: Filters = NO_FILTERS
    ) -> tuple[Reply, Filters] | None:
        """The reply to ``question`` if the news do not answer it: what somebody has written.

        For somebody or something of which the archive has nothing, and a language in which it has
        nothing, it is that there are no articles.
        """
        held = Holdings(self.store, filters)
        for request in self._recognised(question):
            selection = select(request, held, self.words) if request.field == _WRITTEN else None
            if selection is not None and selection.author:
                made = self._listing(request, held)
            elif author := unknown_author(request, held):
                texts = texts_of(request.language)
                counted = _counted(Selection([], author=author), texts)
                made = _Text(texts.sentence(counted), filters)
            elif code := self._language_of_none(request):
                texts, own = texts_of(request.language), replace(filters, language=code)
                made = _Text(texts.sentence(_counted(Selection([], filters=own), texts)), own)
            elif topic := unknown_topic(request, held, self.words):
                texts = texts_of(request.language)
                made = _Text(texts.sentence(_counted(Selection([], topic=topic), texts)), filters)
            else:
                made = None
            if made:
                return Reply(request.kind, made.text, listed=made.listed), made.filters
        return None

    def topics(self) -> list[str]:
        """What the archive is about: the names that most titles share, the most frequent first."""
        return [name for name, _ in self._current_topics(Holdings(self.store, NO_FILTERS))]

    def is_name(self, word: str, language: str) -> bool:
        """Whether the articles write ``word`` with a capital only."""
        return ArchiveWords(self.store, self.words, language).is_name(word)

    def asks_of_archive(self, question: str) -> bool:
        """Whether ``question`` asks about the archive, if only for whom or what it does not have.

        What somebody has written may be in the news.
        """
        held = Holdings(self.store, NO_FILTERS)
        return self.reply(question) is not None or any(
            unknown_author(request, held) or self._language_of_none(request)
            for request in self._recognised(question)
            if request.field != _WRITTEN
        )

    def _language_of_none(self, request: Request) -> str | None:
        """The code of a language whose name ``request`` has, if no article is in it."""
        code = texts_of(request.language).language_code(request.publisher)
        return None if code in self.store.languages() else code

    def asks_source(self, question: str, earlier: Sequence[str]) -> bool:
        """Whether ``question`` asks for the source of what was shown for the last of ``earlier``.

        It does not if that asks of something that is itself written or published.
        """
        return bool(earlier) and self._source_request(question, earlier[-1]) is not None

    def source_of(self, shown: Sequence[Article], question: str, before: str) -> Reply | None:
        """The reply to ``question`` that tells the source of the article shown for ``before``, or
        asks which one is meant if several were.
        """
        request = self._source_request(question, before)
        if request is None:
            return None
        texts = texts_of(request.language)
        text = texts.source(shown[0]) if len(shown) == 1 else texts("which_article")
        return Reply(request.kind, text)

    def on_nothing_more(self, answer: Answer, earlier: Sequence[str]) -> Reply:
        """The reply to a request for more of what was shown for ``earlier`` questions, or for one
        of these results by its place, if there is none.
        """
        language = question_language(answer.question, self.store.languages(), earlier)
        texts = texts_of(language if replies_of(language) else "en")
        request = further_request(answer.question, language)
        return Reply("no_more", texts("not_shown" if request and request.rank else "no_more"))

    def _source_request(self, question: str, before: str) -> Request | None:
        for request in self._recognised(question):
            if request.field == _SHOWN_SOURCE:
                return None if _is_about_work(before, request.language) else request
        return None

    def _recognised(self, question: str) -> Iterator[Request]:
        return recognise(question, self.store.languages())

    def _said(self, request: Request, held: Holdings, key: str) -> _Made:
        texts = texts_of(request.language)
        whole = Holdings(self.store, Filters(as_of=held.filters.as_of))
        return _Text(texts(key, archive=_contents(whole, texts)), whole.filters)

    def _size(self, request: Request, held: Holdings) -> _Made:
        texts = texts_of(request.language)
        if not request.names_something:
            return _Text(texts.sentence(_contents(held, texts)), held.filters)
        selection = select(request, held, self.words)
        if selection is None:
            return None
        return _Text(texts.sentence(_counted(selection, texts)), selection.filters)

    def _size_of_publisher(self, request: Request, held: Holdings) -> _Made:
        selection = select(request, held, self.words)
        if selection is None or not (selection.author or selection.publishers):
            return None
        texts = texts_of(request.language)
        return _Text(texts.sentence(_counted(selection, texts)), selection.filters)

    def _covered(self, request: Request, held: Holdings) -> _Made:
        texts = texts_of(request.language)
        text = f"{texts.count('articles', held.count)}, {_dates(held, texts)}"
        return _Text(texts.sentence(text), held.filters)

    def _publishers(self, request: Request, held: Holdings) -> _Made:
        texts = texts_of(request.language)
        lines = [
            f"• {texts.publisher(name)}: {texts.count('articles', number)}"
            for name, number in held.publishers.items()
        ]
        heading = texts.count("publisher_list", _known_publishers(held))
        return _Text(texts.listed(heading, lines, most=_MAX_LINES), held.filters)

    def _listing(self, request: Request, held: Holdings) -> _Made:
        selection = select(request, held, self.words)
        if selection is None:
            return None
        texts = texts_of(request.language)
        heading = _counted(selection, texts)
        if not selection.articles:
            return _Text(texts.sentence(heading), selection.filters)
        articles = selection.by_title()
        lines = [texts.line(own) for own in articles]
        listed = texts.listed(texts("heading", text=heading), lines, most=_MAX_LINES)
        return _Text(listed, selection.filters, _ids(articles[:_MAX_LINES]))

    def _newest(self, request: Request, held: Holdings) -> _Made:
        selection = select(request, held, self.words)
        if selection is None:
            return None
        texts = texts_of(request.language)
        is_oldest, is_one = (request.field.startswith("oldest"), request.field.endswith("_one"))
        articles = _from_the_oldest(selection) if is_oldest else selection.articles
        if not articles:
            return _Text(texts.sentence(_counted(selection, texts)), selection.filters)
        most = _MAX_LINES if selection.filters.since or selection.filters.until else _NEWEST
        shown = articles[: 1 if is_one else most]
        key = "oldest" if is_oldest else "newest"
        heading = _with_filters(texts.count(key, len(shown)), selection, texts)
        lines = [texts.line(own) for own in shown]
        listed = texts.listed(texts("heading", text=heading), lines, most=most)
        return _Text(listed, selection.filters, _ids(shown))

    def _frequent(self, request: Request, held: Holdings) -> _Made:
        texts, topics = texts_of(request.language), self._current_topics(held)
        if not topics:
            return self._newest(Request("newest", request.language, ""), held)
        named = ", ".join(f"{name} ({count})" for name, count in topics)
        return _Text(texts("topics", topics=named), held.filters)

    def _summary(self, request: Request, held: Holdings) -> _Made:
        made = self._frequent(request, held)
        summary = texts_of(request.language)("summary")
        return made and _Text(f"{summary} {made.text}", made.filters)

    def _current_topics(self, held: Holdings) -> list[tuple[str, int]]:
        """The topics, computed once for each generation of the store and the latest filters."""
        generation = self.store.generation()
        with self._lock:
            if self._topics[:2] != (generation, held.filters):
                articles = (own for own, _ in by_story(held.listed()))
                topics = frequent_topics(articles, most=_MAX_TOPICS, is_name=self.is_name)
                self._topics = (generation, held.filters, topics)
            return self._topics[2]


def _is_about_work(question: str, language: str) -> bool:
    """Whether ``question`` has a word for something that is written or published."""
    replies = replies_of(language)
    works = replies.works if replies else ()
    return not set(index_terms(question, language)).isdisjoint(
        index_terms(" ".join(works), language)
    )


def _contents(held: Holdings, texts: ReplyTexts) -> str:
    """How many articles are held, from how many publishers, and from when to when."""
    publishers = _known_publishers(held)
    articles = texts.count("articles", held.count)
    origin = f" {texts.count('publishers', publishers)}" if publishers else ""
    return f"{articles}{origin}, {_dates(held, texts)}"


def _known_publishers(held: Holdings) -> int:
    return sum(name is not None for name in held.publishers)


def _dates(held: Holdings, texts: ReplyTexts) -> str:
    return texts.period(*held.days) if held.days else texts("undated")


def _ids(articles: Iterable[ListedArticle]) -> tuple[str, ...]:
    return tuple(own.doc_id for own in articles)


def _counted(selection: Selection, texts: ReplyTexts) -> str:
    """How many articles were chosen, how many copies of them there are, and by what."""
    copies = [texts.count("copies", selection.copies)] if selection.copies else []
    articles = texts.count("articles", len(selection.articles))
    return _with_filters(" ".join((articles, *copies)), selection, texts)


def _from_the_oldest(selection: Selection) -> list[ListedArticle]:
    """The articles whose day is known, oldest first."""
    return [own for own in reversed(selection.articles) if own.published_at]


def _with_filters(what: str, selection: Selection, texts: ReplyTexts) -> str:
    """``what``, and the topic, publishers, author, language and time that were named."""
    period, language = selection.period, selection.filters.language
    named = (
        texts("topic", topic=selection.topic) if selection.topic else "",
        texts("publisher", publisher=", ".join(map(texts.publisher, selection.publishers)))
        if selection.publishers
        else "",
        texts("author", author=selection.author) if selection.author else "",
        texts("language", language=texts.language(language)) if language else "",
        texts.period(period.first, period.last) if period else "",
    )
    return " ".join((what, ", ".join(filter(None, named)))).strip()


_MAKERS: Mapping[str, Callable[[Replier, Request, Holdings], _Made]] = {
    "greetings": lambda own, request, held: own._said(request, held, "hello"),
    "farewells": lambda own, request, held: own._said(request, held, "goodbye"),
    "thanks": lambda own, request, held: own._said(request, held, "welcome"),
    "disagreement": lambda own, request, held: own._said(request, held, "disagreed"),
    "agreement": lambda own, request, held: own._said(request, held, "agreed"),
    "about": lambda own, request, held: own._said(request, held, "about"),
    "help": lambda own, request, held: own._said(request, held, "help"),
    "size": Replier._size,
    "dates": Replier._covered,
    "publishers": Replier._publishers,
    "size_of_publisher": Replier._size_of_publisher,
    "oldest_one": Replier._newest,
    "oldest": Replier._newest,
    "listing": Replier._listing,
    "newest": Replier._newest,
    "newest_one": Replier._newest,
    "topics": Replier._frequent,
    "summary": Replier._summary,
}
