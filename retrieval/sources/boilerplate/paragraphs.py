"""Paragraphs with the sentences of each that go, and the slices that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.sources.boilerplate.phrases import STRONG, WEAK
from retrieval.sources.boilerplate.scoring import Sentence, scored_sentences
from retrieval.types import Span

_MAX_HOOK_WORDS = 9
_MAX_ENCLOSED_WORDS = 12
_MAX_PARAGRAPH = 100_000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its sentences, and the numbers of those that go.

    A very long one is kept as it is, and has no sentences.
    """

    text: str
    sentences: tuple[Sentence, ...] = ()
    dropped: frozenset[int] = frozenset()

    @property
    def begins_dropped(self) -> bool:
        """Whether its first sentence goes."""
        return 0 in self.dropped

    @property
    def is_dropped(self) -> bool:
        """Whether all of it goes."""
        return len(self.dropped) == len(self.sentences) > 0

    @property
    def ends_dropped(self) -> bool:
        """Whether its last sentence goes."""
        return len(self.sentences) - 1 in self.dropped


def mark_paragraph(text: str) -> Paragraph:
    """Return the paragraph with the sentences marked that are boilerplate by themselves."""
    if len(text) > _MAX_PARAGRAPH:
        return Paragraph(text)
    sentences = tuple(scored_sentences(text))
    return Paragraph(text, sentences, frozenset(_dropped(text, sentences)))


def kept_runs(paragraph: Paragraph) -> list[str]:
    """Return the paragraph without its boilerplate, as the slices of it that are left."""
    if not paragraph.dropped:
        return [paragraph.text]
    runs: list[list[Span]] = [[]]
    for number, sentence in enumerate(paragraph.sentences):
        if number in paragraph.dropped:
            runs.append([])
        else:
            runs[-1].append(sentence.span)
    return [paragraph.text[run[0].start : run[-1].end] for run in runs if run]


def _dropped(text: str, sentences: Sequence[Sentence]) -> set[int]:
    """Numbers of the sentences that go: strong ones, and what belongs to them."""
    strong = [number for number, sentence in enumerate(sentences) if sentence.score >= STRONG]
    dropped = set(strong)
    for number in strong:
        for step in (-1, 1):
            near = number + step
            while (
                0 <= near < len(sentences)
                and near not in dropped  # else its own neighbours are looked at anyway
                and sentences[near].score >= WEAK
            ):
                dropped.add(near)
                near += step
    dropped |= {
        number
        for number, sentence in enumerate(sentences)
        if {number - 1, number + 1} <= dropped and _words(text, sentence) <= _MAX_ENCLOSED_WORDS
    }
    hooks = {n - 1 for n in dropped if n and _is_hook(text, sentences[n - 1])}
    return dropped | hooks


def _is_hook(text: str, sentence: Sentence) -> bool:
    """A few words that only lead up to a call: "Love our stories?"."""
    is_question = text[sentence.span.end - 1] == "?"
    return is_question and _words(text, sentence) <= _MAX_HOOK_WORDS


def _words(text: str, sentence: Sentence) -> int:
    return len(text[sentence.span.start : sentence.span.end].split())
