"""Lines that pages put around articles and that are boilerplate wherever they stand."""

from __future__ import annotations

import re

from retrieval.sources.boilerplate.breadcrumbs import is_breadcrumb
from retrieval.sources.boilerplate.page_counts import is_page_count
from retrieval.text.languages.boilerplate import any_phrase, phrases
from retrieval.text.words.letters import with_plain_apostrophes

_MAX_LABEL = 240
_MIN_ROW, _MAX_ROW, _MAX_LABEL_WORDS = 3, 24, 6  # words
_BETWEEN_PARTS = re.compile(r"\.\s+|\s[|•·∙]\s")
_MAX_PARTS = 8
_LABEL_EDGES = " \t.:!…»«›>→►▶•·*|-–—()[]"
_ICON = re.compile("^[^\\w\\s\"'“„«‘(\\[]{1,2}\\s+")

_LABELS = frozenset(label.replace("ı", "i") for label in phrases("labels"))
_COUNTED, _COMMENTS = any_phrase("counted"), any_phrase("comments")
_IN_CAPITALS = r"(?-i:[A-ZÀ-Þ][A-ZÀ-Þ'’.-]{2,})(?: (?-i:[A-ZÀ-Þ][A-ZÀ-Þ'’.-]{2,})){1,2}"
"""A name as it credits the picture above: "JANE ROE"."""
_CREDITED = r"(?-i:[^\W\d_a-zà-ÿа-яёіїєґ]).{1,58}(?<!\.)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\W_]*",
        r"[←⟵]\s?\S.{2,200}|\S.{2,200}\s?[→⟶]|[«‹<]\s[^|]{2,100}\s\|\s.{2,100}\s[»›>]",
        r"(?:[^\W\d_]+:? ){0,4}<?https?://\S+",
        rf"[►▶•*\W]{{0,3}}{any_phrase('link_labels')}"
        r"\s*[:：|｜»>–—]\s*(?!.*[.!?]\s+[^\W\d_].*[.!?]).{0,180}",
        rf"\(?\d[\d.,]*k? ?{_COUNTED}\)?|{_COMMENTS} \(?\d+\)?",
        rf"{any_phrase('reading_time')}\s?:?\s*(?:~|ca\.? )?\d+.{{0,20}}",
        rf"\d+(?:\s?[–-]\s?\d+)?[ -]{any_phrase('reading_units')}\.?",
        rf"{any_phrase('pictures')} ?{any_phrase('picture_origins')}?s?(?:,|:| by|©)\s*\S.{{0,80}}",
        rf".{{9,200}}[.!?…»”\"'’)|–—(]\s?\(?{any_phrase('credit_labels')}\s?[:：/]\s?{_CREDITED}\)?",
        rf".{{9,200}}[\s(]\((?:{any_phrase('credit_labels')}|{any_phrase('credit_openings')})"
        r"\s?:?\s[^()]{2,60}\)\.?",
        rf".{{9,200}}[.!?…»”\"'’)]\s{any_phrase('credit_openings')}\s{_CREDITED}\.?",
        rf".{{9,200}}[.!?…»”\"'’)|]\s?\(?©\s?{_CREDITED}\)?",
        rf".{{30,200}}[^\W\d_][,.)»”\"]? {_IN_CAPITALS}(?: ?[/|] ?{_IN_CAPITALS})?",
        r"\[/?[a-z]\w*-[\w-]+(?: [^\]]*)?\]|\[/?[a-z_]+(?: [\w-]+=[^\]]*)\]",
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
    parts = [part for part in _BETWEEN_PARTS.split(line) if part]
    return _is_boilerplate(line) or (
        1 < len(parts) <= _MAX_PARTS and all(map(_is_boilerplate, parts))
    )


def _is_boilerplate(line: str) -> bool:
    return (
        is_label(line)
        or is_breadcrumb(line)
        or is_page_count(line)
        or any(pattern.fullmatch(line) for pattern in _PATTERNS)
        or _is_row_of_labels(line)
    )


def _is_row_of_labels(line: str) -> bool:
    """Whether a line is several labels in a row and nothing else: "Share Copy link Save"."""
    words = line.split()
    if not _MIN_ROW <= len(words) <= _MAX_ROW:
        return False
    ends = {0}
    for end in range(1, len(words) + 1):
        starts = (start for start in ends if end - start <= _MAX_LABEL_WORDS)
        if any(is_label(" ".join(words[start:end])) for start in starts):
            ends.add(end)
    return len(words) in ends
