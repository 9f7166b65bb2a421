"""Notes of an answer in words, for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from retrieval.types import JsonObject, Note


def note_lines(notes: Iterable[Note]) -> list[str]:
    """A line for each note of a kind that can be told in words.

    >>> note_lines([Note("spelling", {"asked": "reopn", "searched": "reopen"})])
    ['Searched for “reopen” instead of “reopn”.']
    """
    return [_TOLD[note.kind](note.fields) for note in notes if note.kind in _TOLD]


def _spelling(fields: JsonObject) -> str:
    return f"Searched for “{fields['searched']}” instead of “{fields['asked']}”."


_TOLD: Mapping[str, Callable[[JsonObject], str]] = {"spelling": _spelling}
