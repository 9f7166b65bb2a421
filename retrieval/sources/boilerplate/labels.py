"""Lines that pages put around articles and that are boilerplate wherever they stand."""

from __future__ import annotations

import re

from retrieval.sources.boilerplate.breadcrumbs import is_breadcrumb
from retrieval.sources.boilerplate.page_counts import is_page_count
from retrieval.text.languages.boilerplate import any_phrase, phrases
from retrieval.text.words.letters import with_plain_apostrophes

_MAX_LABEL = 240
_LABEL_EDGES = " \t.:!…»«›>→►▶•·*|-–—()[]"
_ICON = re.compile("^[^\\w\\s\"'“„«‘(\\[]{1,2}\\s+")

_LABELS = frozenset(label.replace("ı", "i") for label in phrases("labels"))
_COUNTED, _COMMENTS = any_phrase("counted"), any_phrase("comments")
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\W_]*",
        r"(?:[^\W\d_]+:? ){0,4}<?https?://\S+",
        rf"[►▶•*\W]{{0,3}}{any_phrase('link_labels')}"
        r"\s*[:：|｜»>–—]\s*(?!.*[.!?]\s+[^\W\d_].*[.!?]).{0,180}",
        rf"\(?\d[\d.,]*k? ?{_COUNTED}\)?|{_COMMENTS} \(?\d+\)?",
        rf"{any_phrase('reading_time')}\s?:?\s*(?:~|ca\.? )?\d+.{{0,20}}",
        rf"\d+(?:\s?[–-]\s?\d+)?[ -]{any_phrase('reading_units')}\.?",
        rf"{any_phrase('pictures')} ?{any_phrase('picture_origins')}?s?(?:,|:| by|©)\s*\S.{{0,80}}",
        rf"{any_phrase('tag_labels')}\s?:\s?\S.{{0,200}}",
        rf"{any_phrase('newsletters')}: \S.{{0,80}}",
        *phrases("label_patterns"),
        *phrases("mail_lines"),
        *phrases("price_lines"),
    )
)


def is_label(line: str) -> bool:
    """Whether the line is the name of a part of a page: "Comments", "Share this article"."""
    folded = with_plain_apostrophes(_ICON.sub("", line).strip(_LABEL_EDGES).casefold())
    return folded.replace("\u0307", "").replace("ı", "i") in _LABELS  # of Turkish İ, I


def is_boilerplate_line(line: str) -> bool:
    """Whether the line is boilerplate whatever stands around it.

    >>> is_boilerplate_line("Comments"), is_boilerplate_line("Comments are free, facts are sacred.")
    (True, False)
    """
    if len(line) > _MAX_LABEL:
        return False
    return (
        is_label(line)
        or is_breadcrumb(line)
        or is_page_count(line)
        or any(pattern.fullmatch(line) for pattern in _PATTERNS)
    )
