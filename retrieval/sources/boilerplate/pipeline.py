"""What pages put around an article, told from the article by rules.

Five kinds of evidence, in order: what labels announce and boxes hold (``trailing_sections``), lines
that are boilerplate wherever they stand ("Comments"), sentences in which the page speaks to its
reader about itself ("Your support helps us…"), appeals, which are recognised as passages
(``donation_appeals``), and context: weaker sentences of these sorts go among the strong ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from retrieval.sources.boilerplate.donation_appeals import (
    Utterance,
    find_appeals,
    leads_up,
)
from retrieval.sources.boilerplate.labels import is_boilerplate_line
from retrieval.sources.boilerplate.paragraphs import Paragraph, kept_runs, mark_paragraph
from retrieval.sources.boilerplate.phrases import HINT, NOTE, WEAK
from retrieval.sources.boilerplate.scoring import MAX_SENTENCE, scored_sentences
from retrieval.sources.boilerplate.trailing_sections import announced
from retrieval.text.languages.boilerplate import any_phrase

_MAX_GAP = 3
_COUNTRY = re.compile(r"\bUS\b")
_PRAISED = re.compile(rf"\b((?:The )?(?:[A-Z]\w+ ?){{1,4}}) {any_phrase('praise')}")


@lru_cache(maxsize=4096)  # an ingest asks twice of each paragraph of an article
def looks_like_boilerplate(paragraph: str) -> bool:
    """Whether the paragraph has some mark of boilerplate: not enough to drop it by itself.

    Meant for paragraphs that stand in several articles of one publisher.
    """
    if is_boilerplate_line(paragraph):
        return True
    return any(sentence.score >= HINT for sentence in scored_sentences(paragraph))


def drop_boilerplate(
    paragraphs: Sequence[str], *, publisher: str | None = None, authors: Sequence[str] = ()
) -> list[str]:
    """Return what is the article's, in order; kept words are kept verbatim.

    A paragraph that boilerplate is glued to keeps its other sentences. Where the ``publisher`` and
    the ``authors`` are known, what the page says about them at the end of the article goes, too.

    >>> drop_boilerplate(["Your support makes all the difference.It rained in Kyiv.", "Comments"])
    ['It rained in Kyiv.']
    """
    gone = announced(paragraphs, authors=authors, is_suspect=_is_note)
    lines = [
        line
        for number, line in enumerate(paragraphs)
        if number not in gone and not is_boilerplate_line(line)
    ]
    strong = [mark_paragraph(line) for line in lines]
    names = _praised(strong, publisher)
    marked = _with_appeals(strong, names)
    company = _in_company(marked, names)
    return [
        run
        for number, paragraph in enumerate(marked)
        if number not in company
        for run in kept_runs(paragraph)
    ]


def _is_note(paragraph: str) -> bool:
    """Whether the paragraph says how the article was made, or speaks to the reader."""
    if len(paragraph) > MAX_SENTENCE:
        return False
    return any(sentence.score >= NOTE for sentence in scored_sentences(paragraph))


def _with_appeals(paragraphs: Sequence[Paragraph], names: frozenset[str]) -> list[Paragraph]:
    """The paragraphs with the sentences of appeals, which only together are told, dropped too."""
    said = [
        Utterance(n, number, _plain_words(sentence.said))
        for n, paragraph in enumerate(paragraphs)
        for number, sentence in enumerate(paragraph.sentences)
    ]
    appeals: dict[int, set[int]] = {}
    for n, number in find_appeals(said, names=names):
        appeals.setdefault(n, set()).add(number)
    return [
        replace(paragraph, dropped=paragraph.dropped | appeals.get(n, set()))
        for n, paragraph in enumerate(paragraphs)
    ]


def _plain_words(said: str) -> str:
    """Lower case, in which the United States must not become the speaker's "us"."""
    return _COUNTRY.sub("u.s.", said).casefold()


def _in_company(paragraphs: Sequence[Paragraph], names: frozenset[str]) -> set[int]:
    """Numbers of the paragraphs that go because of where they stand.

    Weak evidence suffices between two paragraphs of boilerplate, twice as much beside one.
    """
    strong = [n for n, paragraph in enumerate(paragraphs) if paragraph.dropped]
    company: set[int] = set()
    for before, after in pairwise(strong):
        between = range(before + 1, after)
        enclosed = paragraphs[before].ends_dropped and paragraphs[after].begins_dropped
        if enclosed and len(between) <= _MAX_GAP:
            suspects = {n for n in between if _is_suspect(paragraphs[n], names)}
            company |= suspects if len(suspects) == len(between) else set()
    for number in strong:
        beside = [n for n in (number - 1, number + 1) if 0 <= n < len(paragraphs)]
        company |= {n for n in beside if _is_call(paragraphs[n])}
        if number and paragraphs[number].is_dropped and leads_up(paragraphs[number - 1].text):
            company.add(number - 1)
    return company


def _praised(paragraphs: Sequence[Paragraph], publisher: str | None) -> frozenset[str]:
    """Names of the publisher, as metadata or its own praise give them."""
    praise = (_PRAISED.findall(paragraph.text) for paragraph in paragraphs if paragraph.dropped)
    names = {name.strip() for found in praise for name in found}
    return frozenset(names | ({publisher} if publisher else set()))


def _is_suspect(paragraph: Paragraph, names: frozenset[str]) -> bool:
    scores = [sentence.score for sentence in paragraph.sentences]
    named = any(name in paragraph.text for name in names)
    return min(scores, default=-1) >= 0 and (named or max(scores) >= WEAK)


def _is_call(paragraph: Paragraph) -> bool:
    return min((one.score for one in paragraph.sentences), default=0.0) >= 2 * WEAK
