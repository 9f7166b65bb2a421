"""What an archive is about: the words that most titles share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise

from retrieval.text.scripts import UNSPACED, script_of
from retrieval.text.terms import WORD, index_terms, stop_words
from retrieval.types import ListedArticle

_MAX_TITLES = 20_000  # the newest
_LEAST_LETTERS = 3
_LEAST_TITLES = 2
_CANDIDATES = 40
_NAME_WEIGHT = 2.0  # of a title with a name, relative to one with another word
_TOGETHER = 0.6  # of the titles with a word have the other one beside it


def frequent_topics(
    articles: Iterable[ListedArticle], *, most: int, is_name: Callable[[str, str], bool]
) -> list[tuple[str, int]]:
    """Names and words that most titles share, with the number of titles, best first.

    ``is_name`` tells whether a word of a language is always written with a capital. Two names that
    mostly stand together are one topic.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    written: defaultdict[tuple[str, ...], Counter[tuple[str, str]]] = defaultdict(Counter)
    for article in islice(articles, _MAX_TITLES):
        language = article.language or "en"
        forms = dict(_terms(article.title or "", language))
        counts.update(forms.keys())
        for terms, form in forms.items():
            written[terms][form, language] += 1
    scores: dict[tuple[str, ...], float] = {}
    for terms, count in counts.most_common(_CANDIDATES):
        form, language = written[terms].most_common(1)[0][0]
        is_named = all(is_name(word, language) for word in form.split())
        if count >= _LEAST_TITLES and (is_named or len(terms) == 1):
            scores[terms] = count * (_NAME_WEIGHT if is_named else 1.0)
    chosen = _without_parts(scores, counts)
    best = sorted(chosen, key=lambda terms: (-scores[terms], terms))[:most]
    return [(written[terms].most_common(1)[0][0][0], counts[terms]) for terms in best]


def _terms(title: str, language: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The terms of a title, and pairs of neighbours, each with how it is written."""
    known: list[tuple[str, str] | None] = [_term(word, language) for word in WORD.findall(title)]
    for one in known:
        if one:
            yield (one[0],), one[1]
    for one, other in pairwise(known):
        if one and other:
            yield (one[0], other[0]), f"{one[1]} {other[1]}"


def _term(word: str, language: str) -> tuple[str, str] | None:
    """A telling word of a title with its term."""
    is_word = (
        len(word) >= _LEAST_LETTERS and word[0].isalpha() and script_of(word[0]) not in UNSPACED
    )
    if not is_word or word.lower().replace("’", "'") in stop_words(language):
        return None
    return index_terms(word, language)[0], word


def _without_parts(
    scores: dict[tuple[str, ...], float], counts: Counter[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Pairs whose words mostly stand together, and words that are in none of these."""
    pairs = [
        terms
        for terms in scores
        if len(terms) > 1 and all(counts[terms] >= _TOGETHER * counts[(own,)] for own in terms)
    ]
    covered = {own for terms in pairs for own in terms}
    return pairs + [terms for terms in scores if len(terms) == 1 and terms[0] not in covered]
