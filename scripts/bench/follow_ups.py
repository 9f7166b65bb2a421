"""Asks follow-up questions of people: what is searched for, and what is found.

    python -m scripts.bench follow-ups [--questions 200]

The archive holds the evidence passages of the development part of INSCIT (Wu et al., 2023), in
``../shared``. Each question that has evidence and others before it is asked alone, joined with the
one before it, and as a follow-up of those before it: in how many an answering passage is the first,
among the first three or five, and the mean reciprocal rank of the first (0 if it is none of five).

Of the conversations of TREC CAsT that no weights were fitted on, it is counted which of the content
words of the question that people made whole are searched for, and how many others. What was
searched for before is known, as it is in use.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

from retrieval import Archive, load_settings, open_archive
from retrieval.search.searcher import Searcher
from retrieval.text.words.terms import question_terms
from retrieval.types import Turn
from scripts.quality.sets import SHARED
from scripts.train.conversations import conversations

SEED = 20261126
_DEPTH = 5
_DEPTHS = (1, 3, _DEPTH)
_WordsOf = Callable[[Sequence[str]], Iterator[tuple[str, ...]]]  # of each question of a talk


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, those asked before it, and the texts of passages that answer it."""

    question: str
    earlier: tuple[str, ...]
    evidence: frozenset[str]


def main() -> int:
    """Fills an archive, asks, prints a table."""
    parser = argparse.ArgumentParser(description="Asks follow-up questions.")
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    file = SHARED / "data" / "followups" / "inscit_dev.json"
    if not file.is_file():
        print("There is nothing to ask: ../shared/data/followups is not there.")
        return 0
    dialogues = json.loads(file.read_text(encoding="utf-8")).values()
    turns = [turn for dialogue in dialogues for turn in turns_of(dialogue)]
    chosen = random.Random(SEED).sample(turns, min(options.questions, len(turns)))
    with tempfile.TemporaryDirectory() as folder:
        passages = Path(folder) / "passages.jsonl"
        lines = {json.dumps(row, sort_keys=True) for one in dialogues for row in passages_of(one)}
        passages.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
        settings = load_settings(archive=f"{folder}/archive")
        with open_archive(settings, create=True) as archive:
            archive.ingest([passages])
            _print_words(archive.searcher())
            _print(archive, chosen)
    return 0


def turns_of(dialogue: dict[str, Any]) -> Iterator[Labelled]:
    """The follow-ups of a dialogue that have evidence."""
    for turn in dialogue["turns"]:
        *earlier, question = turn["context"][::2]
        evidence = frozenset(
            _plain(row["passage_text"]) for label in turn["labels"] for row in label["evidence"]
        )
        if earlier and evidence:
            yield Labelled(question, tuple(earlier), evidence)


def passages_of(dialogue: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The evidence passages of a dialogue, as articles."""
    for turn in dialogue["turns"]:
        groups = [*turn["prevEvidence"], *(label["evidence"] for label in turn["labels"])]
        for row in (row for group in groups for row in group):
            yield {"title": ", ".join(row["passage_titles"]), "text": _plain(row["passage_text"])}


def _print_words(searcher: Searcher) -> None:
    """The share of the words of whole questions that are searched for, and the other words."""

    def alone(asked: Sequence[str]) -> Iterator[tuple[str, ...]]:
        return (question_terms(question, "en") for question in asked[1:])

    def joined(asked: Sequence[str]) -> Iterator[tuple[str, ...]]:
        return (question_terms(" ".join(both), "en") for both in pairwise(asked))

    def as_follow_ups(asked: Sequence[str]) -> Iterator[tuple[str, ...]]:
        turns = [Turn(asked[0])]
        for question in asked[1:]:
            query = searcher.questions.understand(question, turns=turns)
            turns.append(Turn(question, query.text if query.is_in_context else ""))
            yield query.terms

    ways: dict[str, _WordsOf] = {
        "alone": alone,
        "joined with the one before": joined,
        "as a follow-up": as_follow_ups,
    }
    print("| asked | words of the whole question | other words |\n|---|---|---|")
    for name, words_of in ways.items():
        shares, others = zip(*_compared(words_of), strict=True)
        print(f"| {name} | {mean(shares):.3f} | {mean(others):.2f} |")
    print()


def _compared(words_of: _WordsOf) -> Iterator[tuple[float, int]]:
    """For each follow-up the share of the words wanted that are searched for, and the others."""
    for conversation in (own for own in conversations() if own.is_test):
        asked = words_of([turn.question for turn in conversation.turns])
        for turn, terms in zip(conversation.turns[1:], asked, strict=True):
            wanted = set(question_terms(turn.whole, "en"))
            if wanted:
                yield len(wanted & set(terms)) / len(wanted), len(set(terms) - wanted)


def _print(archive: Archive, turns: list[Labelled]) -> None:
    ways: dict[str, Callable[[Labelled], int]] = {
        "alone": lambda turn: _rank(archive, turn, turn.question, ()),
        "joined with the one before": lambda turn: _rank(
            archive, turn, f"{turn.earlier[-1]} {turn.question}", ()
        ),
        "as a follow-up": lambda turn: _rank(archive, turn, turn.question, turn.earlier),
    }
    heads = [f"R@{depth}" for depth in _DEPTHS]
    print(f"| {len(turns)} asked | {' | '.join(heads)} | MRR |\n|{'---|' * (len(heads) + 2)}")
    for name, rank_of in ways.items():
        ranks = [rank_of(turn) for turn in turns]
        recalls = (mean(0 < rank <= depth for rank in ranks) for depth in _DEPTHS)
        shares = [*recalls, mean(1.0 / rank if rank else 0.0 for rank in ranks)]
        print(f"| {name} | {' | '.join(f'{share:.3f}' for share in shares)} |")


def _rank(archive: Archive, turn: Labelled, question: str, earlier: tuple[str, ...]) -> int:
    """The rank of the first passage that answers; 0 if it is none of the first five."""
    results = archive.ask(question[:1000], k=_DEPTH, earlier=earlier).results
    texts = [_plain(result.passage.text) for result in results]
    return next((rank for rank, text in enumerate(texts, start=1) if _answers(text, turn)), 0)


def _answers(text: str, turn: Labelled) -> bool:
    return any(text in evidence or evidence in text for evidence in turn.evidence)


def _plain(text: str) -> str:
    return " ".join(text.split())
