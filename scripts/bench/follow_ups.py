"""Asks follow-up questions of people: what is searched for, and what is found.

    python -m scripts.bench follow-ups [--questions 200]

The archive holds the evidence passages of the development part of INSCIT (Wu et al., 2023), in
``../shared``. Each question that has evidence and others before it is asked alone, joined with the
one before it, and as a follow-up of those before it; an answering passage counts among the first
five.

Of the conversations of TREC CAsT that no weights were fitted on, it is counted which of the content
words of the question that people made whole are searched for, and how many others.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from retrieval import Archive, load_settings, open_archive
from retrieval.search.searcher import Searcher
from retrieval.text.terms import question_terms
from retrieval.types import Turn
from scripts.quality.sets import SHARED
from scripts.train.conversations import conversations

SEED = 20261126
_DEPTH = 5


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
    asked: dict[str, Callable[[str, Sequence[str]], tuple[str, ...]]] = {
        "alone": lambda question, earlier: question_terms(question, "en"),
        "joined with the one before": lambda question, earlier: question_terms(
            f"{earlier[-1]} {question}", "en"
        ),
        "as a follow-up": lambda question, earlier: (
            searcher.questions.understand(question, turns=list(map(Turn, earlier))).terms
        ),
    }
    print("| asked | words of the whole question | other words |\n|---|---|---|")
    for name, terms_of in asked.items():
        shares, others = zip(*_compared(terms_of), strict=True)
        print(f"| {name} | {mean(shares):.3f} | {mean(others):.2f} |")
    print()


def _compared(
    terms_of: Callable[[str, Sequence[str]], tuple[str, ...]],
) -> Iterator[tuple[float, int]]:
    """For each follow-up the share of the words wanted that are searched for, and the others."""
    for conversation in (own for own in conversations() if own.is_test):
        for place, turn in enumerate(conversation.turns[1:], start=1):
            earlier = [own.question for own in conversation.turns[:place]]
            wanted, terms = set(question_terms(turn.whole, "en")), terms_of(turn.question, earlier)
            if wanted:
                yield len(wanted & set(terms)) / len(wanted), len(set(terms) - wanted)


def _print(archive: Archive, turns: list[Labelled]) -> None:
    found = {"alone": 0, "joined with the one before": 0, "as a follow-up": 0}
    for turn in turns:
        joined = f"{turn.earlier[-1]} {turn.question}"
        found["alone"] += _is_found(archive, turn, turn.question, ())
        found["joined with the one before"] += _is_found(archive, turn, joined, ())
        found["as a follow-up"] += _is_found(archive, turn, turn.question, turn.earlier)
    print(f"| asked | recall@{_DEPTH} of {len(turns)} |\n|---|---|")
    for name, count in found.items():
        print(f"| {name} | {count / len(turns):.3f} |")


def _is_found(archive: Archive, turn: Labelled, question: str, earlier: tuple[str, ...]) -> bool:
    results = archive.ask(question[:1000], k=_DEPTH, earlier=earlier).results
    texts = [_plain(result.passage.text) for result in results]
    return any(text in evidence or evidence in text for text in texts for evidence in turn.evidence)


def _plain(text: str) -> str:
    return " ".join(text.split())
