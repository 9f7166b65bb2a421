"""Training examples for the answer reader, generated from articles by cloze translation.

A question is a noised clause without its answer after a question word (Lewis et al., "Unsupervised
Question Answering by Cloze Translation", 2019). Its passages come from several articles on the same
events, so that the answer often appears in other words than the question's.
"""

from __future__ import annotations

import math
import random
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.words.terms import index_terms, stop_words
from retrieval.types import JsonObject
from scripts.quality.sets import holds

WINDOW_WORDS = 48
NEGATIVES = 3  # passages of an example without the answer

_NAME = re.compile(
    r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?:\s+(?:of|the|and|de|for)\s+[A-Z][\w’'-]+|\s+[A-Z][\w’'-]+)*"
)
_NUMBER = re.compile(
    r"(?:[$£€]\s?)?\d[\d,.]*\d|\b\d+\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen)\b"
)
_WORDS = re.compile(r"\b[a-z]{4,}(?:\s[a-z]{4,})?\b")
_DAYS = re.compile(
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\s*)+"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE_END = re.compile(r"[,;:–—]\s")
_NOT_NAMES = frozenset(
    "the a in on it he she but and this mr mrs they we there if as at for when".split()
)
_QUESTION_WORDS = {
    "name": "who which what where which_company which_country what who".split(),
    "number": "how_many how_much when what".split(),
    "words": "what what which how".split(),
}
_KINDS, _KIND_WEIGHTS = tuple(_QUESTION_WORDS), (0.5, 0.25, 0.25)
_NEAR_DAYS = 10
_SIMILAR = 6  # articles on the same events
_CANDIDATES = 14  # windows with the highest scores
_MIN_IDF = 1.5


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A question with passages, pairs of title and text, some of which may hold the answer.

    ``answer`` is ``None`` if none does.
    """

    question: str
    answer: str | None
    passages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Window:
    title: str
    text: str
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Source:
    """An article split into sentences and windows."""

    day: int
    title_terms: frozenset[str]
    sentences: tuple[str, ...]
    windows: tuple[_Window, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: str
    text: str
    start: int


class ClozeQuestions:
    """An endless sequence of examples from ``articles``, the same for the same ``seed``."""

    def __init__(self, articles: Iterable[JsonObject], *, seed: int) -> None:
        self._random = random.Random(seed)
        sources = (_source(article) for article in articles if article.get("published_at"))
        self._sources = [source for source in sources if len(source.windows) > 1]
        self._sources.sort(key=lambda source: source.day)
        frequencies = Counter(term for source in self._sources for term in _terms(source))
        count = len(self._sources)
        self._idf = {term: math.log(1 + count / df) for term, df in frequencies.items()}
        self._similar = list(_similar(self._sources, self._idf))

    def __iter__(self) -> Iterator[TrainingExample]:
        while True:
            example = self._example(self._random.randrange(len(self._sources)))
            if example is not None:
                yield example

    def _example(self, number: int) -> TrainingExample | None:
        """A random example from an article; ``None`` if the random choices give none."""
        own = self._sources[number]
        index = int(self._random.expovariate(1 / 6))
        sentence = own.sentences[min(index, len(own.sentences) - 1)]
        kind = self._random.choices(_KINDS, _KIND_WEIGHTS)[0]
        answers = [a for a in _answers(sentence, self._random) if a.kind == kind]
        if not answers or not 8 <= len(sentence.split()) <= 45:
            return None
        answer = self._random.choice(answers)
        question = _question(sentence, answer, self._random)
        terms = sorted({t for t in index_terms(question) if self._idf.get(t, 0.0) > _MIN_IDF})
        if len(terms) < 3 or holds(question, answer.text):
            return None
        positives, negatives = self._windows(number, terms, sentence, answer.text)
        if not 0 < len(positives) <= _SIMILAR or len(negatives) < NEGATIVES:
            return None
        picked = sorted(self._random.sample(range(min(len(negatives), 8)), NEGATIVES))
        windows = [self._random.choice(positives), *(negatives[index] for index in picked)]
        return TrainingExample(question, answer.text, tuple((w.title, w.text) for w in windows))

    def _windows(
        self, number: int, terms: list[str], sentence: str, answer: str
    ) -> tuple[list[_Window], list[_Window]]:
        """Positive and negative windows of this and similar articles, the best matches first."""
        total = sum(self._idf[term] for term in terms)
        scored = [
            (self._overlap(terms, window.terms) + 0.3 * title + self._random.random(), window)
            for source in (self._sources[i] for i in (number, *self._similar[number]))
            for title in [self._overlap(terms, source.title_terms)]
            for window in source.windows
        ]
        scored.sort(key=lambda one: -one[0])
        positives, negatives = [], []
        for score, window in scored[:_CANDIDATES]:
            if not holds(window.text, answer):
                negatives.append(window)
            elif self._random.random() < 0.35 if sentence in window.text else score > 0.4 * total:
                positives.append(window)
        return positives, negatives

    def _overlap(self, terms: list[str], others: frozenset[str]) -> float:
        return sum(self._idf[term] for term in terms if term in others)


def _source(article: JsonObject) -> _Source:
    paragraphs = [p for p in article["text"].split("\n") if len(p.split()) > 6][:40]
    sentences = [p[s.start : s.end] for p in paragraphs for s in sentence_spans(p)]
    title = article.get("title") or ""
    return _Source(
        date.fromisoformat(article["published_at"][:10]).toordinal(),
        frozenset(index_terms(title)),
        tuple(sentences[:40]),
        tuple(_Window(title, text, frozenset(index_terms(text))) for text in _windows(sentences)),
    )


def _windows(sentences: Sequence[str]) -> Iterator[str]:
    """Consecutive sentences of at most WINDOW_WORDS words together, or one longer sentence."""
    run: list[str] = []
    for sentence in sentences:
        if run and len(" ".join((*run, sentence)).split()) > WINDOW_WORDS:
            yield " ".join(run)[:700]
            run = []
        run.append(sentence)
    if run:
        yield " ".join(run)[:700]


def _terms(source: _Source) -> frozenset[str]:
    return source.title_terms.union(*(window.terms for window in source.windows))


def _similar(sources: Sequence[_Source], idf: dict[str, float]) -> Iterator[list[int]]:
    """For each of ``sources``, sorted by day, the most similar ones of about the same days."""
    keys = [
        sorted(t for t in s.title_terms | s.windows[0].terms if len(t) > 2 and idf[t] > 2.5)
        for s in sources
    ]
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        for term in key:
            postings[term].append(number)
    days = [source.day for source in sources]
    for number, key in enumerate(keys):
        first = bisect_left(days, days[number] - _NEAR_DAYS)
        last = bisect_right(days, days[number] + _NEAR_DAYS)
        shared: Counter[int] = Counter()
        for term in key:
            own = postings[term]
            for other in own[bisect_left(own, first) : bisect_left(own, last)]:
                shared[other] += idf[term]  # type: ignore[assignment]  # counts may be fractions
        del shared[number]
        yield [other for other, _ in shared.most_common(_SIMILAR)]


def _answers(sentence: str, random_: random.Random) -> Iterator[_Answer]:
    """The answer candidates of a sentence."""
    for match in _NAME.finditer(sentence):
        text, start = re.sub(r"['’]s$", "", match[0].rstrip("’'")), match.start()
        if start <= 1 and " " not in text:
            continue  # capitalised as the first word
        while text.split() and text.split()[0].lower() in _NOT_NAMES:
            rest = text.split(maxsplit=1)[1:]
            start += len(text) - len("".join(rest))
            text = "".join(rest)
        if len(text) > 2 and len(text.split()) <= 5 and not _DAYS.fullmatch(text):
            yield _Answer("name", text, start)
    for match in _NUMBER.finditer(sentence):
        yield _Answer("number", match[0], match.start())
    words = [m for m in _WORDS.finditer(sentence) if not stop_words().intersection(m[0].split())]
    for match in random_.sample(words, min(2, len(words))):
        yield _Answer("words", match[0], match.start())


def _question(sentence: str, answer: _Answer, random_: random.Random) -> str:
    """A question from the clauses around the answer, with words dropped and reordered."""
    first, last = _clauses(sentence, answer.start, random_.randint(6, 16), random_)
    before = sentence[first : answer.start].split()
    after = [w for w in sentence[answer.start + len(answer.text) : last].split() if w != "’s"]
    question_word = random_.choice(_QUESTION_WORDS[answer.kind]).replace("_", " ")
    if answer.kind == "number" and after and random_.random() < 0.6:
        question_word = "how many " + after.pop(0).strip(".,;:“”")
    if _YEAR.fullmatch(answer.text):
        question_word = random_.choice(["when", "in what year", "which year"])
    words = [word.strip('“”"(),;:') for word in _noised(before + after, random_)[:22]]
    question = " ".join([question_word, *filter(None, words)]).rstrip(".")
    return question[0].upper() + question[1:] + random_.choice(["", "?"])


def _clauses(sentence: str, start: int, min_words: int, random_: random.Random) -> tuple[int, int]:
    """The span of the clause at ``start``, extended by others to ``min_words`` words."""
    edges = [0, *(m.end() for m in _CLAUSE_END.finditer(sentence)), len(sentence)]
    first = max(0, bisect_right(edges[:-1], start) - 1)
    last = first + 1
    while len(sentence[edges[first] : edges[last]].split()) < min_words:
        if last + 1 < len(edges) and (first == 0 or random_.random() < 0.5):
            last += 1
        elif first > 0:
            first -= 1
        else:
            break
    return edges[first], edges[last]


def _noised(words: Sequence[str], random_: random.Random) -> list[str]:
    """Drops some of ``words`` and changes the order of the others a little."""
    drop_rate = {True: 0.3, False: 0.12}
    kept = [word for word in words if random_.random() > drop_rate[word.lower() in stop_words()]]
    distance = random_.choice([0.0, 1.2, 2.5])
    moved = sorted(enumerate(kept), key=lambda one: one[0] + random_.uniform(0.0, distance))
    return [word for _, word in moved]
