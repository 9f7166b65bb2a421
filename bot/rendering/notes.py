"""Notes of an answer in words, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.rendering.formatted_text import FormattedText, join, one_line
from bot.rendering.translations import Texts
from retrieval import Note


def note_lines(notes: Iterable[Note], texts: Texts) -> list[FormattedText]:
    """The notes of known kinds, a line each, as one part of a message; none without notes."""
    told = (_line(note, texts) for note in notes)
    lines = [one_line(line) for line in told if line]
    return [join(lines, "\n")] if lines else []


def _line(note: Note, texts: Texts) -> str | None:
    fields = note.fields
    if note.kind in ("spelling", "missing_term"):
        return texts(f"note_{note.kind}", **fields)
    if note.kind == "later_account":
        return texts("note_later_account", source=_source(fields, texts))
    if note.kind == "other_accounts":
        sources = "; ".join(_source(article, texts) for article in fields["articles"])
        return texts("note_other_accounts", sources=sources)
    if note.kind == "outside_dates":
        first, last = texts.date(fields["first"]), texts.date(fields["last"])
        return texts("note_outside_dates", first=first, last=last)
    if note.kind == "language":
        archive, question = (texts.language_name(fields[name]) for name in ("archive", "question"))
        return texts("note_language", archive=archive, question=question)
    return None


def _source(article: Mapping[str, Any], texts: Texts) -> str:
    """Title, publisher and day, as far as they are known."""
    day = texts.date(article["published_at"]) if article["published_at"] else None
    origin = ", ".join(filter(None, (article["publisher"], day)))
    title = article["title"] or texts("untitled")
    return f"{title} ({origin})" if origin else str(title)
