"""What pages put around an article, told from the article by rules.

Three kinds of evidence, in order: lines that are furniture wherever they stand ("Comments"),
sentences in which the page speaks to its reader about itself ("Your support helps us…"), and
company: weaker sentences of that sort go where they stand among the strong ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.sentences import sentence_spans
from retrieval.sources.appeals import Utterance, find_appeals, leads_up, may_appeal
from retrieval.sources.furniture_labels import is_furniture_line
from retrieval.sources.furniture_phrases import EVIDENCE, HINT, NOTE, STRONG, TRIGGER, WEAK
from retrieval.sources.tails import announced
from retrieval.types import Span

_MAX_HOOK_WORDS = 9
_MAX_ENCLOSED_WORDS = 12
_MAX_GAP = 3
_REACH = 2
_MAX_SENTENCE = 600
_MAX_PARAGRAPH = 100_000
_QUOTATION = re.compile(
    '“[^”]*(?:”|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|(?<!\\w)"[^"]*(?:"|$)|(?<!\\w)‘[^‘’]*(?:’(?!\\w)|$)'
)
_GLUE = re.compile(r"(?<=[^\W\d_A-ZА-ЯІЇЄҐ]{3}[.!?])(?=[“\"‘«„]?[A-ZА-ЯІЇЄҐ])(?!\S*@)")
_COUNTRY = re.compile(r"\bUS\b")
_PRAISED = re.compile(
    r"\b((?:The )?(?:[A-Z]\w+ ?){1,4}) (?:is|are) (?:trusted|funded|read|powered) by"
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a paragraph with the score that its words have by themselves."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph with its sentences, and the numbers of those that go by themselves."""

    text: str
    sentences: tuple[_Sentence, ...] = ()
    dropped: frozenset[int] = frozenset()

    @property
    def begins_dropped(self) -> bool:
        return 0 in self.dropped

    @property
    def is_dropped(self) -> bool:
        return len(self.dropped) == len(self.sentences) > 0

    @property
    def ends_dropped(self) -> bool:
        return len(self.sentences) - 1 in self.dropped


def furniture_score(sentence: str) -> float:
    """Return how much the sentence, quotations apart, speaks as a page to its reader.

    From ``STRONG`` (3.0) on it is furniture by itself, from ``WEAK`` (1.0) on it may be.
    """
    return _score(_without_quotations(sentence))


def looks_like_furniture(paragraph: str) -> bool:
    """Whether the paragraph has some mark of furniture: not enough to drop it by itself.

    Meant for paragraphs that stand in several articles of one publisher.
    """
    if is_furniture_line(paragraph):
        return True
    return any(sentence.score >= HINT for sentence in _sentences(paragraph))


def _is_note(paragraph: str) -> bool:
    """Whether the paragraph says how the article was made, or speaks to the reader."""
    if len(paragraph) > _MAX_SENTENCE:
        return False
    return any(sentence.score >= NOTE for sentence in _sentences(paragraph))


def drop_furniture(
    paragraphs: Sequence[str], *, publisher: str | None = None, authors: Sequence[str] = ()
) -> list[str]:
    """Return what is the article's, in order; kept words are kept verbatim.

    A paragraph that furniture is glued to keeps its other sentences. Where the ``publisher`` and
    the ``authors`` are known, what the page says about them at the end of the article goes, too.

    >>> drop_furniture(["Your support makes all the difference.It rained in Kyiv.", "Comments"])
    ['It rained in Kyiv.']
    """
    gone = announced(paragraphs, authors=authors, is_suspect=_is_note)
    lines = [
        line
        for number, line in enumerate(paragraphs)
        if number not in gone and not is_furniture_line(line)
    ]
    strong = [_marked(line) for line in lines]
    names = _praised(strong, publisher)
    marked = _with_appeals(strong, names)
    company = _in_company(marked, names)
    return [
        run
        for number, paragraph in enumerate(marked)
        if number not in company
        for run in _kept_runs(paragraph)
    ]


def _score(masked: str) -> float:
    words = masked.casefold().strip()
    if len(words) > _MAX_SENTENCE:
        return 0.0
    return sum(worth for pattern, worth in EVIDENCE if pattern.search(words))


def _without_quotations(text: str) -> str:
    """Blank out what others are quoted as saying, character for character."""
    return _QUOTATION.sub(lambda quotation: "·" * len(quotation[0]), text)


def _sentences(paragraph: str) -> list[_Sentence]:
    masked = _without_quotations(paragraph)
    return [_Sentence(span, _score(masked[span.start : span.end])) for span in _unglued(paragraph)]


def _unglued(paragraph: str) -> Iterator[Span]:
    """Sentences, cut wherever one may be glued to the next: kept neighbours are joined again."""
    for span in sentence_spans(paragraph):
        cuts = [cut.start() for cut in _GLUE.finditer(paragraph, span.start, span.end)]
        edges = [span.start, *cuts, span.end]
        yield from (Span(start, end) for start, end in pairwise(edges) if start < end)


def _marked(text: str) -> _Paragraph:
    if len(text) > _MAX_PARAGRAPH or not TRIGGER.search(text.casefold()):
        return _Paragraph(text)
    masked = _without_quotations(text)
    if not any(_is_strong(masked[span.start : span.end]) for span in _unglued(text)):
        return _Paragraph(text)
    sentences = tuple(_sentences(text))
    return _Paragraph(text, sentences, frozenset(_dropped(text, sentences)))


