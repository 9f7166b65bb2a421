"""The notes on repaired spellings, joined so that front ends say them in one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.types import Note

_KIND = "spelling"


def with_joined_spellings(notes: Iterable[Note]) -> list[Note]:
    """The notes, with those on spelling as one in the place of the first.

    >>> [joined] = with_joined_spellings([
    ...     Note("spelling", {"asked": "brigde", "searched": "bridge"}),
    ...     Note("spelling", {"asked": "clsoe", "searched": "close"}),
    ... ])
    >>> joined.fields
    {'asked': 'brigde, clsoe', 'searched': 'bridge, close'}
    """
    every = list(notes)
    spellings = [note.fields for note in every if note.kind == _KIND]
    if len(spellings) < 2:
        return every
    names = ("asked", "searched")
    joined = Note(_KIND, {name: ", ".join(own[name] for own in spellings) for name in names})
    first = next(place for place, note in enumerate(every) if note.kind == _KIND)
    others = [note for note in every if note.kind != _KIND]
    return [*others[:first], joined, *others[first:]]
