"""Which results, found by words alone, may answer as the best one does, of the same event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile

from retrieval.search.evidence.unmet_terms import article_terms
from retrieval.search.ranking.accounts import RELATED, account, likeness
from retrieval.search.ranking.fusion import best_first
from retrieval.search.ranking.later_accounts import is_later
from retrieval.text.answers.newest import asks_last
from retrieval.text.languages import any_word_of, language_of
from retrieval.text.questions.question_form import names_by_form
from retrieval.text.words.terms import WORD, general_terms, index_terms
from retrieval.types import PassageFeatures, Query, Result

_MOST_COMPARED = 10  # of the best results
_LEAST_SHARE = 0.6  # of how well the best one has the words of the question
_LEAST_STEM = 4  # characters
_WITHIN = 3  # words between what is asked for and the name of whose it is


def answering_by_words(
    results: Sequence[Result],
    features: Sequence[PassageFeatures],
    scores: Sequence[float],
    rarity_of: Callable[[Sequence[str]], Mapping[str, float]],
) -> list[tuple[int, float]]:
    """The indices of the best result and of others that may answer, the best first, each with how
    alike its account is to that of the best one.

    ``rarity_of`` gives the inverse document frequency of terms.
    """
    order = best_first(results, scores)[:_MOST_COMPARED]
    may = [i for i in order if i == order[0] or _may_answer(features[i], features[order[0]])]
    accounts = [account(results[i].article, results[i].passage.text) for i in may]
    rarity = rarity_of(sorted(frozenset().union(*(own.terms for own in accounts))))
    alike = (1.0, *(likeness(own, accounts[0], rarity) for own in accounts[1:]))
    return list(zip(may, alike, strict=True))


def is_told_later(
    query: Query, own: Result, features: PassageFeatures, best: Result, alike: float
) -> bool:
    """Whether a result found by words alone tells how it is since what the ``best`` one tells.

    It is later and of the same event. That suffices where the newest account is asked for. Else its
    best sentence has, with the title, those names of the question that the best one has, and no
    word for what was before. What is asked for is not of another there, whom the best one does not
    name: "Ada Marsh, captain of Selm, praised Orrin" tells not who leads Orrin.
    """
    if alike < RELATED or not is_later(own, best):
        return False
    if asks_last(query.text, query.language):
        return True
    code = own.article.language or "en"
    known = language_of(code)
    span = features.best_sentence
    sentence = own.passage.text[span.start : span.end]
    if any_word_of((*known.earlier, *known.earliest)).search(sentence):
        return False
    names = names_by_form(query.asked, query.language) - general_terms(query.language)
    told, told_by_best = (
        {*index_terms(f"{result.article.title or ''}\n{text}", code)}
        for result, text in ((own, sentence), (best, best.passage.text))
    )
    if not names & told_by_best <= told:
        return False
    return not _is_of_another(query, names, sentence, best)


def _is_of_another(query: Query, names: frozenset[str], sentence: str, best: Result) -> bool:
    """Whether what is asked for is of somebody or somewhere else: "captain of Selm"."""
    code = best.article.language or "en"
    leading = language_of(code).words_before_places
    asked = [term for term in query.terms if len(term) >= _LEAST_STEM]
    others = names_by_form(sentence, code)
    others -= article_terms(f"{best.article.title or ''}\n{best.article.text}", code) | names
    words = [word[0] for word in WORD.finditer(sentence)]
    for place, word in enumerate(words):
        own = index_terms(word, code)
        if not any(term.startswith(stem) for term in own for stem in asked):  # "Trainerin" as well
            continue
        small = list(takewhile(str.islower, words[place + 1 : place + 1 + _WITHIN]))
        behind = words[place + 1 + len(small) :]
        owner = takewhile(lambda word: word[0].isupper(), behind)
        if not others.isdisjoint(index_terms(" ".join(owner), code)) and {*small} & {*leading}:
            return True
    return False


def _may_answer(own: PassageFeatures, best: PassageFeatures) -> bool:
    """Whether a result has what is asked for, and most of what the best has of the question."""
    if own.words is None or best.words is None or own.words.lacks_kind or own.lacks_name:
        return False
    has_words = all(
        getattr(own.words, name) >= _LEAST_SHARE * getattr(best.words, name)
        for name in ("whole_likeness", "around_likeness")
    )
    counts = own.words.counted >= best.words.counted
    return has_words and counts and own.has_answer_type >= best.has_answer_type
