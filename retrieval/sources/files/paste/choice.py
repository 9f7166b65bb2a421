"""The headline of a copied page and the lines of its article, as learned from saved pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.sources.files.paste.headline_features import NONE, headline_features, is_clause
from retrieval.sources.files.paste.site_lines import MAX_SENTENCE, is_chrome
from retrieval.sources.lines.line_features import Features, is_label
from retrieval.sources.lines.linear_choice import linear_model

_HEAD = 14  # lines below a headline in which names are looked for
_NAMES = ("name", "publication", "role", "agency")
_JUDGED = ("byline", "dateline", "boilerplate", "lead", "strong", "weak")
_MIN_BEGINNING = 15  # characters with which the title of a page may begin, before the site
_TIE = 0.5
"""Of lines whose scores differ by no more, the first is the headline, and another a standfirst."""


def headline_of(lines: Sequence[str], features: Sequence[Features]) -> int | None:
    """Return the number of the headline among lines with ``features``, None if there is none."""
    found = headline_features(lines, features)
    model = linear_model(__package__, "headline.json")
    scores = {
        number: model.score(found[number])
        for number in range(len(found))
        if not is_chrome(lines, number)
    }
    if not scores:
        return None
    best, top = max(scores.values()), next(iter(scores))
    is_paragraph = features[top]["prose"] and len(lines[top]) > MAX_SENTENCE
    if is_paragraph and model.score(NONE) > best:
        return None
    tied = [number for number, score in scores.items() if score >= best - _TIE]
    chosen = next(n for n in tied if scores[n] == best or not features[n]["two_words"])
    if chosen == 1 and 0 in scores and is_clause(features[0]):
        chosen = 0
    begins = (n for n in scores if n > chosen and len(lines[n]) > _MIN_BEGINNING)
    return next((n for n in begins if lines[chosen].startswith(f"{lines[n]} ")), chosen)


def article_lines(
    lines: Sequence[str], features: Sequence[Features], *, headline: int | None
) -> list[str]:
    """Return the lines below the headline that may be of the article, or tell who made it and when.

    Of a text without any label of a page, all are. Prose among prose stays, and so does a list
    that a line ending in a colon announces, below a label of the page only its longer lines. Of
    other short lines in a row all stay if one is likely to. What words tell is judged later, with
    the lines around it.
    """
    model = linear_model(__package__, "lines.json")
    if not any(map(is_label, features)):
        return list(lines[0 if headline is None else headline + 1 :])
    first = -1 if headline is None else headline
    likely = [model.is_likely(own) for own in features]
    for run in _rows(features, first + 1):
        likely[run] = [any(likely[run])] * len(likely[run])
    kept, is_list, is_after_label = [], False, False
    for number, (line, own) in enumerate(zip(lines, features, strict=True)):
        if own["ends_in_colon"] and not own["lead"]:
            is_list, is_after_label = True, bool(own["boilerplate"])
        elif own["prose"] or is_label(own):
            is_list = False
        is_item = is_list and not (is_after_label and own["four_words"])
        is_text = is_item or (own["prose"] and own["within"])
        is_judged = any(own[name] for name in _JUDGED)
        is_name = number - first <= _HEAD and any(own[name] for name in _NAMES)
        if number > first and (is_text or is_judged or is_name or likely[number]):
            kept.append(line)
    return kept


def _rows(features: Sequence[Features], start: int) -> Iterator[slice]:
    """The runs of lines that are neither prose nor judged by their words, from ``start`` on."""
    numbers = [
        number
        for number in range(start, len(features))
        if not features[number]["prose"] and not any(features[number][name] for name in _JUDGED)
    ]
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield slice(members[0], members[-1] + 1)
