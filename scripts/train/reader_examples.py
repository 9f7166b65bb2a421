"""Training examples of the reader: questions of people and of articles, with passages to read."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

from retrieval.search.heading import heading
from retrieval.text.sentences import sentence_spans
from retrieval.text.terms import index_terms, question_terms
from retrieval.types import Article, JsonObject, Span
from scripts.quality.sets import (
    SHARED,
    TEST_SINCE,
    holds,
    is_trained_on,
    news,
    newsquiz_training_articles,
    occurrences,
)

HELD_OUT = 12  # one question of so many is kept to look at while training
_NEGATIVES = 10  # wrong passages kept of each question, the nearest ones
_HOLDING = 0.6  # share of an answer's words that a sentence must hold to be marked for it


@dataclass(frozen=True, slots=True)
class Text:
    """A passage with its heading (publisher, date and title of its article), perhaps empty."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage that answers it, or ``None``, and passages that do not.

    ``answers`` are spans of the right passage: the words that answer where ``is_exact``, else
    sentences in which they stand. Empty where only the passage is known.
    """

    question: str
    right: Text | None
    answers: tuple[Span, ...]
    is_exact: bool
    wrong: tuple[Text, ...]

    @property
    def is_held_out(self) -> bool:
        """Whether it is not trained on."""
        return zlib.crc32(self.question.encode()) % HELD_OUT == 0


class Pool:
    """Texts that are searched for those that share most with a question, by rare words."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self.texts = tuple(texts)
        self._terms = [frozenset(index_terms(f"{t.heading} {t.body}")) for t in self.texts]
        held = Counter(term for terms in self._terms for term in terms)
        self._weights = {term: log(1 + len(self.texts) / count) for term, count in held.items()}
        self._holding: dict[str, list[int]] = {}
        for number, terms in enumerate(self._terms):
            for term in terms:
                self._holding.setdefault(term, []).append(number)

    def nearest(self, question: str, count: int) -> list[Text]:
        """The ``count`` texts that share most with ``question``."""
        scores: Counter[int] = Counter()
        for term in set(question_terms(question)):
            for number in self._holding.get(term, ()):
                scores[number] += self._weights[term]  # type: ignore[assignment]
        return [self.texts[number] for number, _ in scores.most_common(count)]


def asked_examples() -> dict[str, list[Example]]:
    """Questions by people, by data set.

    Nothing of XQuAD or of the paragraphs that it holds, of the quiz from 2023, or of the desk.
    """
    return {
        "stories": list(_stories()),
        "encyclopedia": list(_encyclopedia()),
        "papers": list(_papers()),
        "quiz": list(_quiz()),
        "news": list(_news_questions()),
    }


def _stories() -> Iterator[Example]:
    """FairytaleQA: the right section of a story among its others."""
    rows = {row["url"]: row for row in _lines("stories/stories.jsonl")}
    pools = {
        url: Pool(Text(row["title"], part) for part in row["text"].split("\n\n"))
        for url, row in rows.items()
    }
    for row in _lines("stories/questions.jsonl"):
        pool = pools[row["story"]]
        places = [place - 1 for place in row["sections"] if place - 1 < len(pool.texts)]
        if len(places) != 1:
            continue
        right = pool.texts[places[0]]
        nearest = pool.nearest(row["question"], _NEGATIVES)
        wrong = tuple(text for text in nearest if text is not right)
        yield _example(row["question"], right, [row["span"] or "", *row["answers"]], wrong)


