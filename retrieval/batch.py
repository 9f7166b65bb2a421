"""Many questions, one JSON object a line: ``ask --batch``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from retrieval.errors import RetrievalError
from retrieval.json_output import answer_json
from retrieval.types import Answer, JsonObject


def answer_lines(lines: Iterable[str], ask: Callable[[str], Answer]) -> Iterator[JsonObject]:
    """The answer to each line ``{"question": …}``, in order; blank lines are passed over.

    For a line that cannot be answered it is ``{"error": …, "line": N}``, counted from 1.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield answer_json(ask(_question_of(line)))
            except (ValueError, RetrievalError) as error:
                yield {"error": str(error), "line": number}


def _question_of(line: str) -> str:
    """The question of a line; raises ValueError."""
    try:
        question = json.loads(line)["question"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ValueError('not a JSON object with a "question"') from error
    if not isinstance(question, str):
        raise ValueError('"question" is not a string')
    return question
