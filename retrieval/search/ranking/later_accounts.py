"""What later accounts are asked, in the words of an earlier one that answers.

A later account seldom answers a question for how things stand in the question's words: "his place
has been taken by Holm" tells who the director is, "it has risen to 31" how many fires there were.
Asked "who replaced Vik?", or "The firm knows of how many fires?", a reader finds it. English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

from retrieval.search.evidence.heading import heading
from retrieval.search.ranking.accounts import RELATED, account, likeness
from retrieval.text.answers.answer_type import answer_type, asks_time, is_number
from retrieval.text.answers.succession import asks_holder, tells_leaving, tells_taking_over
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.languages import any_of, any_word_of, language
from retrieval.text.times.asked_account import is_unfolding
from retrieval.text.times.days import day_of
from retrieval.text.words.letters import NAME
from retrieval.text.words.terms import WORD, index_terms
from retrieval.types import AnswerScores, PassageFeatures, Query, Result, Span

if TYPE_CHECKING:
    from retrieval.protocols import AnswerReader

_ENGLISH = language("en")
_SUCCESSOR, _OUTCOME = _ENGLISH.later_questions
_ENDS = any_word_of(_ENGLISH.ending_phrases)
_WHEN = re.compile(
    rf"\W*{any_of(_ENGLISH.time_questions)} {any_of(_ENGLISH.present_verbs)} ", re.IGNORECASE
)
_STILL = re.compile(rf"\W*(?i:is|are|does|do|has|have) (?:(?i:the) )?({NAME}) (?i:still)\b")
_HOW_MANY = "how many"
_LEAD_CHARS = 1_500  # of an article, which tell what it is about
_MOST_COMPARED = 16  # of the best results
_MOST_READ = 3  # later results
_LEAST_RELEVANCE = 0.0  # of what is asked, and of what tells how it went on, and its answer score
_LEAST_OF_ENDS = -1.0  # of a passage that tells of a plan given up
_MOST_NAME_WORDS = 4
_MOST_TIME_WORDS = 8
_EDGE = ".,;:!?'’\"”"


def later_scores(
    query: Query,
    ranked: Sequence[tuple[int, Result, PassageFeatures]],
    scores: Mapping[int, AnswerScores],
    reader: AnswerReader,
    rarity_of: Callable[[Sequence[str]], Mapping[str, float]],
) -> dict[int, AnswerScores]:
    """The reader's scores of those results that tell how it went on with what the best one says.

    ``ranked`` are the results, the best first, with the index by which ``scores`` knows them. A few
    later ones are read again, whose article may be of the same event, or that repeat the name of
    who was the answer beside a name of the question. Where a cause or a number is asked for and
    nothing is made of the answer, those not read yet are asked the question as it stands.
    ``rarity_of`` gives the inverse document frequency of terms.
    """
    _, first, features = ranked[0]
    answer, text = features.answer, first.passage.text
    if answer is None or (features.relevance or 0.0) <= _LEAST_RELEVANCE:
        return {}
    asked = later_question(query.asked, text, features.best_sentence, answer)
    if not asked and is_unfolding(query.asked):
        asked, ranked = query.asked, [ranked[0], *(own for own in ranked if own[0] not in scores)]
    if not asked and not _WHEN.match(query.asked) and not _STILL.match(query.asked):
        return {}
    name = name_that_answers(text[answer.start : answer.end]) if asks_holder(query.asked) else ""
    others = query.names.difference(index_terms(name))

    def may_go_on(result: Result) -> bool:
        if not is_later(result, first) or (name and not names(name, result)):
            return False
        if name and others:
            return _shares_name(others, result)
        return event_likeness(result, first, rarity_of) >= RELATED

    compared = ranked[1:_MOST_COMPARED]
    later = [(index, result) for index, result, _ in compared if may_go_on(result)]
    told = {}
    for index, result in later[:_MOST_READ]:
        before = scores.get(index)
        if own := _told(query.asked, asked, result, reader):
            before = own if name else scores.get(index, own)
            told[index] = max(own, before, key=lambda read: read.relevance)
        elif name and before and _names_other(name, before, result):
            told[index] = before
    return told


def is_later(result: Result, other: Result) -> bool:
    """Whether both articles have a day, and that of ``result`` is later than ``other``'s."""
    day, other_day = day_of(result.article), day_of(other.article)
    return day is not None and other_day is not None and day > other_day


def _shares_name(others: Set[str], result: Result) -> bool:
    """Whether the result has one of the other names of the question, such as that of the firm."""
    text = f"{heading(result.article)}\n{result.passage.text}"
    return not others.isdisjoint(index_terms(text, result.article.language))


