"""The headline of a copied page and the lines of its article, as learned from saved pages."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.sources.files.paste.headline_features import NONE, headline_features, is_clause
from retrieval.sources.files.paste.site_lines import MAX_SENTENCE, is_chrome
from retrieval.sources.lines.line_features import Features, is_label, is_text
from retrieval.sources.lines.line_network import line_networks
from retrieval.sources.lines.linear_choice import linear_model
from retrieval.sources.lines.shared_words import shared_words

_HEAD = 14  # lines below a headline in which names are looked for
_NAMES = ("name", "publication", "role", "agency")
_TOLD = ("byline", "dateline", "is_glued")
_JUDGED = (*_TOLD, "boilerplate", "lead", "strong", "weak")
_MIN_BEGINNING = 15  # characters with which the title of a page may begin, before the site
_MIN_PROBABILITY = 0.06  # of headings and items, which are hard to tell
_MIN_OF_PROSE = 0.12
_MIN_BELOW_LEAD = 0.35  # of a line below "Read also"
_LIKELY = 0.5
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

    Of a text without any label of a page, all are. Else they are judged by networks, but a list
    that a line ending in a colon announces stays. Names near the top may be those of authors, and
    labels above and below the text tell later of the lines beside them; words glued to a sentence
    are taken off later.
    """
    first = -1 if headline is None else headline
    if not any(map(is_label, features)):
        return list(lines[first + 1 :])
    likely = _probabilities(lines, features, "" if headline is None else lines[headline])
    texts = [n for n, own in enumerate(likely) if own >= _LIKELY and features[n]["prose"]]
    kept, is_list, is_below_label, is_below_lead = [], False, False, False
    for number, (line, own) in enumerate(zip(lines, features, strict=True)):
        if own["ends_in_colon"] and not own["lead"]:
            is_list, is_below_label = True, bool(own["boilerplate"])
        elif own["prose"] or is_label(own):
            is_list = False
        is_within_text = bool(texts) and texts[0] < number < texts[-1]
        told = _TOLD if is_within_text else _JUDGED
        is_item = is_list and not (is_below_label and own["four_words"])
        is_name = number - first <= _HEAD and any(own[name] for name in _NAMES)
        if own["prose"]:
            least = _MIN_OF_PROSE
        else:
            least = _MIN_BELOW_LEAD if is_below_lead else _MIN_PROBABILITY
        is_likely = likely[number] >= least or is_item or is_name
        if number > first and (is_likely or any(own[name] for name in told)):
            kept.append(line)
        is_below_lead = bool(own["lead"])
    return kept


def _probabilities(
    lines: Sequence[str], features: Sequence[Features], headline: str
) -> list[float]:
    """How likely each line is of the article."""
    shared = shared_words(lines, list(map(is_text, features)), headline=headline)
    judged = [{**own, **more} for own, more in zip(features, shared, strict=True)]
    found = line_networks(__package__, "lines.npz").probabilities(judged)
    return [of_article for (of_article,) in found]
