"""What an archive is about: the words that most titles share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice, pairwise
from typing import TypeAlias

from retrieval.text.words.letters import with_plain_apostrophes
from retrieval.text.words.scripts import UNSPACED, script_of
from retrieval.text.words.terms import WORD, index_terms, stop_words
from retrieval.types import Article, ListedArticle

_MAX_TITLES = 20_000  # the newest
_LEAST_LETTERS = 3
_LEAST_TITLES = 2
_CANDIDATES = 40
_ENOUGH_NAMES = 5  # to leave out other words
_BETWEEN = (" ", "-")  # two words that stand together
MOSTLY_TOGETHER = 0.6  # of the titles with a word have the other one beside it

Terms: TypeAlias = tuple[str, ...]
"""The term of a word, or those of two that stand together."""


def frequent_topics(
    articles: Iterable[ListedArticle], *, most: int, is_name: Callable[[str, str], bool]
) -> list[tuple[str, int]]:
    """Names that most titles share, with the number of titles, best first; if few, words as well.

    ``is_name`` tells whether a word of a language is always written with a capital. Two names that
    mostly stand together are one topic. Publishers are none.
    """
    counts: Counter[Terms] = Counter()
    written: defaultdict[Terms, Counter[tuple[str, str]]] = defaultdict(Counter)
    for article in islice(articles, _MAX_TITLES):
        language = article.language or "en"
        forms = dict(title_terms(article))
        counts.update(forms.keys())
        for terms, form in forms.items():
            written[terms][form, language] += 1
    named: dict[Terms, bool] = {}
    for terms, count in counts.most_common(_CANDIDATES):
        form, language = written[terms].most_common(1)[0][0]
        is_named = all(is_name(word, language) for word in WORD.findall(form))
        if count >= _LEAST_TITLES and (is_named or len(terms) == 1):
            named[terms] = is_named
    chosen = _without_parts(named.keys(), counts)
    if sum(named[terms] for terms in chosen) >= _ENOUGH_NAMES:
        chosen = [terms for terms in chosen if named[terms]]
    best = sorted(chosen, key=lambda terms: (not named[terms], -counts[terms], terms))[:most]
    return [(written[terms].most_common(1)[0][0][0], counts[terms]) for terms in best]


def title_terms(article: Article | ListedArticle) -> Iterator[tuple[Terms, str]]:
    """The terms of a title, and pairs of neighbours, each with how it is written.

    Words of the publisher's name are left out.
    """
    title, language = article.title or "", article.language or "en"
    without = index_terms((article.publisher or "").replace(".", " "), language)
    words = list(WORD.finditer(title))
    found = (_term(word[0], language) for word in words)
    known = [None if term in without else term for term in found]
    for word, term in zip(words, known, strict=True):
        if term:
            yield (term,), word[0]
    for (word, one), (following, other) in pairwise(zip(words, known, strict=True)):
        if one and other and title[word.end() : following.start()] in _BETWEEN:
            yield (one, other), title[word.start() : following.end()]


def _term(word: str, language: str) -> str | None:
    """The term of a word of a title, if it is a telling one."""
    if len(word) < _LEAST_LETTERS or not word[0].isalpha() or script_of(word[0]) in UNSPACED:
        return None
    is_empty = with_plain_apostrophes(word.lower()) in stop_words(language)
    return None if is_empty else index_terms(word, language)[0]


def _without_parts(candidates: Collection[Terms], counts: Counter[Terms]) -> list[Terms]:
    """Pairs whose words mostly stand together, and words that are in none of these."""
    pairs = [
        terms
        for terms in candidates
        if len(terms) > 1
        and all(counts[terms] >= MOSTLY_TOGETHER * counts[(own,)] for own in terms)
    ]
    covered = {own for terms in pairs for own in terms}
    return pairs + [terms for terms in candidates if len(terms) == 1 and terms[0] not in covered]
