"""Evaluation of answers to labelled questions by ir-measures, with 95 % confidence intervals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from retrieval.errors import QueryError, SourceError
from retrieval.types import Answer, Article, Result

CUTOFFS = (1, 3, 10)
_RESAMPLES = 1000
_SEED = 20220225
Values: TypeAlias = dict[str, dict[int, float]]
"""The values of each measure, by index of the question."""

_NOT_FOUND = "not found"  # the relevant item of a question without relevant results
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and its answer: a string of the answering passage, answering articles, or both.

    ``articles`` are ids, addresses or ends of paths. A question with neither cannot be answered
    from the archive. ``earlier`` are the previous questions of the same conversation.
    """

    question: str
    answer: str | None = None
    articles: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    @property
    def is_answerable(self) -> bool:
        """Whether the archive holds the answer."""
        return self.answer is not None or bool(self.articles)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The archive's response to a labelled question.

    ``holds_answer`` is, for each passage, best first, whether it contains the answer string;
    ``found`` are the articles in the order of their first passage, each by its label, if it has
    one, or its id.
    """

    labelled: LabelledQuestion
    answered: bool
    confidence: float
    holds_answer: tuple[bool, ...]
    found: tuple[str, ...]

    @property
    def answer_rank(self) -> int | None:
        """The rank of the first passage that contains the answer."""
        return self.holds_answer.index(True) + 1 if True in self.holds_answer else None

    @property
    def article_rank(self) -> int | None:
        """The rank, among the articles found, of the first labelled one."""
        ranks = (rank for rank, doc in enumerate(self.found, 1) if doc in self.labelled.articles)
        return next(ranks, None)


@dataclass(frozen=True, slots=True)
class Measure:
    """The mean of a measure over ``questions``; ``low`` to ``high`` is its 95 % interval."""

    name: str
    value: float
    low: float
    high: float
    questions: int


def read_questions(lines: Iterable[str], source: str) -> list[LabelledQuestion]:
    """Parses the questions of a JSON Lines file; raises SourceError with an invalid line.

    >>> read_questions(['{"question": "Who won?", "answer": "Ding Liren"}'], "q.jsonl")[0].answer
    'Ding Liren'
    """
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(_labelled(json.loads(line)))
            except (ValueError, TypeError, RecursionError) as error:
                problem = "is not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
                raise SourceError(source, f"line {number}: {problem}: correct the line.") from error
    if not questions:
        raise SourceError(source, 'holds no question: give lines such as {"question": …}.')
    return questions


def evaluate(
    questions: Sequence[LabelledQuestion],
    ask: Callable[[LabelledQuestion], Answer],
    *,
    on_done: Callable[[int], None] = lambda done: None,
) -> list[Judgement]:
    """Asks every question and judges its answer; an invalid question counts as not answered.

    ``on_done`` is called after each with the number of questions done.
    """
    judgements = []
    for done, labelled in enumerate(questions, start=1):
        try:
            answer = ask(labelled)
        except QueryError:
            answer = Answer(labelled.question, answered=False, confidence=0.0, results=())
        judgements.append(judge(labelled, answer))
        on_done(done)
    return judgements


def judge(labelled: LabelledQuestion, answer: Answer) -> Judgement:
    """Compares an answer with the labels of its question."""
    docs = [_label(result, labelled.articles) for result in answer.results]
    return Judgement(
        labelled=labelled,
        answered=answer.answered,
        confidence=answer.confidence,
        holds_answer=tuple(
            labelled.answer is not None and contains_answer(labelled.answer, result.passage.text)
            for result in answer.results
        ),
        found=tuple(dict.fromkeys(docs)),
    )


def is_right(labelled: LabelledQuestion, result: Result) -> bool:
    """Whether ``result`` contains the answer or, without an answer string, is of a labelled
    article or a copy of one.
    """
    if labelled.answer is not None:
        return contains_answer(labelled.answer, result.passage.text)
    return _label(result, labelled.articles) in labelled.articles


def contains_answer(answer: str, text: str) -> bool:
    """Whether ``text`` contains the words of ``answer``, ignoring case and punctuation.

    >>> contains_answer("four", "Fourteen died.")
    False
    >>> contains_answer("Ding Liren", "The champion is Ding  Liren.")
    True
    """
    return f" {_normal(answer)} " in f" {_normal(text)} "


def is_label_of(label: str, article: Article) -> bool:
    """Whether ``label``, an id, an address or the end of a path, names the article.

    >>> is_label_of("news/rain.txt", Article("1", "Rain", "It rained.", path="/a/news/rain.txt"))
    True
    """
    path = f"/{article.path or ''}"
    is_named = label in (article.doc_id, article.url)
    return is_named or path.endswith(f"/{label.lstrip('./')}")


def unknown_labels(labels: Iterable[str], articles: Iterable[Article]) -> list[str]:
    """The labels that name none of the articles, in order, each once."""
    unknown = dict.fromkeys(labels)
    for article in articles:
        for label in [one for one in unknown if is_label_of(one, article)]:
            del unknown[label]
    return list(unknown)


def measure(judgements: Sequence[Judgement], *, k: int) -> list[Measure]:
    """Every measure that the labels allow, over the first ``k`` passages.

    answer@n is the share of questions with the answer in one of the first n passages (Success@n).
    RR, nDCG and R are computed over passages for answers and over articles for articles.
    """
    values = per_question_values(judgements, k=k)
    return [_with_interval(name, list(own.values())) for name, own in values.items()]


def per_question_values(judgements: Sequence[Judgement], *, k: int) -> Values:
    """The values of each measure of :func:`measure`, for each question that it applies to."""
    cutoffs = sorted({cutoff for cutoff in (*CUTOFFS, k) if cutoff <= k})
    found = {**_answer_values(judgements, cutoffs), **_article_values(judgements, cutoffs)}
    found["answerable answered"] = {
        index: float(item.answered)
        for index, item in enumerate(judgements)
        if item.labelled.is_answerable
    }
    found["unanswerable refused"] = {
        index: float(not item.answered)
        for index, item in enumerate(judgements)
        if not item.labelled.is_answerable
    }
    return {name: own for name, own in found.items() if own}


def _labelled(value: object) -> LabelledQuestion:
    if not isinstance(value, dict):
        raise TypeError("it is not a JSON object")
    question, answer = value.get("question"), value.get("answer")
    articles, earlier = value.get("articles") or [], value.get("earlier") or []
    if not isinstance(question, str) or not question.strip():
        raise ValueError('it has no "question"')
    if not isinstance(answer, str | None) or not _are_strings(articles):
        raise ValueError('"answer" must be a string or null, "articles" a list of strings')
    if not _are_strings(earlier):
        raise ValueError('"earlier" must be a list of questions')
    if value.get("answerable") is False or ("answer" in value and answer is None and not articles):
        return LabelledQuestion(question, earlier=tuple(earlier))
    if not articles and not _normal(answer or ""):
        raise ValueError('it has neither "answer" nor "articles" nor "answerable": false')
    return LabelledQuestion(question, answer, tuple(articles), tuple(earlier))


def _are_strings(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _normal(text: str) -> str:
    return _PUNCTUATION.sub(" ", text.lower()).strip()


def _label(result: Result, labels: Sequence[str]) -> str:
    """The label that names the article of ``result`` or a copy of it, else the article's id."""
    for article in (result.article, *result.also_in):
        for label in labels:
            if is_label_of(label, article):
                return label
    return result.article.doc_id


