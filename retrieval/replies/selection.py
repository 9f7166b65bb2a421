"""The articles that a question about the archive means: by topic, publisher and time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from retrieval.protocols import ArticleStore, LexicalIndex
from retrieval.replies.requests import Request, is_time
from retrieval.search.archive_words import ArchiveWords
from retrieval.search.query import understand
from retrieval.search.variants import with_variants
from retrieval.text.languages.replies import replies_of
from retrieval.text.letters import plain_letters
from retrieval.text.question_dates import Period, asked_period
from retrieval.text.terms import WORD, index_terms, question_terms, stop_words
from retrieval.types import ListedArticle

_MAX_TOPIC_WORDS = 6
_ALL = 1 << 30  # hits


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles that are meant, newest first, and by what they were chosen.

    ``topic`` is "" and ``publishers`` are empty if they were not named.
    """

    articles: list[ListedArticle]
    topic: str = ""
    publishers: tuple[str, ...] = ()
    period: Period | None = None

    def by_title(self) -> list[ListedArticle]:
        """The articles, first those with the topic in the title."""
        return sorted(self.articles, key=lambda article: not self._is_titled(article))

    def _is_titled(self, article: ListedArticle) -> bool:
        terms = index_terms(article.title or "", article.language)
        return set(question_terms(self.topic, article.language)).issubset(terms)


def select(request: Request, store: ArticleStore, words: LexicalIndex) -> Selection | None:
    """The articles that ``request`` means.

    ``None`` if it names what the archive does not know as a topic, a publisher or a time, so that
    it may be a question about the news.
    """
    time, publisher = request.time, request.publisher
    if publisher and not time and is_time(publisher, request.language):
        time, publisher = publisher, ""  # "from 2022" is no publisher
    publishers = _publishers(publisher, request.language, store) if publisher else ()
    named = request.topic
    if named and publisher and not publishers:
        named, publisher = _together(request), ""  # "the accident in Lviv" is one topic
    period = _period(time, request.language, store) if time else None
    topic = _topic(named, request.language) if named else ""
    if (publisher and not publishers) or (time and not period) or (named and not topic):
        return None
    passage_ids = None
    if topic:
        passage_ids = _passages_with(topic, request.language, store, words)
        if not passage_ids:
            return None
    listed = [
        article
        for article in store.listed_articles(passage_ids)
        if (not publishers or article.publisher in publishers) and _is_within(article, period)
    ]
    return Selection(listed, topic, publishers, period)


def _together(request: Request) -> str:
    """The topic, the publisher, and what stands between them."""
    topic, publisher = (request.asked.find(own) for own in (request.topic, request.publisher))
    ends = (topic + len(request.topic), publisher + len(request.publisher))
    return request.asked[min(topic, publisher) : max(ends)]


def _topic(named: str, language: str) -> str:
    """The words of a topic without those that lead up to it; "" if they are no topic.

    A topic has no words without meaning but those that join others: what has a verb or a pronoun is
    a clause.
    """
    replies = replies_of(language)
    joining = frozenset(replies.topic_words if replies else ())
    words = named.split()
    empty = stop_words(language) | stop_words() - joining
    plain = [word.lower().replace("’", "'") for word in words]
    if any(word in empty and word not in joining for word in plain):
        return ""
    while plain and plain[0] in joining:
        plain, words = plain[1:], words[1:]
    return " ".join(words) if len(words) <= _MAX_TOPIC_WORDS else ""


def _passages_with(
    topic: str, language: str, store: ArticleStore, words: LexicalIndex
) -> list[int]:
    """The passages that hold each word of ``topic``, or another spelling of it."""
    query = with_variants(
        understand(topic, language=language), ArchiveWords(store, words, language)
    )
    found: set[int] | None = None
    for term in query.terms:
        hits = words.match((term,), query.variants).best(_ALL)
        own = {hit.passage_id for hit in hits}
        found = own if found is None else found & own
    return sorted(found or ())


def _publishers(asked: str, language: str, store: ArticleStore) -> tuple[str, ...]:
    """The publishers that are called ``asked``: just so, or else with more words."""
    wanted = _name_words(asked, language)
    names = {name: _name_words(name, language) for name in store.publishers() if name}
    exact = tuple(name for name, own in names.items() if own == wanted)
    return exact or tuple(name for name, own in names.items() if _is_short_for(wanted, name, own))


def _is_short_for(wanted: frozenset[str], name: str, words: frozenset[str]) -> bool:
    """Whether the words ``wanted`` alone tell a publisher: most of its name, or its acronym.

    The town in "Eastwick Post" does not.
    """
    acronyms = {plain_letters(word.lower()) for word in WORD.findall(name) if word.isupper()}
    return bool(wanted) and wanted <= words and (2 * len(wanted) > len(words) or wanted <= acronyms)


def _name_words(name: str, language: str) -> frozenset[str]:
    """The words of a publisher's name in plain letters, without articles and the like."""
    words = {plain_letters(word.lower()) for word in WORD.findall(name)}
    return frozenset(words - stop_words() - stop_words(language) or words)


def _period(time: str, language: str, store: ArticleStore) -> Period | None:
    """The days that ``time`` names; those up to a day begin with the first article."""
    first, newest = store.date_range()
    replies = replies_of(language)
    if first is None or newest is None or replies is None:
        return None
    day = date.fromisoformat(newest[:10])
    for text in (time, " ".join(replies.bare_time).format(time=time)):
        period = asked_period(text, newest=day, language=language)
        if period is not None:
            is_open = period.first == date.min
            return replace(period, first=date.fromisoformat(first[:10])) if is_open else period
    return None


def _is_within(article: ListedArticle, period: Period | None) -> bool:
    if period is None:
        return True
    if article.published_at is None:
        return False
    return period.days_away(date.fromisoformat(article.published_at[:10])) == 0
