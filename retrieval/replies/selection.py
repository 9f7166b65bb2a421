"""The articles that a question about the archive means: by topic, publisher and time."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date

from retrieval.protocols import ArticleStore, LexicalIndex
from retrieval.replies.holdings import Holdings, by_story
from retrieval.replies.language_names import language_named
from retrieval.replies.requests import Request, by_publisher, is_time
from retrieval.search.questions.archive_words import ArchiveWords
from retrieval.search.questions.checked_filters import publishers_of
from retrieval.search.questions.query import understand
from retrieval.search.questions.spelling import corrections
from retrieval.search.questions.variants import with_variants
from retrieval.text.languages.replies import replies_of
from retrieval.text.questions.filter_phrases import filters_in
from retrieval.text.questions.publisher_names import PublisherNames, name_words
from retrieval.text.times.periods import Period
from retrieval.text.times.question_dates import asked_period
from retrieval.text.times.time_expressions import has_impossible_time, time_expressions
from retrieval.text.words.letters import with_plain_apostrophes
from retrieval.text.words.terms import index_terms, question_terms, stop_words
from retrieval.types import NO_FILTERS, Filters, ListedArticle

_MAX_TOPIC_WORDS = 6
_MAX_UNKNOWN_TOPIC_WORDS = 3  # more may be a question about the news
_ALL = 1 << 30  # hits


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles that are meant, newest first, and by what they were chosen.

    Of a story it is the first article; ``copies`` is the number of the others. ``topic`` and
    ``author`` are "" if none was named, and ``publishers`` are empty. ``period`` is the time of the
    filters.
    """

    articles: list[ListedArticle]
    copies: int = 0
    topic: str = ""
    author: str = ""
    publishers: tuple[str, ...] = ()
    filters: Filters = NO_FILTERS
    period: Period | None = None

    def by_title(self) -> list[ListedArticle]:
        """The articles, first those with the topic in the title."""
        return sorted(self.articles, key=lambda article: not self._is_titled(article))

    def _is_titled(self, article: ListedArticle) -> bool:
        terms = index_terms(article.title or "", article.language)
        return set(question_terms(self.topic, article.language)).issubset(terms)


def select(request: Request, held: Holdings, words: LexicalIndex) -> Selection | None:
    """Those of the articles ``held`` that ``request`` means.

    Where it names another publisher or time than the filters in force, these count. ``None`` if it
    names what the archive does not know as a topic, a publisher, an author or a time, so that it
    may be a question about the news.
    """
    found = _select(request, held, words)
    if found is None and (other := by_publisher(request)):
        found = _select(other, held, words)
    return found


def unknown_author(request: Request, held: Holdings) -> str:
    """The author whom ``request`` names, if the archive knows nobody and no publisher in that name.

    "" otherwise, also where the words may be something else than a name.
    """
    replies, name = replies_of(request.language), request.publisher
    if request.time and not _by_time(request.time, request, held):
        name = f"{name} {request.time}"  # a name that has a word for times
    before = request.asked[: request.asked.find(name)].lower().split() if name else []
    is_named = replies and before and before[-1] in replies.author_words
    if not is_named or not all(word[0].isupper() for word in name.split()):
        return ""
    wanted = set(index_terms(name, request.language))
    known = [own for _, authors in held.store.authors() for own in authors]
    known += filter(None, held.store.publishers())
    names = (set(index_terms(own, request.language)) for own in known)
    return "" if any(own <= wanted or wanted <= own for own in names if own) else name


def unknown_topic(request: Request, held: Holdings, words: LexicalIndex) -> str:
    """The topic of a few words that ``request`` names, and nothing else, if no article has them nor
    words that they may be misspelt for; "" otherwise.
    """
    if not request.topic or request.publisher or request.time or request.written_in:
        return ""
    topic, language = _topic(request.topic, request.language), request.language
    if not 0 < len(topic.split()) <= _MAX_UNKNOWN_TOPIC_WORDS:
        return ""
    meant = corrections(
        understand(topic, language=language), (), ArchiveWords(held.store, words, language)
    )
    return "" if meant or _passages_about(topic, request, held, words) else topic


def _select(request: Request, held: Holdings, words: LexicalIndex) -> Selection | None:
    time, publisher, named = _with_whole_time(request, held)
    by_publisher = _by_publisher(publisher, request.language, held.store) if publisher else None
    author, written = "", frozenset[str]()
    if publisher and not by_publisher:
        author, written = _by_author(publisher, request.language, held.store)
    if author:
        by_publisher, publisher = NO_FILTERS, ""
    if named and publisher and not by_publisher:
        named, publisher = _together(request), ""  # "the accident in Lviv" is one topic
    by_time = _by_time(time, request, held) if time else None
    topic = _topic(named, request.language) if named else ""
    if (publisher and not by_publisher) or (time and not by_time) or (named and not topic):
        return None
    passage_ids = None
    if topic:
        passage_ids = _passages_about(topic, request, held, words)
        if not passage_ids:
            return None
    own = (by_publisher or NO_FILTERS).overridden_by(by_time or NO_FILTERS)
    if request.written_in:
        own = replace(own, language=language_named(request.written_in, request.language))
    filters = own.overridden_by(held.filters)
    listed = Holdings(held.store, filters).listed(passage_ids)
    stories = by_story(one for one in listed if not author or one.doc_id in written)
    return Selection(
        [article for article, _ in stories],
        sum(copies for _, copies in stories),
        topic,
        author,
        publishers_of(filters, held.store),
        filters,
        _period(filters, held),
    )