def _told(question: str, asked: str, result: Result, reader: AnswerReader) -> AnswerScores | None:
    """The reader's scores of a later result if it tells how it went on."""
    text = result.passage.text
    outcome = outcome_question(question, text)
    if not (outcome or asked):
        return None
    [own] = reader.read(outcome or asked, [(heading(result.article), text)])
    if outcome:
        return own if own.relevance > _LEAST_OF_ENDS else None
    answer_score = own.first_scores.max(initial=-np.inf) + own.last_scores.max(initial=-np.inf)
    return own if min(own.relevance, answer_score) > _LEAST_RELEVANCE else None


def _names_other(name: str, read: AnswerScores, result: Result) -> bool:
    """Whether what was read, which has ``name``, answers with another."""
    first, last = read.first_scores.argmax(), read.last_scores.argmax()
    words = result.passage.text[read.starts[first] : read.ends[last]]
    return read.relevance > _LEAST_RELEVANCE and bool(words) and name not in words


def event_likeness(
    result: Result, other: Result, rarity_of: Callable[[Sequence[str]], Mapping[str, float]]
) -> float:
    """How alike the articles of two results are, as they begin: from RELATED they may tell of the
    same event.
    """
    one, two = (account(own.article, own.article.text[:_LEAD_CHARS]) for own in (result, other))
    return likeness(one, two, rarity_of(sorted(one.terms | two.terms)))


def names(name: str, result: Result) -> bool:
    """Whether the result's passage has that ``name``."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", result.passage.text) is not None


def name_that_answers(words: str) -> str:
    """The last of several words of a name, which other accounts repeat; "" if it is none.

    >>> name_that_answers("Ines Holm"), name_that_answers("the port of Holm's choice")
    ('Holm', '')
    """
    parts = words.split()
    is_name = 1 < len(parts) <= _MOST_NAME_WORDS and all(word[0].isupper() for word in parts[-2:])
    return parts[-1].strip(_EDGE) if is_name else ""


def later_question(question: str, text: str, sentence: Span, answer: Span) -> str:
    """What to ask later accounts, where the ``answer`` in that ``sentence`` of ``text`` answered
    the English ``question`` once; "" where nothing is known.

    >>> text = "The firm knows of 14 fires."
    >>> later_question("How many fires are there?", text, Span(0, 27), Span(18, 26))
    'The firm knows of how many fires?'
    >>> later_question("Who runs the port?", "Ines Holm runs the port.", Span(0, 24), Span(0, 9))
    'who replaced Ines Holm?'
    """
    words = text[answer.start : answer.end]
    if asks_holder(question):
        return _SUCCESSOR.format(words) if name_that_answers(words) else ""
    if answer_type(question) != "number":
        return ""
    if asks_time(question):
        asked, replaced = _ENGLISH.time_questions[0], _time_in(words, answer, sentence)
    else:
        asked, replaced = _HOW_MANY, _number_in(words, answer)
    if replaced is None:
        return ""
    before, after = text[sentence.start : replaced.start], text[replaced.end : sentence.end]
    before, after = before.rpartition(";")[2].lstrip(), after.partition(";")[0]
    return f"{before}{asked}{after}".rstrip(_EDGE) + "?"


def outcome_question(question: str, text: str) -> str:
    """What to ask of a later ``text`` in which something is given up, where the English
    ``question`` asks when it will be, or of somebody who leaves, where it asks whether they still
    are; "" elsewhere.

    >>> outcome_question("Is Ines Holm still mayor?", "Holm has resigned.")
    'what happened to Ines Holm?'
    >>> outcome_question("When does the plant at Skarn open?", "It has given up its plans.")
    'what happened to the plant at Skarn open?'
    """
    still = _STILL.match(question)
    if still and _leaves(still[1].split()[-1], text):
        return _OUTCOME.format(still[1])
    when = _WHEN.match(question)
    if when is None or not _ENDS.search(text):
        return ""
    return _OUTCOME.format(question[when.end() :].rstrip(_EDGE))


def _leaves(name: str, text: str) -> bool:
    """Whether a sentence of ``text`` with that ``name`` tells of leaving or taking over."""
    sentences = (text[own.start : own.end] for own in sentence_spans(text, "en"))
    return any(
        name in sentence and (tells_leaving(sentence) or tells_taking_over(sentence))
        for sentence in sentences
    )


def _time_in(words: str, answer: Span, sentence: Span) -> Span | None:
    is_part = answer != sentence and len(words.split()) <= _MOST_TIME_WORDS
    return answer if is_part else None


def _number_in(words: str, answer: Span) -> Span | None:
    """Where the only number in ``words`` stands, which may have several of them."""
    runs: list[Span] = []
    for word in WORD.finditer(words):
        if is_number(word[0]):
            start, end = answer.start + word.start(), answer.start + word.end()
            goes_on = bool(runs) and not words[runs[-1].end - answer.start : word.start()].strip()
            runs[-1:] = [Span(runs[-1].start, end)] if goes_on else [*runs[-1:], Span(start, end)]
    return runs[0] if len(runs) == 1 else None
