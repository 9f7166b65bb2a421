"""Rule-based sentence splitting of news text, as exact character spans.

Handles text as people paste it: missing spaces after a full stop ("all the difference.Vladimir
Putin has…"), abbreviations, initials, and scripts other than Latin.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from retrieval.text.languages import Words, language_of
from retrieval.types import Span

_TOP_LEVEL_DOMAINS = frozenset("com org net co uk io de fr ua ru es".split())

_END = re.compile(r"(?:[.!?…]+|[。！？｡।؟]+)[\"'”’»›)\]」』）]*")
_WIDE_ENDS = frozenset("。！？｡।؟")
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’«»(\[]+$")
_NEXT_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ORDINAL = re.compile(r"\d{1,2}")
_OPENERS = "\"'“‘«‹([„‚「『（¿¡—–-•*"


@dataclass(frozen=True, slots=True)
class _Rules:
    """What ends no sentence in a language, besides what is the same in all."""

    abbreviations: frozenset[str]
    before_numbers: frozenset[str]
    seldom_last: frozenset[str]
    plain_beginnings: frozenset[str]
    before_ordinals: frozenset[str]
    months: frozenset[str]


def sentence_spans(text: str, language: str | None = None) -> tuple[Span, ...]:
    """Spans of the sentences of ``text``, in order, without surrounding white space.

    Every character other than white space is in one of them. A line break ends a sentence. The
    abbreviations and ordinals are those of the ``language``, by default of English.

    >>> text = "It makes all the difference.Mr. Putin spoke. “Why?” asked J. Doe of the U.S. team."
    >>> [text[s.start:s.end] for s in sentence_spans(text)]  # doctest: +NORMALIZE_WHITESPACE
    ['It makes all the difference.', 'Mr. Putin spoke.', '“Why?” asked J. Doe of the U.S. team.']
    """
    rules = _rules(language or "en")
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        spans.extend(_line_spans(text, line.start(), line.end(), rules))
    return tuple(spans)


def sentence_hash(sentence: str) -> str:
    """What is the same for the same sentence; only whoever guesses the sentence can tell it."""
    return hashlib.sha256(sentence.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def sentence_hashes(text: str, language: str | None = None) -> frozenset[str]:
    """The hashes of the sentences of ``text``; see :func:`sentence_spans`."""
    spans = sentence_spans(text, language)
    return frozenset(sentence_hash(text[span.start : span.end]) for span in spans)


@cache
def _rules(language: str) -> _Rules:
    """Those of the language, and of English, whose abbreviations are used elsewhere too."""

    def words(name: str) -> frozenset[str]:
        both: tuple[Words, ...] = tuple(
            getattr(language_of(code), name) for code in dict.fromkeys((language, "en"))
        )
        return frozenset(word for own in both for word in own)

    own = language_of(language)
    return _Rules(
        abbreviations=words("abbreviations"),
        before_numbers=words("abbreviations_before_numbers"),
        seldom_last=words("abbreviations_seldom_last"),
        plain_beginnings=words("plain_beginnings"),
        before_ordinals=frozenset(own.before_ordinals),
        months=frozenset(name for names in own.months for name in names),
    )


def _line_spans(text: str, start: int, stop: int, rules: _Rules) -> list[Span]:
    spans: list[Span] = []
    for mark in _END.finditer(text, start, stop):
        if _is_boundary(text, start, mark, stop, rules):
            spans.extend(_trimmed(text, start, mark.end()))
            start = mark.end()
    spans.extend(_trimmed(text, start, stop))
    return spans


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without surrounding white space; none where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _is_boundary(text: str, start: int, end: re.Match[str], stop: int, rules: _Rules) -> bool:
    """Whether the sentence that starts at ``start`` ends with the mark ``end``."""
    if end.end() >= stop or end[0][0] in _WIDE_ENDS:
        return True
    before = _word_before(text, start, end.start())
    if text[end.end()].isspace():
        return (
            _may_start_sentence(text, end.end(), stop)
            and not _is_abbreviation(text, before, end, stop, rules)
            and not _is_ordinal(text, start, before, end, rules)
        )
    return _is_missing_space(text, before, end, stop)


def _word_before(text: str, start: int, end: int) -> str:
    match = _WORD_BEFORE.search(text[max(start, end - 40) : end])
    return match[0] if match else ""


def _may_start_sentence(text: str, start: int, stop: int) -> bool:
    """Whether the text after the white space at ``start`` may start a sentence."""
    while start < stop and (text[start].isspace() or text[start] in _OPENERS):
        start += 1
    return start < stop and not text[start].islower()


def _is_abbreviation(text: str, before: str, end: re.Match[str], stop: int, rules: _Rules) -> bool:
    if end[0] != ".":  # another mark, an ellipsis, or a closing quotation mark
        return False
    word = before.lower()
    if word in rules.abbreviations:
        return True
    if word in rules.before_numbers:
        return re.match(r"\s*\d", text[end.end() : end.end() + 8]) is not None
    is_initial = len(before) == 1 and before.isalpha() and before.isupper() and before != "I"
    if is_initial or word in rules.seldom_last or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", before):
        follower = _NEXT_WORD.search(text, end.end(), min(stop, end.end() + 40))
        return follower is None or follower[0].lower() not in rules.plain_beginnings
    return False


def _is_ordinal(text: str, start: int, before: str, end: re.Match[str], rules: _Rules) -> bool:
    """Whether the full stop belongs to an ordinal number: "am 14. Dezember", "der 3. Tag"."""
    if end[0] != "." or not rules.before_ordinals or not _ORDINAL.fullmatch(before):
        return False
    follower = _NEXT_WORD.search(text, end.end(), end.end() + 40)
    if follower and follower[0].lower() in rules.months:
        return True
    leading = _NEXT_WORD.findall(text[max(start, end.start() - 24) : end.start()])
    return bool(leading) and leading[-1].lower() in rules.before_ordinals


def _is_missing_space(text: str, before: str, end: re.Match[str], stop: int) -> bool:
    """Whether a sentence starts right after the end mark, without white space."""
    rest = text[end.end() : min(stop, end.end() + 60)]
    follower = re.match(r"[\"'“‘«(]?([^\W\d_]+)(?!\S*@)", rest)
    if follower is None or re.search(r"[./@:\\]", before):
        return False
    word = follower[1]
    if not word[0].isupper() or (len(word) > 1 and not word[1].islower()):
        return False
    if word.lower() in _TOP_LEVEL_DOMAINS:
        return False
    return bool(re.search(r"(?:[^\W\d_]{2}|\d{4}|%)$", before)) and (
        before[-1].islower() or not before[-1].isalpha() or end[0] != "."
    )
