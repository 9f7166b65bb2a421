"""Many questions, one JSON object a line: ``ask --batch``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from retrieval.cli.json_output import answer_json
from retrieval.errors import RetrievalError
from retrieval.types import Answer, JsonObject

Ask: TypeAlias = Callable[[str, Sequence[str]], Answer]
"""Answers a question after the earlier ones of its conversation."""


def answer_lines(lines: Iterable[str], ask: Ask) -> Iterator[JsonObject]:
    """The answer to each line ``{"question": …}``, in order; blank lines are passed over.

    A line may have "earlier" as well, the questions that were asked before it.

    For a line that cannot be answered it is ``{"error": …, "line": N}``, counted from 1.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield answer_json(ask(*_asked(line)))
            except (ValueError, RetrievalError) as error:
                yield {"error": str(error), "line": number}


def _asked(line: str) -> tuple[str, Sequence[str]]:
    """The question of a line and those before it; raises ValueError."""
    try:
        value = json.loads(line)
        question, earlier = value["question"], value.get("earlier") or []
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError('not a JSON object with a "question"') from error
    if not isinstance(question, str):
        raise ValueError('"question" is not a string')
    if not isinstance(earlier, list) or not all(isinstance(item, str) for item in earlier):
        raise ValueError('"earlier" is not a list of questions')
    return question, earlier
