"""Notes of an answer in words, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.rendering.formatted_text import FormattedText, one_line, plain
from bot.rendering.translations import Texts
from retrieval import Filters, Note
from retrieval.text.display.direction import isolated
from retrieval.text.display.spelling_notes import with_joined_spellings


def note_lines(notes: Iterable[Note], texts: Texts) -> list[FormattedText]:
    """The notes of known kinds, a line each; what was relaxed is one line, the first, and repaired
    spellings are in one.
    """
    known = list(with_joined_spellings(notes))
    relaxed = [_filter(**_sendable(n.fields), texts=texts) for n in known if n.kind == "relaxed"]
    told = [texts("note_relaxed", filter=" · ".join(relaxed))] if relaxed else []
    return [plain(line) for line in (*told, *(_line(note, texts) for note in known)) if line]


def _line(note: Note, texts: Texts) -> str | None:
    fields = _sendable(note.fields)
    if note.kind in ("spelling", "missing_term"):
        return texts(f"note_{note.kind}", **fields)
    if note.kind == "described":
        asked, searched = fields["asked"], fields["searched"]
        source = _source(fields, texts)
        return texts("note_described", asked=asked, searched=searched, source=source)
    if note.kind in ("later_account", "no_more"):
        return texts(f"note_{note.kind}", source=_source(fields, texts))
    if note.kind == "other_accounts":
        sources = "; ".join(_source(article, texts) for article in fields["articles"])
        return texts("note_other_accounts", sources=sources)
    if note.kind == "age_on":
        return texts("note_age_on", day=texts.date(fields["published_at"]))
    if note.kind == "outside_dates":
        first, last = texts.date(fields["first"]), texts.date(fields["last"])
        return texts("note_outside_dates", first=first, last=last)
    if note.kind == "words_only":
        return texts("note_words_only")
    if note.kind == "language":
        archive, question = (texts.language_name(fields[name]) for name in ("archive", "question"))
        return texts("note_language", archive=archive, question=question)
    return None


def filter_lines(filters: Filters, texts: Texts) -> list[FormattedText]:
    """The filters of an answer, on one line; none without any."""
    named = [_filter(name, _sendable(str(value)), texts) for name, value in filters.set_fields()]
    return [plain(texts("only", filters=" · ".join(named)))] if named else []


def _filter(filter: str, value: str, texts: Texts) -> str:
    if filter == "publisher":
        return value
    if filter == "language":
        return texts("filter_language", language=texts.language_name(value))
    return texts(f"filter_{filter}", day=texts.date(value))


def _sendable(value: Any) -> Any:
    """A JSON value with each text in it on one line and in its own direction."""
    if isinstance(value, str):
        return isolated(one_line(value).text)
    if isinstance(value, list):
        return [_sendable(item) for item in value]
    if isinstance(value, dict):
        return {name: _sendable(item) for name, item in value.items()}
    return value


def _source(article: Mapping[str, Any], texts: Texts) -> str:
    """Title, publisher and day, as far as they are known."""
    day = texts.date(article["published_at"]) if article["published_at"] else None
    origin = ", ".join(filter(None, (article["publisher"], day)))
    title = article["title"] or texts("untitled")
    return f"{title} ({origin})" if origin else str(title)