def _with_whole_time(request: Request, held: Holdings) -> tuple[str, str, str]:
    """Time, publisher and topic: what stands in the place of the latter may be a time as well."""
    time, publisher, topic = request.time, request.publisher, request.topic
    if publisher and is_time(publisher, request.language):  # "from 2022" is no publisher
        whole = f"{publisher} {time}".strip()
        if _by_time(whole, request, held):
            time, publisher = whole, ""
    whole = f"{topic} {time}".strip()
    is_time_alone = topic and is_time(whole, request.language)
    if is_time_alone and _by_words_of_time(request.asked, request.language, held):
        time, topic = whole, ""  # "articles of 2022" have no topic, "articles about 2022" one
    return time, publisher, topic


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
    plain = [with_plain_apostrophes(word.lower()) for word in words]
    if any(word in empty and word not in joining for word in plain):
        return ""
    while plain and plain[0] in joining:
        plain, words = plain[1:], words[1:]
    return " ".join(words) if len(words) <= _MAX_TOPIC_WORDS else ""


def _passages_about(topic: str, request: Request, held: Holdings, words: LexicalIndex) -> list[int]:
    """The passages that hold the words of ``topic``, which inflect as in the request's language or,
    as names do, in another of the archive.
    """
    codes = dict.fromkeys((request.language, *filter(None, held.store.languages())))
    by_code = (_passages_with(topic, code, held.store, words) for code in codes)
    return next(filter(None, by_code), [])


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


def _by_publisher(asked: str, language: str, store: ArticleStore) -> Filters | None:
    """The filter by the publishers that ``asked`` stands for, if there are any.

    It may have words without meaning before and behind, as in "the Eastwick Post are".
    """
    names = PublisherNames.of(tuple(filter(None, store.publishers())))
    for name in dict.fromkeys((asked, _without_empty_ends(asked, language))):
        found = names.named(name)
        if not found:
            inflected = names.name_of(name, language)
            found = (inflected,) if inflected else ()
        if found:
            return Filters(publisher=found[0] if len(found) == 1 else name)
    return None


def _by_author(asked: str, language: str, store: ArticleStore) -> tuple[str, frozenset[str]]:
    """An author whose name has all words of ``asked``, and the ids of the articles; "" for none.

    Several authors are named as asked, and the articles are those of any of them.
    """
    wanted = set(index_terms(_without_empty_ends(asked, language), language))
    joined = "".join(name_words(asked))  # as in scripts without spaces
    found: dict[str, list[str]] = {}
    for doc_id, authors in store.authors() if wanted else ():
        for author in authors:
            is_whole = "".join(name_words(author)) == joined
            if is_whole or wanted.issubset(index_terms(author, language)):
                found.setdefault(author, []).append(doc_id)
    if not found:
        found = _by_several_authors(wanted, language, store)
    names = sorted(found, key=lambda own: (-len(found[own]), own))
    name = names[0] if len(names) == 1 else _without_empty_ends(asked, language) if names else ""
    return name, frozenset(doc_id for ids in found.values() for doc_id in ids)


def _by_several_authors(
    wanted: Set[str], language: str, store: ArticleStore
) -> dict[str, list[str]]:
    """The articles of each author of whom ``wanted`` names all, if it names nothing else."""
    found: dict[str, list[str]] = {}
    named: set[str] = set()
    for doc_id, authors in store.authors() if wanted else ():
        for author in authors:
            own = set(index_terms(author, language))
            if len(own) > 1 and own < wanted:
                found.setdefault(author, []).append(doc_id)
                named |= own
    joining = index_terms(" ".join(stop_words(language)), language)
    return found if len(found) > 1 and wanted - named <= set(joining) else {}


def _without_empty_ends(text: str, language: str) -> str:
    empty, words = stop_words() | stop_words(language), text.split()
    telling = [place for place, word in enumerate(words) if word.lower() not in empty]
    return " ".join(words[telling[0] : telling[-1] + 1]) if telling else text


def _by_time(time: str, request: Request, held: Holdings) -> Filters | None:
    """The filter by the days that ``time`` names, as questions about the news are filtered."""
    newest, language = held.newest_day, request.language
    if newest is None:
        return None
    for text in (request.asked, time):
        if named := _by_words_of_time(text, language, held):
            return named
    times = time_expressions(time, language, today=newest)
    if not times and has_impossible_time(time, language, today=newest):
        return None
    period = times[0].period if times else asked_period(time, newest=newest, language=language)
    return Filters(since=period.first, until=period.last) if period else None


def _by_words_of_time(text: str, language: str, held: Holdings) -> Filters:
    """The filters by time that ``text`` names, such as "since March"."""
    named, _ = filters_in(text, language, publishers=(), newest=held.newest_day, to_come=True)
    return replace(named, publisher=None, language=None)


def _period(filters: Filters, held: Holdings) -> Period | None:
    """The time of ``filters``, from the archive's first article if they have no beginning.

    It has no end, ``date.max``, if they have none and no article is of it yet.
    """
    covered = Holdings(held.store).days
    if covered is None or not (filters.since or filters.until or filters.as_of):
        return None
    last = min(filter(None, (filters.until, filters.as_of)), default=covered[1])
    if filters.since and filters.since > last and not filters.until:
        last = date.max
    return Period(filters.since or min(covered[0], last), last)