def _with_appeals(
    paragraphs: Sequence[_Paragraph], names: frozenset[str]
) -> list[_Paragraph]:
    """The paragraphs with the sentences of appeals, which only together are told, dropped too."""
    suspects = [n for n, paragraph in enumerate(paragraphs) if _may_appeal(paragraph.text)]
    near = {n + step for n in suspects for step in range(-_REACH, _REACH + 1)}
    looked_at = {n: _with_sentences(p) for n, p in enumerate(paragraphs) if n in near}
    found = find_appeals(
        [
            Utterance(n, number, _plain_words(masked[sentence.span.start : sentence.span.end]))
            for n, paragraph in looked_at.items()
            for masked in [_without_quotations(paragraph.text)]
            for number, sentence in enumerate(paragraph.sentences)
        ],
        names=names,
    )
    appeals: dict[int, set[int]] = {}
    for n, number in found:
        appeals.setdefault(n, set()).add(number)
    return [
        replace(looked_at[n], dropped=looked_at[n].dropped | appeals[n]) if n in appeals else p
        for n, p in enumerate(paragraphs)
    ]


def _plain_words(masked: str) -> str:
    """Lower case, in which the United States must not become the speaker's "us"."""
    return _COUNTRY.sub("u.s.", masked).casefold()


def _may_appeal(text: str) -> bool:
    return len(text) <= _MAX_PARAGRAPH and may_appeal(text.casefold())


def _with_sentences(paragraph: _Paragraph) -> _Paragraph:
    if paragraph.sentences or len(paragraph.text) > _MAX_PARAGRAPH:
        return paragraph
    return replace(paragraph, sentences=tuple(_sentences(paragraph.text)))


def _is_strong(masked: str) -> bool:
    return bool(TRIGGER.search(masked.casefold())) and _score(masked) >= STRONG


def _dropped(text: str, sentences: Sequence[_Sentence]) -> set[int]:
    """Numbers of the sentences that go: strong ones, and what belongs to them."""
    dropped = {number for number, sentence in enumerate(sentences) if sentence.score >= STRONG}
    for number in sorted(dropped):
        for step in (-1, 1):
            near = number + step
            while 0 <= near < len(sentences) and sentences[near].score >= WEAK:
                dropped.add(near)
                near += step
    dropped |= {
        number
        for number, sentence in enumerate(sentences)
        if {number - 1, number + 1} <= dropped and _words(text, sentence) <= _MAX_ENCLOSED_WORDS
    }
    hooks = {n - 1 for n in dropped if n and _is_hook(text, sentences[n - 1])}
    return dropped | hooks


def _is_hook(text: str, sentence: _Sentence) -> bool:
    """A few words that only lead up to a call: "Love our stories?"."""
    ends_open = text[sentence.span.end - 1] in "?:"
    return ends_open and _words(text, sentence) <= _MAX_HOOK_WORDS


def _words(text: str, sentence: _Sentence) -> int:
    return len(text[sentence.span.start : sentence.span.end].split())


def _kept_runs(paragraph: _Paragraph) -> list[str]:
    """The paragraph without its furniture, as the slices of it that are left."""
    if not paragraph.dropped:
        return [paragraph.text]
    runs: list[list[Span]] = [[]]
    for number, sentence in enumerate(paragraph.sentences):
        if number in paragraph.dropped:
            runs.append([])
        else:
            runs[-1].append(sentence.span)
    return [paragraph.text[run[0].start : run[-1].end] for run in runs if run]


def _in_company(paragraphs: Sequence[_Paragraph], names: frozenset[str]) -> set[int]:
    """Numbers of the paragraphs that go because of where they stand.

    Weak evidence suffices between two paragraphs of furniture, twice as much beside one.
    """
    strong = [n for n, paragraph in enumerate(paragraphs) if paragraph.dropped]
    company: set[int] = set()
    for before, after in pairwise(strong):
        between = range(before + 1, after)
        enclosed = paragraphs[before].ends_dropped and paragraphs[after].begins_dropped
        if enclosed and len(between) <= _MAX_GAP:
            suspects = {n for n in between if _is_suspect(paragraphs[n], names)}
            company |= suspects if len(suspects) == len(between) else set()
    for number in strong:
        beside = {number - 1, number + 1} & set(range(len(paragraphs)))
        company |= {n for n in beside if _is_call(paragraphs[n])}
        if number and paragraphs[number].is_dropped and leads_up(paragraphs[number - 1].text):
            company.add(number - 1)
    return company


def _praised(paragraphs: Sequence[_Paragraph], publisher: str | None) -> frozenset[str]:
    """Names of the publisher, as metadata or its own praise give them."""
    praise = (_PRAISED.findall(paragraph.text) for paragraph in paragraphs if paragraph.dropped)
    names = {name.strip() for found in praise for name in found}
    return frozenset(names | ({publisher} if publisher else set()))


def _is_suspect(paragraph: _Paragraph, names: frozenset[str]) -> bool:
    if len(paragraph.text) > _MAX_PARAGRAPH:
        return False
    scores = [sentence.score for sentence in _sentences(paragraph.text)]
    named = any(name in paragraph.text for name in names)
    return min(scores) >= 0 and (named or max(scores) >= WEAK)


def _is_call(paragraph: _Paragraph) -> bool:
    short = len(paragraph.text) <= _MAX_PARAGRAPH
    return short and all(s.score >= 2 * WEAK for s in _sentences(paragraph.text))
