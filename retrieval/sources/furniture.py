"""What pages put around an article, told from the article by rules.

Three kinds of evidence, in order: lines that are furniture wherever they stand ("Comments"),
sentences in which the page speaks to its reader about itself ("Your support helps us…"), and
company: weaker sentences of that sort go where they stand among the strong ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.sentences import sentence_spans
from retrieval.sources.furniture_labels import LABEL_PATTERNS, LABELS
from retrieval.sources.furniture_phrases import EVIDENCE, STRONG, WEAK
from retrieval.types import Span

_MAX_LABEL = 240
_MAX_HOOK_WORDS = 9
_MAX_GAP = 3
_MAX_SENTENCE = 600
_HOOK_END = re.compile(r"[?!:…]$")
_LABEL_EDGES = " \t.:!…»«›>→►▶•·*|-–—()[]"
_QUOTATION = re.compile(
    "“[^”]*(?:”|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|(?<!\\w)\"[^\"]*(?:\"|$)|(?<!\\w)‘[^’]*(?:’(?!\\w)|$)"
)
_GLUE = re.compile(r"(?<=[^\W\d_A-ZА-ЯІЇЄҐ]{3}[.!?])(?=[“\"‘«„]?[A-ZА-ЯІЇЄҐ])")
_PRAISED = re.compile(r"\b((?:The )?(?:[A-Z]\w+ ?){1,4}) (?:is|are) (?:trusted|funded|read|powered) by")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a paragraph with the score that its words have by themselves."""

    span: Span
    score: float


def is_furniture_line(line: str) -> bool:
    """Whether the line is furniture whatever stands around it.

    >>> is_furniture_line("Comments"), is_furniture_line("Comments are free, facts are sacred.")
    (True, False)
    """
    if len(line) > _MAX_LABEL:
        return False
    label = line.strip(_LABEL_EDGES).casefold().replace("’", "'")
    return label in LABELS or any(pattern.fullmatch(line) for pattern in LABEL_PATTERNS)


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
    return any(sentence.score >= WEAK for sentence in _sentences(paragraph))


def drop_furniture(paragraphs: Sequence[str], *, publisher: str | None = None) -> list[str]:
    """Return what is the article's, in order; kept words are kept verbatim.

    A paragraph that furniture is glued to keeps its other sentences.

    >>> drop_furniture(["Your support makes all the difference.It rained in Kyiv.", "Comments"])
    ['It rained in Kyiv.']
    """
    paragraphs = [line for line in paragraphs if not is_furniture_line(line)]
    marked = [_sentences(paragraph) for paragraph in paragraphs]
    kept = [
        _kept_runs(paragraph, sentences)
        for paragraph, sentences in zip(paragraphs, marked, strict=True)
    ]
    company = _in_company(paragraphs, marked, kept, publisher)
    return [part for number, parts in enumerate(kept) if number not in company for part in parts]


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
    return [
        _Sentence(span, _score(masked[span.start : span.end])) for span in _unglued(paragraph)
    ]


def _unglued(paragraph: str) -> Iterator[Span]:
    """Sentences, cut wherever one may be glued to the next: kept neighbours are joined again."""
    for span in sentence_spans(paragraph):
        cuts = [cut.start() for cut in _GLUE.finditer(paragraph, span.start, span.end)]
        edges = [span.start, *cuts, span.end]
        yield from (Span(start, end) for start, end in zip(edges, edges[1:], strict=False))


def _kept_runs(paragraph: str, sentences: Sequence[_Sentence]) -> list[str]:
    """The paragraph without its furniture, as the slices of it that are left."""
    dropped = _dropped(paragraph, sentences)
    runs: list[list[Span]] = [[]]
    for number, sentence in enumerate(sentences):
        if number in dropped:
            runs.append([])
        else:
            runs[-1].append(sentence.span)
    return [paragraph[run[0].start : run[-1].end] for run in runs if run]


def _dropped(paragraph: str, sentences: Sequence[_Sentence]) -> set[int]:
    """Numbers of the sentences that go: strong ones, and what belongs to them."""
    dropped = {number for number, sentence in enumerate(sentences) if sentence.score >= STRONG}
    for number in sorted(dropped):
        for step in (-1, 1):
            near = number + step
            while 0 <= near < len(sentences) and sentences[near].score >= WEAK:
                dropped.add(near)
                near += step
    dropped |= {n for n in range(len(sentences)) if n - 1 in dropped and n + 1 in dropped}
    return dropped | {
        number - 1
        for number in dropped
        if number and _is_hook(paragraph, sentences[number - 1].span)
    }


def _is_hook(paragraph: str, span: Span) -> bool:
    """A few words that only lead up to a call: "Love our stories?"."""
    words = paragraph[span.start : span.end]
    return len(words.split()) <= _MAX_HOOK_WORDS and bool(_HOOK_END.search(words))


def _in_company(
    paragraphs: Sequence[str],
    marked: Sequence[Sequence[_Sentence]],
    kept: Sequence[Sequence[str]],
    publisher: str | None,
) -> set[int]:
    """Numbers of the paragraphs with weak evidence that stand between two that went whole."""
    gone = [number for number, parts in enumerate(kept) if not parts]
    names = _praised(paragraphs, gone, publisher)
    company: set[int] = set()
    for before, after in zip(gone, gone[1:], strict=False):
        between = range(before + 1, after)
        if len(between) <= _MAX_GAP and all(
            _is_suspect(paragraphs[number], marked[number], names) for number in between
        ):
            company.update(between)
    return company


def _praised(paragraphs: Sequence[str], gone: Sequence[int], publisher: str | None) -> set[str]:
    """Names of the publisher, as metadata or its own praise give them."""
    found = {name.strip() for number in gone for name in _PRAISED.findall(paragraphs[number])}
    return found | ({publisher} if publisher else set())


def _is_suspect(paragraph: str, sentences: Sequence[_Sentence], names: set[str]) -> bool:
    if any(sentence.score >= WEAK for sentence in sentences):
        return True
    return any(name in paragraph for name in names) and not any(s.score < 0 for s in sentences)