def _encyclopedia() -> Iterator[Example]:
    """QED, CLAP-NQ and SQuAD 2.0, whose paragraphs are searched together."""
    pairs: list[tuple[str, Text | None, list[str], Text]] = []
    for row in _lines("more_qa/qed_dev.jsonl"):
        text = Text(row["title"], _joined(row["paragraph"]))
        pairs.append((row["question"], text, [*map(_joined, row["answers"])], text))
    for is_answerable, name in ((True, "answerable"), (False, "unanswerable")):
        for row in _lines(f"answerable/clapnq_dev_{name}.jsonl"):
            if not is_trained_on(row["input"]):
                continue
            [passage] = row["passages"]
            text = Text(passage["title"], _joined(passage["text"]))
            marked = row["output"][0]["selected_sentences"] if is_answerable else []
            pairs.append(
                (row["input"], text if is_answerable else None, [*map(_joined, marked)], text)
            )
    tested = {
        paragraph["context"]
        for group in json.loads(_read("answerable/xquad_en.json"))["data"]
        for paragraph in group["paragraphs"]
    }
    truth = json.loads(_read("answerable/squad2_500_truth.json"))
    for row in json.loads(_read("answerable/squad2_500_queries.json"))["queries"]:
        if row["context"] not in tested and is_trained_on(row["question"]):
            text, own = Text("", row["context"]), truth[row["id"]]
            right = None if own["is_impossible"] else text
            pairs.append((row["question"], right, own["answers"][:1], text))
    pool = Pool(dict.fromkeys(text for *_, text in pairs))
    for question, right, answers, text in pairs:
        near = [one for one in pool.nearest(question, _NEGATIVES) if one != text]
        wrong = tuple(near if right else [text, *near])
        yield _example(question, right, answers, wrong)


def _papers() -> Iterator[Example]:
    """COVID-QA: runs of sentences of a paper's extract, of which one holds the answer."""
    for row in _lines("more_qa/covid_qa.jsonl"):
        context, answer = row["context"], row["answer"].strip()
        start = context.find(answer)
        runs = _runs(context, 110)
        inside = [run for run in runs if run.start <= start and start + len(answer) <= run.end]
        if start >= 0 and inside and len(runs) > 1:
            right = Text("", context[inside[0].start : inside[0].end])
            others = [Text("", context[run.start : run.end]) for run in runs if run != inside[0]]
            yield _example(row["question"], right, [answer], tuple(others))


def _quiz() -> Iterator[Example]:
    """The news quiz before 2023 with passages of its articles: right is what holds the answer."""
    pool, urls = _news()
    for row in _lines("newsquiz/questions.jsonl"):
        question = " ".join(row["question"].split())
        if row["asked_on"] >= TEST_SINCE or not is_trained_on(question):
            continue
        found = pool.nearest(question, 4 * _NEGATIVES)
        right = [t for t in found if holds(t.body, row["answer"])]
        right = [t for t in right if urls[t] in row["answer_articles"]]
        wrong = tuple(t for t in found if not holds(t.body, row["answer"]))[:_NEGATIVES]
        for one in right[:2]:
            yield _example(question, one, [row["answer"].strip("“”\"' ")], wrong)


def _news_questions() -> Iterator[Example]:
    """Our own questions about articles of the news quiz, among passages of all of them."""
    pool, urls = _news()
    passages: defaultdict[str, list[Text]] = defaultdict(list)
    for text, url in urls.items():
        passages[url].append(text)
    for own in news().questions:
        if not is_trained_on(own.text):
            continue
        [url] = own.urls
        right = next((t for t in passages[url] if own.answer and holds(t.body, own.answer)), None)
        if right is None and own.is_answerable:
            continue  # the answer spans two passages
        found = pool.nearest(own.text, 2 * _NEGATIVES)
        wrong = [t for t in found if t != right and not (right and holds(t.body, own.answer))]
        yield _example(own.text, right, [own.answer], tuple(wrong[:_NEGATIVES]))


def _news() -> tuple[Pool, dict[Text, str]]:
    """Passages of the articles of the news quiz, and the address of each one's article."""
    urls: dict[Text, str] = {}
    for article in newsquiz_training_articles():
        head, text = heading_of(article), article["text"]
        for run in _runs(text, 110):
            urls.setdefault(Text(head, text[run.start : run.end]), article["url"])
    return Pool(urls), urls


def heading_of(article: JsonObject) -> str:
    """The heading of an article given as a line of JSON."""
    return heading(
        Article(
            "",
            article.get("title"),
            "",
            publisher=article.get("publisher"),
            published_at=article.get("published_at"),
        )
    )