def _answer_values(judgements: Sequence[Judgement], cutoffs: Sequence[int]) -> Values:
    asked = [p for p, item in enumerate(judgements) if item.labelled.answer is not None]
    ranked = {p: [str(rank) for rank in range(len(judgements[p].holds_answer))] for p in asked}
    relevant = {
        p: {str(rank) for rank, holds in enumerate(judgements[p].holds_answer) if holds}
        or {_NOT_FOUND}
        for p in asked
    }
    names = {f"Success@{cutoff}": f"answer@{cutoff}" for cutoff in cutoffs}
    names[f"RR@{cutoffs[-1]}"] = f"answer RR@{cutoffs[-1]}"
    return _values(names, ranked, relevant)


def _article_values(judgements: Sequence[Judgement], cutoffs: Sequence[int]) -> Values:
    asked = [p for p, item in enumerate(judgements) if item.labelled.articles]
    last = cutoffs[-1]
    names = {f"RR@{last}": f"RR@{last}", f"nDCG@{last}": f"nDCG@{last}"}
    names |= {f"R@{cutoff}": f"R@{cutoff}" for cutoff in cutoffs}
    ranked = {p: judgements[p].found for p in asked}
    return _values(names, ranked, {p: set(judgements[p].labelled.articles) for p in asked})


def _values(
    names: Mapping[str, str],
    ranked: Mapping[int, Sequence[str]],
    relevant: Mapping[int, set[str]],
) -> Values:
    """The values of the measures, named by ``names``, for each question."""
    import ir_measures
    from ir_measures import Qrel, ScoredDoc

    qrels = [Qrel(str(q), doc, 1) for q, docs in relevant.items() for doc in sorted(docs)]
    run = [
        ScoredDoc(str(q), doc, -float(rank))
        for q, docs in ranked.items()
        for rank, doc in enumerate(docs)
    ]
    if not qrels:
        return {}
    values: Values = {title: {} for title in names.values()}
    for metric in ir_measures.iter_calc(map(ir_measures.parse_measure, names), qrels, run):
        values[names[str(metric.measure)]][int(metric.query_id)] = float(metric.value)
    return values


def _with_interval(name: str, values: Sequence[float]) -> Measure:
    """The mean with its bootstrap confidence interval (Efron, percentile method)."""
    array = np.array(values)  # (n,) float64
    random = np.random.default_rng(_SEED)
    means = [random.choice(array, len(array)).mean() for _ in range(_RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return Measure(name, float(array.mean()), float(low), float(high), len(array))
