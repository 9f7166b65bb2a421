"""Conversations whose follow-ups people made whole, read from the folder ``shared``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.quality.sets import SHARED

_FOLDER = SHARED / "data" / "followups"


@dataclass(frozen=True, slots=True)
class WholeTurn:
    """A question as it was asked, and made whole."""

    question: str
    whole: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """The questions of a talk in order; every second talk is for tests only."""

    turns: tuple[WholeTurn, ...]
    is_test: bool


def conversations() -> list[Conversation]:
    """Those of TREC CAsT 2019 and 2020 (Dalton et al., "CAsT 2019", 2020); none without data."""
    if not _FOLDER.is_dir():
        return []
    talks = [*_of_2019(), *_of_2020()]
    return [Conversation(turns, place % 2 == 1) for place, turns in enumerate(talks)]


def _of_2019() -> Iterator[tuple[WholeTurn, ...]]:
    lines = (_FOLDER / "evaluation_topics_annotated_resolved_v1.0.tsv").read_text("utf-8")
    whole = dict(line.split("\t", 1) for line in lines.splitlines())
    for topic in json.loads((_FOLDER / "evaluation_topics_v1.0.json").read_text("utf-8")):
        yield tuple(
            WholeTurn(turn["raw_utterance"], whole[f"{topic['number']}_{turn['number']}"])
            for turn in topic["turn"]
        )


def _of_2020() -> Iterator[tuple[WholeTurn, ...]]:
    file = _FOLDER / "2020_manual_evaluation_topics_v1.0.json"
    for topic in json.loads(file.read_text("utf-8")):
        yield tuple(
            WholeTurn(turn["raw_utterance"], turn["manual_rewritten_utterance"])
            for turn in topic["turn"]
        )
