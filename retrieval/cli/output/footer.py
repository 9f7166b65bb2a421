"""The last line of an answer or a comparison in the terminal."""

from __future__ import annotations

from rich.text import Text

from retrieval import Filters
from retrieval.cli.output.filter_words import filters_line
from retrieval.cli.output.text import indented, one_line


def footer(*judged: str, took_ms: float, filters: Filters, width: int | None) -> Text:
    """How sure an answer is, how long it took and which filters were in force, in a dim style."""
    within = filters_line(filters)
    parts = [*judged, _time(took_ms), *([f"only {within}"] if within else [])]
    return indented(Text(one_line(" · ".join(parts)), style="dim"), width=width)


def _time(took_ms: float) -> str:
    """A duration in a readable unit.

    >>> _time(21.4), _time(1400)
    ('21 ms', '1.4 s')
    """
    return f"{took_ms:.0f} ms" if took_ms < 1000 else f"{took_ms / 1000:.1f} s"
