"""Invented pages as people paste them, each line marked with what must become of it.

A page begins with ``### name``. Of its lines, ``=`` is the title, ``+`` stays, ``-`` goes, and
``~`` holds boilerplate and the article's words behind it, with ``⟂`` where the one is glued to the
other. ``clean`` in the name tells a page of which every line must stay.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "pages"
_GLUE = "⟂"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is pasted, and its lines by what must become of them."""

    name: str
    pasted: str
    title: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]


def pages(file: str) -> tuple[Page, ...]:
    """Return the pages of one of the files of marked pages."""
    written = (_FOLDER / file).read_text("utf-8").split("### ")[1:]
    return tuple(_page(part.strip().split("\n")) for part in written)


def _page(lines: list[str]) -> Page:
    name, *marked = lines
    title, kept, dropped, pasted = "", [], [], []
    for line in marked:
        mark, text = line[0], line[2:]
        before, _, after = text.rpartition(_GLUE)
        pasted.append(before + after)
        title = text if mark == "=" else title
        kept += [after] if mark in "+~" else []
        dropped += [before if mark == "~" else text] if mark in "-~" else []
    return Page(name, "\n".join(pasted), title, tuple(kept), tuple(dropped))


def judge(page: Page, title: str | None, paragraphs: list[str]) -> Counter[str]:
    """Count the lines that were kept and dropped, rightly or wrongly."""
    left = Counter(paragraphs)
    lost = Counter(page.kept) - left
    extra = left - Counter(page.kept)
    return Counter(
        kept=len(page.kept) - lost.total(),
        lost=lost.total() + (title != page.title),
        dropped=max(len(page.dropped) - extra.total(), 0),
        survived=extra.total(),
    )
