"""Notes of an answer in words, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable

from bot.rendering.formatted_text import FormattedText, one_line
from bot.rendering.translations import Texts
from retrieval import Note

_KINDS = ("spelling",)  # the text of each is under "note_" and its kind


def note_lines(notes: Iterable[Note], texts: Texts) -> list[FormattedText]:
    """A line for each note of a kind that can be told in words."""
    return [
        one_line(texts(f"note_{note.kind}", **note.fields)) for note in notes if note.kind in _KINDS
    ]
