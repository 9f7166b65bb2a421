"""Questions made of articles, to train the reader on: a sentence with its answer cut out.

Words of a clause in a loosened order after a question word, as in Lewis et al., "Unsupervised
Question Answering by Cloze Translation", 2019. What is to be read for the answer are passages of
articles on the same events, so the answer often stands in other words than the question's.
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

from retrieval.text.sentences import sentence_spans
from retrieval.text.terms import STOP_WORDS, index_terms
from retrieval.types import JsonObject
from scripts.train.quality_sets import holds

WINDOW_WORDS = 48
WRONG_PASSAGES = 3  # of a lesson, beside a right one

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
_NO_NAMES = frozenset(
    "the a in on it he she but and this mr mrs they we there if as at for when".split()
)
_ASKING = {
    "name": "who which what where which_company which_country what who".split(),
    "number": "how_many how_much when what".split(),
    "words": "what what which how".split(),
}
_KINDS, _KIND_WEIGHTS = tuple(_ASKING), (0.5, 0.25, 0.25)
_NEAR_DAYS = 10
_LIKE = 6  # articles on the same events
_READ = 14  # windows that share most with the question
_TELLING = 1.5  # inverse document frequency


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question with passages, as titles and texts, of which some may hold the answer.

    ``answer`` is ``None`` where none does.
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
    """An article cut up; ``key`` are the rare terms that tell what it is about."""

    day: int
    title_terms: frozenset[str]
    sentences: tuple[str, ...]
    windows: tuple[_Window, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: str
    text: str
    place: int


class ClozeQuestions:
    """Lessons out of ``articles``, without end, the same for the same ``seed``."""

    def __init__(self, articles: Iterable[JsonObject], *, seed: int) -> None:
        self._random = random.Random(seed)
        sources = (_source(article) for article in articles if article.get("published_at"))
        self._sources = [source for source in sources if len(source.windows) > 1]
        self._sources.sort(key=lambda source: source.day)
        held = Counter(term for source in self._sources for term in _terms(source))
        count = len(self._sources)
        self._idf = {term: math.log(1 + count / holding) for term, holding in held.items()}
        self._like = list(_alike(self._sources, self._idf))

    def __iter__(self) -> Iterator[Lesson]:
        while True:
            lesson = self._lesson(self._random.randrange(len(self._sources)))
            if lesson is not None:
                yield lesson

    def _lesson(self, number: int) -> Lesson | None:
        """A lesson from an article, unless what was drawn of it makes none."""
        own = self._sources[number]
        place = int(self._random.expovariate(1 / 6))
        sentence = own.sentences[min(place, len(own.sentences) - 1)]
        kind = self._random.choices(_KINDS, _KIND_WEIGHTS)[0]
        answers = [a for a in _answers(sentence, self._random) if a.kind == kind]
        if not answers or not 8 <= len(sentence.split()) <= 45:
            return None
        answer = self._random.choice(answers)
        question = _question(sentence, answer, self._random)
        terms = sorted({t for t in index_terms(question) if self._idf.get(t, 0.0) > _TELLING})
        if len(terms) < 3 or holds(question, answer.text):
            return None
        right, wrong = self._found(number, terms, sentence, answer.text)
        if not 0 < len(right) <= _LIKE or len(wrong) < WRONG_PASSAGES:
            return None
        picked = sorted(self._random.sample(range(min(len(wrong), 8)), WRONG_PASSAGES))
        windows = [self._random.choice(right), *(wrong[place] for place in picked)]
        return Lesson(question, answer.text, tuple((w.title, w.text) for w in windows))

    def _found(
        self, number: int, terms: list[str], sentence: str, answer: str
    ) -> tuple[list[_Window], list[_Window]]:
        """Windows of this and like articles that share most with the question: right and wrong."""
        total = sum(self._idf[term] for term in terms)
        weighed = [
            (self._shared(terms, window.terms) + 0.3 * title + self._random.random(), window)
            for source in (self._sources[i] for i in (number, *self._like[number]))
            for title in [self._shared(terms, source.title_terms)]
            for window in source.windows
        ]
        weighed.sort(key=lambda one: -one[0])
        right, wrong = [], []
        for score, window in weighed[:_READ]:
            if not holds(window.text, answer):
                wrong.append(window)
            elif self._random.random() < 0.35 if sentence in window.text else score > 0.4 * total:
                right.append(window)
        return right, wrong

    def _shared(self, terms: list[str], others: frozenset[str]) -> float:
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
    """Sentences in runs of at most WINDOW_WORDS words, where they are no longer themselves."""
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


def _alike(sources: Sequence[_Source], idf: dict[str, float]) -> Iterator[list[int]]:
    """For each of ``sources``, by day, those of about the same days that share its rare terms."""
    keys = [
        sorted(t for t in s.title_terms | s.windows[0].terms if len(t) > 2 and idf[t] > 2.5)
        for s in sources
    ]
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        for term in key:
            holding[term].append(number)
    days = [source.day for source in sources]
    for number, key in enumerate(keys):
        first = bisect_left(days, days[number] - _NEAR_DAYS)
        last = bisect_right(days, days[number] + _NEAR_DAYS)
        shared: Counter[int] = Counter()
        for term in key:
            own = holding[term]
            for other in own[bisect_left(own, first) : bisect_left(own, last)]:
                shared[other] += idf[term]  # type: ignore[assignment]  # counts may be fractions
        del shared[number]
        yield [other for other, _ in shared.most_common(_LIKE)]


def _answers(sentence: str, chance: random.Random) -> Iterator[_Answer]:
    """What of a sentence can be asked for."""
    for match in _NAME.finditer(sentence):
        text, place = re.sub(r"['’]s$", "", match[0].rstrip("’'")), match.start()
        if place <= 1 and " " not in text:
            continue  # every sentence begins with a capital
        while text.split() and text.split()[0].lower() in _NO_NAMES:
            rest = text.split(maxsplit=1)[1:]
            place += len(text) - len("".join(rest))
            text = "".join(rest)
        if len(text) > 2 and len(text.split()) <= 5 and not _DAYS.fullmatch(text):
            yield _Answer("name", text, place)
    for match in _NUMBER.finditer(sentence):
        yield _Answer("number", match[0], match.start())
    words = [m for m in _WORDS.finditer(sentence) if not STOP_WORDS.intersection(m[0].split())]
    for match in chance.sample(words, min(2, len(words))):
        yield _Answer("words", match[0], match.start())


def _question(sentence: str, answer: _Answer, chance: random.Random) -> str:
    """The clause of the answer, and some around it, as a question in bad English."""
    first, last = _clauses(sentence, answer.place, chance.randint(6, 16), chance)
    before = sentence[first : answer.place].split()
    after = [w for w in sentence[answer.place + len(answer.text) : last].split() if w != "’s"]
    asking = chance.choice(_ASKING[answer.kind]).replace("_", " ")
    if answer.kind == "number" and after and chance.random() < 0.6:
        asking = "how many " + after.pop(0).strip(".,;:“”")
    if _YEAR.fullmatch(answer.text):
        asking = chance.choice(["when", "in what year", "which year"])
    words = [word.strip('“”"(),;:') for word in _loosened(before + after, chance)[:22]]
    question = " ".join([asking, *filter(None, words)]).rstrip(".")
    return question[0].upper() + question[1:] + chance.choice(["", "?"])


def _clauses(sentence: str, place: int, enough: int, chance: random.Random) -> tuple[int, int]:
    """Where the clause at ``place`` begins and ends, with others to make ``enough`` words."""
    edges = [0, *(m.end() for m in _CLAUSE_END.finditer(sentence)), len(sentence)]
    first = max(0, bisect_right(edges[:-1], place) - 1)
    last = first + 1
    while len(sentence[edges[first] : edges[last]].split()) < enough:
        if last + 1 < len(edges) and (first == 0 or chance.random() < 0.5):
            last += 1
        elif first > 0:
            first -= 1
        else:
            break
    return edges[first], edges[last]


def _loosened(words: Sequence[str], chance: random.Random) -> list[str]:
    """Most of ``words``, near where they stood."""
    lost = {True: 0.3, False: 0.12}
    kept = [word for word in words if chance.random() > lost[word.lower() in STOP_WORDS]]
    reach = chance.choice([0.0, 1.2, 2.5])
    moved = sorted(enumerate(kept), key=lambda one: one[0] + chance.uniform(0.0, reach))
    return [word for _, word in moved]