def _example(
    question: str, right: Text | None, answers: Sequence[str], wrong: tuple[Text, ...]
) -> Example:
    """The example with the spans of the first of ``answers`` that stands in the right passage."""
    question = " ".join(question.split())
    if right is None:
        return Example(question, None, (), False, wrong)
    wrong = tuple(text for text in wrong if text != right)
    for answer in filter(None, answers):
        found = [Span(*place) for place in occurrences(answer, right.body)]
        if found:
            return Example(question, right, tuple(found[:4]), len(answer.split()) <= 25, wrong)
    return Example(question, right, _holding_sentences(right.body, answers), False, wrong)


def _holding_sentences(text: str, answers: Sequence[str]) -> tuple[Span, ...]:
    """The sentence that holds most words of an answer, if it holds most of them."""
    best, place = _HOLDING, None
    for answer in answers:
        wanted = set(index_terms(answer))
        for span in sentence_spans(text):
            own = set(index_terms(text[span.start : span.end]))
            share = len(wanted & own) / len(wanted) if len(wanted) > 1 else 0.0
            if share > best:
                best, place = share, span
    return (place,) if place else ()


def cut(text: str, words: int, keep: Sequence[Span], near: frozenset[str]) -> Span:
    """Whole sentences of ``text``, up to about ``words``: around ``keep``, else those that share
    most terms with ``near``.
    """
    spans = sentence_spans(text)
    if keep:
        first = max((i for i, s in enumerate(spans) if s.start <= keep[0].start), default=0)
        last = max((i for i, s in enumerate(spans) if s.start < keep[0].end), default=first)
    else:
        shared = [len(near.intersection(index_terms(text[s.start : s.end]))) for s in spans]
        first = last = shared.index(max(shared)) if shared else 0
    while True:
        wider = [
            (begin, end)
            for begin, end in ((first, last + 1), (first - 1, last))
            if begin >= 0
            and end < len(spans)
            and len(text[spans[begin].start : spans[end].end].split()) <= words
        ]
        if not wider:
            return Span(spans[first].start, spans[last].end) if spans else Span(0, len(text))
        first, last = wider[zlib.crc32(text.encode()) % len(wider)]


def shortened(example: Example, words: int, chance: random.Random, count: int) -> Example:
    """The example with ``count`` wrong passages and each passage cut to about ``words``."""
    near = frozenset(question_terms(example.question))
    few = example.wrong[: count + 3] if chance.random() < 0.7 else example.wrong
    wrong = tuple(
        replace(text, body=_part(text.body, cut(text.body, words, (), near)))
        for text in chance.sample(few, min(count, len(few)))
    )
    if example.right is None:
        return replace(example, wrong=wrong)
    body = example.right.body
    if not example.answers:
        words = max(words, 200)
    span = cut(body, words, example.answers, near)
    answers = tuple(
        Span(max(a.start, span.start) - span.start, min(a.end, span.end) - span.start)
        for a in example.answers
        if a.start < span.end and a.end > span.start
    )
    right = replace(example.right, body=_part(body, span))
    return replace(example, right=right, answers=answers, wrong=wrong)


def _part(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _runs(text: str, words: int) -> list[Span]:
    """``text`` in runs of whole sentences of about ``words``."""
    runs: list[Span] = []
    for span in sentence_spans(text):
        if runs and len(text[runs[-1].start : span.end].split()) <= words:
            runs[-1] = Span(runs[-1].start, span.end)
        else:
            runs.append(span)
    return runs


def _joined(text: str) -> str:
    """Text whose punctuation was set apart, as people write it.

    >>> _joined("He won , in 2006 , the prize ( of Spain ) 's best .")
    "He won, in 2006, the prize (of Spain)'s best."
    """
    text = text.replace("``", "“").replace("''", "”").replace(" -- ", " – ")
    text = re.sub(r"\s+([,.;:!?)%”’]|'s\b|n't\b|')", r"\1", text)
    return re.sub(r"([(“$£€])\s+", r"\1", text).strip()


def _lines(name: str) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in _read(name).splitlines()]


def _read(name: str) -> str:
    return (SHARED / "data" / name).read_text(encoding="utf-8")
