"""The question sets for training and evaluation, read from the folder ``shared``.

They belong to others: the folder is beside the checkout, and nothing of it is copied here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from retrieval.text.words.terms import UNSPACED_RUN
from retrieval.types import JsonObject

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
NEWSQUIZ_ARTICLES = SHARED / "data" / "newsquiz" / "articles.jsonl.gz"

_NEWS_QUESTIONS = Path(__file__).with_name("news_questions.jsonl")
_READER_NEWS_QUESTIONS = Path(__file__).with_name("news_reader_questions.jsonl")
_FOREIGN_NEWS = Path(__file__).with_name("foreign_news.jsonl")

TEST_SINCE = "2023-01"  # newsquiz questions asked from then on are for tests only
_ARTICLES_UNTIL = "2022-12-20"  # the reader is trained on articles from before that day
_TRAINING_QUESTIONS = 150
_MOST_NEWSQUIZ_ARTICLES = 1200

Relevance: TypeAlias = Literal["article", "answer", "both"]


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question with its relevance labels.

    ``urls`` are the answering articles or, if ``is_answerable`` is false, articles that only seem
    to answer. ``answer`` is a string that an answering passage holds, empty if only the article is
    known.
    """

    text: str
    urls: frozenset[str]
    answer: str = ""
    is_answerable: bool = True
    is_test: bool = False

    @property
    def is_for_reader(self) -> bool:
        """Whether the reader is trained on it."""
        return self._is_sampled and self.is_answerable and bool(self.answer)

    @property
    def is_for_fitting(self) -> bool:
        """Whether weights that use the reader's score are fitted on it.

        These are no questions that the reader was trained on, whose scores are too good. The same
        share of the unanswerable ones is left out.
        """
        is_left_out = self.is_for_reader or (self._is_sampled and not self.is_answerable)
        return not self.is_test and not is_left_out

    @property
    def _is_sampled(self) -> bool:
        return not self.is_test and is_trained_on(self.text)


@dataclass(frozen=True, slots=True)
class QualitySet:
    """Articles, as objects for ``ingest``, and questions about them.

    ``relevance`` tells which passages are relevant: those of an answering article, those that hold
    the answer, or those for which both is true.
    """

    name: str
    articles: tuple[JsonObject, ...]
    questions: tuple[SetQuestion, ...]
    relevance: Relevance


def newsquiz() -> QualitySet:
    """News quiz questions: those of the last three months for tests, some others for training.

    With all articles that answer them, and further ones up to _MOST_NEWSQUIZ_ARTICLES.
    """
    test, training = _quiz_questions()
    chosen = test + training[:_TRAINING_QUESTIONS]
    return _quiz("newsquiz", chosen, at_least=_MOST_NEWSQUIZ_ARTICLES)


def newsquiz_earlier() -> QualitySet:
    """All other news quiz questions, for training, with the articles that answer them."""
    _, training = _quiz_questions()
    return _quiz("newsquiz-earlier", training[_TRAINING_QUESTIONS:], at_least=0)


def newsquiz_training_articles() -> list[JsonObject]:
    """Articles older than the test questions, except those that answer them."""
    test, _ = _quiz_questions()
    answering = {url for row in test for url in row["answer_articles"]}
    return [
        article
        for article in _lines("newsquiz/articles.jsonl.gz")
        if (article.get("published_at") or TEST_SINCE) < _ARTICLES_UNTIL
        and article["url"] not in answering
    ]


def _quiz_questions() -> tuple[list[JsonObject], list[JsonObject]]:
    """Answerable questions: those for tests, and the others in random order."""
    rows = [row for row in _lines("newsquiz/questions.jsonl") if row["answer_articles"]]
    test = [row for row in rows if row["asked_on"] >= TEST_SINCE]
    return test, _shuffled([row for row in rows if row["asked_on"] < TEST_SINCE], "query_id")


def _quiz(name: str, rows: Sequence[JsonObject], *, at_least: int) -> QualitySet:
    """A set of these questions with their articles, and others up to ``at_least`` articles."""
    needed = {url for row in rows for url in row["answer_articles"]}
    articles = _lines("newsquiz/articles.jsonl.gz")
    others = _shuffled([a for a in articles if a["url"] not in needed], "url")
    kept = [a for a in articles if a["url"] in needed]
    kept += others[: max(0, at_least - len(kept))]
    questions = tuple(
        SetQuestion(
            text=row["question"],
            urls=frozenset(row["answer_articles"]),
            answer=row["answer"],
            is_test=row["asked_on"] >= TEST_SINCE,
        )
        for row in rows
    )
    return QualitySet(name, tuple(kept), questions, relevance="answer")


def news() -> QualitySet:
    """Questions that we wrote about articles of newsquiz from before the test questions.

    Each stands with the place of its answer in the article, or with none if the article only seems
    to answer it.
    """
    return _placed("news", _NEWS_QUESTIONS, newsquiz().articles)


def reader_news() -> QualitySet:
    """More of them, about other articles; only the reader is trained on these."""
    return _placed("reader-news", _READER_NEWS_QUESTIONS, newsquiz_training_articles())


def _placed(name: str, file: Path, articles: Sequence[JsonObject]) -> QualitySet:
    texts = {article["url"]: article["text"] for article in articles}
    questions = []
    for row in read_lines(file):
        answer = texts[row["url"]][row["start"] : row["end"]] if "start" in row else ""
        urls = frozenset({row["url"]})
        questions.append(SetQuestion(row["question"], urls, answer, bool(answer)))
    questions.sort(key=lambda own: hashlib.sha256(own.text.encode()).digest())
    return QualitySet(name, tuple(articles), tuple(questions), relevance="both")


