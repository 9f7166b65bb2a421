"""The headline of a copied page and the lines of its article, as learned from saved pages."""

from __future__ import annotations

import math
from collections.abc import Sequence

from retrieval.sources.files.page.linear_choice import linear_model
from retrieval.sources.files.paste.headline_features import NONE, headline_features, is_clause
from retrieval.sources.files.paste.line_features import Features
from retrieval.sources.files.paste.site_lines import is_chrome

_HEAD = 14  # lines below a headline in which names are looked for
_NAMES = ("name", "publication", "role", "agency")
_JUDGED = ("byline", "dateline", "boilerplate", "lead", "strong", "weak")
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
    best = max(scores.values(), default=-math.inf)
    is_paragraph = features[0]["prose"] and (features[0]["ends_in_stop"] or features[0]["long"])
    if is_paragraph and 0 in scores and model.score(NONE) > best:
        return None
    if {0, 1} <= scores.keys() and scores[1] == best and is_clause(features[0]):
        return 0
    tied = (number for number, score in scores.items() if score >= best - _TIE)
    return next((n for n in tied if scores[n] == best or not features[n]["two_words"]), None)


def article_lines(
    lines: Sequence[str], features: Sequence[Features], *, headline: int | None
) -> list[str]:
    """Return the lines below the headline that may be of the article, or tell who made it and when.

    Of a text without any label of a page, all are. Prose among prose stays, and so does a list
    that a line ending in a colon announces, below a label of the page only its longer lines. What
    words tell is judged later, with the lines around it.
    """
    model = linear_model(__package__, "lines.json")
    is_whole = not any(map(_is_label, features))
    first = -1 if headline is None else headline
    kept, is_list, is_after_label = [], False, False
    for number, (line, own) in enumerate(zip(lines, features, strict=True)):
        if own["ends_in_colon"] and not own["lead"]:
            is_list, is_after_label = True, bool(own["boilerplate"])
        elif own["prose"] or _is_label(own):
            is_list = False
        is_item = is_list and not (is_after_label and own["four_words"])
        is_text = is_item or (own["prose"] and own["within"])
        is_judged = any(own[name] for name in _JUDGED)
        is_name = number - first <= _HEAD and any(own[name] for name in _NAMES)
        is_kept = is_whole or is_text or is_judged or is_name or model.is_likely(own)
        if number > first and is_kept:
            kept.append(line)
    return kept


def _is_label(own: Features) -> bool:
    return bool(own["boilerplate"] or own["lead"])
