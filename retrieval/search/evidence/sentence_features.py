"""The sentences of a result → features: how likely each of them is to answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

import numpy as np

from retrieval.search.evidence.answer_span import SentenceAnswer
from retrieval.text.answers.answer_type import answer_type, has_answer_type
from retrieval.text.answers.like_names import tell_of_other
from retrieval.text.answers.rows_by_year import row_of_time
from retrieval.text.answers.succession import asks_holder, tells_leaving, tells_taking_over
from retrieval.text.languages import any_word_of, language_of
from retrieval.text.words.codes import code_terms
from retrieval.types import FloatArray, IdArray, Query, Result, Span

SENTENCE_FEATURES = (
    "token_match",
    "coverage",
    "has_answer_type",
    "reader_score",
    "tells_leaving",
    "tells_taking_over",
    "has_other_codes",
    "is_row_of_time",
    "tells_of_other",
)
FITTED_SENTENCE_FEATURES = SENTENCE_FEATURES[:4]  # the weights of the others are set by hand
TITLE = -1  # number of the title among the sentences


@dataclass(frozen=True, slots=True)
class SplitResult:
    """A result split into sentences, its tokens grouped into one segment per sentence and title.

    Segment i begins at token ``segment_starts[i]`` and belongs to the sentence with the number
    ``segment_sentences[i]``, or to the title. A sentence without tokens has no segment.
    """

    result: Result
    sentences: tuple[Span, ...]
    sentence_texts: tuple[str, ...]
    sentence_terms: tuple[frozenset[str], ...]
    segment_starts: IdArray
    segment_sentences: IdArray


def sentence_features(
    query: Query,
    split: SplitResult,
    matches: FloatArray,
    term_weights: Mapping[str, float],
    answers: Sequence[SentenceAnswer | None],
) -> FloatArray:
    """SENTENCE_FEATURES of each sentence: (sentences, 9).

    A sentence is matched together with the title, which often says what it is about. Leaving or
    taking over an office counts only where its present holder is asked for and the passage tells of
    a change; of a table by year the row of the time answers. A sentence with other codes, or about
    a thing with a like name, does not.
    """
    texts, language = split.sentence_texts, split.result.article.language
    own = query.text[query.context_chars :]
    wanted = answer_type(query.asked, query.language)
    is_changing = query.language == "en" and asks_holder(query.asked)
    left = [is_changing and tells_leaving(text) for text in texts]
    columns: list[FloatArray | list[float] | list[bool]] = [
        _token_matches(split, matches),
        [coverage(query.met_by(terms), term_weights) for terms in split.sentence_terms],
        [has_answer_type(wanted, text, query.terms, language) for text in texts],
        _answer_scores(answers),
        left,
        [any(left) and tells_taking_over(text) for text in texts],
        [_has_other_codes(query.codes, text) for text in texts],
        row_of_time(query.asked, texts),
        tell_of_other(own, texts),
    ]
    return np.column_stack(columns).astype(np.float32)


def _token_matches(split: SplitResult, matches: FloatArray) -> FloatArray:
    """How well each sentence, with the title, matches the question's tokens. (sentences,)"""
    title = matches[split.segment_sentences == TITLE].max(axis=0, initial=0.0)
    found = np.full(len(split.sentences), title.sum(), dtype=np.float32)
    for sentence, match in zip(split.segment_sentences, matches, strict=True):
        if sentence != TITLE:
            found[sentence] = np.maximum(match, title).sum()
    return found


def names_before(sentences: Sequence[str], place: int, query: Query, language: str | None) -> bool:
    """Whether the sentence before that at ``place`` has the name that the question asks for.

    The sentence itself begins with a pronoun, as "He replaces Ines Holm" does.
    """
    if not place or answer_type(query.asked, query.language) != "name":
        return False
    pronouns = any_word_of(tuple(chain(*language_of(language or "en").pronouns)))
    before = f"… {sentences[place - 1]}"  # where a name may begin the sentence
    return bool(pronouns.match(sentences[place])) and has_answer_type(
        "name", before, query.terms, language
    )


def _has_other_codes(codes: Set[str], sentence: str) -> bool:
    """Whether the sentence has codes, but none of those asked about."""
    told = frozenset(code_terms(sentence)) if codes else frozenset()
    return bool(told) and codes.isdisjoint(told)


@cache
def sentence_weights(*, is_read: bool = True) -> FloatArray:
    """Weights of SENTENCE_FEATURES. (9,)

    They differ for passages that were read and for others. Those of FITTED_SENTENCE_FEATURES are
    fitted by ``python -m scripts.train highlight``, which keeps the others: these were set by hand
    and checked on few questions.
    """
    text = files(__package__).joinpath("highlight.json").read_text(encoding="utf-8")
    weights = json.loads(text)["read" if is_read else "unread"]
    return np.array([weights[name] for name in SENTENCE_FEATURES], dtype=np.float32)


def coverage(terms: Set[str], term_weights: Mapping[str, float]) -> float:
    """The weighted share of the question's terms that are among ``terms``, 0 to 1.

    >>> coverage({"mayor", "spoke"}, {"mayor": 2.0, "kyiv": 6.0})
    0.25
    """
    total = sum(term_weights.values())
    covered = sum(weight for term, weight in term_weights.items() if term in terms)
    return covered / total if total else 0.0


def _answer_scores(answers: Sequence[SentenceAnswer | None]) -> FloatArray:
    """The scores of answers; their mean for a sentence without one, 0 if there are none. (n,)"""
    known = [answer.score for answer in answers if answer]
    mean = sum(known) / len(known) if known else 0.0
    return np.array([answer.score if answer else mean for answer in answers], dtype=np.float32)
