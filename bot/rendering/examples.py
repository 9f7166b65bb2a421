"""Example questions: a numbered line each, and a button with the beginning of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.rendering.formatted_text import one_line
from retrieval.text.display.shortening import shortened

MAX_LABEL_CHARACTERS = 30


def example_lines(questions: Sequence[str]) -> str:
    """The questions on numbered lines."""
    return "\n".join(f"{number}. {text}" for number, text in enumerate(questions, start=1))


def example_in(text: str, number: str) -> str | None:
    """The question on the line with that number; None if there is none.

    >>> example_in("For example:\\n1. Who won?\\n2. What is new?", "2")
    'What is new?'
    """
    found = re.search(rf"^{re.escape(number)}\. (.+)$", text, re.MULTILINE)
    return found[1] if found else None


def label_of(question: str) -> str:
    """The beginning of a question, short enough for a button.

    >>> label_of("Who won the island cup on Saturday?")
    'Who won the island cup on…'
    >>> label_of("\u202eWho won?")
    'Who won?'
    """
    return shortened(one_line(question).text, MAX_LABEL_CHARACTERS)