def foreign_news() -> QualitySet:
    """Articles in many languages that we wrote, with questions that they answer or seem to."""
    articles: list[JsonObject] = []
    questions: list[SetQuestion] = []
    for article in read_lines(_FOREIGN_NEWS):
        asked = article.pop("questions")
        articles.append(article)
        urls = frozenset({article["url"]})
        questions += (
            SetQuestion(q["question"], urls, (q["answers"] or [""])[0], bool(q["answers"]))
            for q in asked
        )
    return QualitySet("foreign-news", tuple(articles), tuple(questions), relevance="both")


def xquad() -> QualitySet:
    """The English part of XQuAD, each paragraph as an article; for tests only."""
    groups = json.loads(_text("answerable/xquad_en.json"))["data"]
    paragraphs = [paragraph for group in groups for paragraph in group["paragraphs"]]
    articles = tuple(_untitled("xquad", p["context"]) for p in paragraphs)
    questions = tuple(
        SetQuestion(
            text=row["question"],
            urls=frozenset({article["url"]}),
            answer=row["answers"][0]["text"],
            is_test=True,
        )
        for article, paragraph in zip(articles, paragraphs, strict=True)
        for row in paragraph["qas"]
    )
    return QualitySet("xquad", articles, questions, relevance="article")


def squad() -> QualitySet:
    """A sample of SQuAD 2.0, half of it unanswerable, without the paragraphs of :func:`xquad`."""
    rows = json.loads(_text("answerable/squad2_500_queries.json"))["queries"]
    truth = json.loads(_text("answerable/squad2_500_truth.json"))
    xquad_texts = {_plain(article["text"]) for article in xquad().articles}
    rows = [row for row in rows if _plain(row["context"]) not in xquad_texts]
    articles = {row["context"]: _untitled("squad", row["context"]) for row in rows}
    questions = tuple(
        SetQuestion(
            text=row["question"],
            urls=frozenset({articles[row["context"]]["url"]}),
            answer=(truth[row["id"]]["answers"] or [""])[0],
            is_answerable=not truth[row["id"]]["is_impossible"],
        )
        for row in rows
    )
    return QualitySet("squad", tuple(articles.values()), questions, relevance="article")


def clapnq() -> QualitySet:
    """The development set of CLAP-NQ: search queries, each with a titled passage."""
    articles: dict[str, JsonObject] = {}
    questions = []
    for kind in ("answerable", "unanswerable"):
        for row in _lines(f"answerable/clapnq_dev_{kind}.jsonl"):
            own = [{**_untitled("clapnq", p["text"]), "title": p["title"]} for p in row["passages"]]
            articles |= {article["url"]: article for article in own}
            urls = frozenset(article["url"] for article in own)
            is_answerable = kind == "answerable"
            questions.append(SetQuestion(row["input"], urls, is_answerable=is_answerable))
    return QualitySet("clapnq", tuple(articles.values()), tuple(questions), relevance="article")


SETS: Mapping[str, Callable[[], QualitySet]] = {
    "newsquiz": newsquiz,
    "newsquiz-earlier": newsquiz_earlier,
    "news": news,
    "xquad": xquad,
    "squad": squad,
    "clapnq": clapnq,
}

FITTING_SETS = ("newsquiz", "news", "squad", "clapnq", "xquad")
MOST_QUESTIONS = 400  # of a set, where what is found is read


def is_trained_on(question: str) -> bool:
    """Whether a question that is not for tests is one of those that the reader is trained on."""
    return zlib.crc32(question.encode()) % 5 >= 2


def holds(text: str, answer: str) -> bool:
    """Whether ``text`` contains ``answer`` as whole words, ignoring case and punctuation.

    In a script without spaces it may stand anywhere.

    >>> holds("“Squid Game” will return.", "squid game"), holds("sixteen", "six")
    (True, False)
    """
    if UNSPACED_RUN.search(answer):
        return answer in text
    return bool(_plain(answer)) and f" {_plain(answer)} " in f" {_plain(text)} "


def occurrences(answer: str, text: str) -> Iterator[tuple[int, int]]:
    """The spans of ``answer`` in ``text``, compared as in :func:`holds`.

    >>> list(occurrences("squid game", "The “Squid-Game” returns."))
    [(5, 15)]
    """
    wanted = _plain(answer).split()
    words = [(_plain(m[0]), *m.span()) for m in re.finditer(r"[^\s-]+", text)]
    words = [word for word in words if word[0]]
    for first in range(len(words) - len(wanted) + 1 if wanted else 0):
        found = words[first : first + len(wanted)]
        if [word for word, _, _ in found] == wanted:
            begin, end = found[0][1], found[-1][2]
            inside = [m.span() for m in re.finditer(r"\w+", text[begin:end])]
            yield begin + inside[0][0], begin + inside[-1][1]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", text.lower().replace("-", " ")).split())


def _untitled(source: str, text: str) -> JsonObject:
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {"url": f"https://{source}.example/{digest}", "text": text}


def _shuffled(rows: Iterable[JsonObject], key: str) -> list[JsonObject]:
    """Rows in a pseudo-random order that does not change when other rows come or go."""
    return sorted(rows, key=lambda row: hashlib.sha256(row[key].encode()).digest())


def _lines(name: str) -> list[Any]:
    return list(read_lines(SHARED / "data" / name))


def _text(name: str) -> str:
    return (SHARED / "data" / name).read_text(encoding="utf-8")


def read_lines(path: Path) -> Iterator[Any]:
    """The values of a file of JSON Lines, perhaps gzipped."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
