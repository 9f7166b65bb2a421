"""Lines of a copied page → what speaks for each being the headline."""

from __future__ import annotations

import math
from collections.abc import Sequence

from retrieval.sources.lines.line_features import Features

MAX_CANDIDATES = 150
NONE: Features = {"none": 1.0}
"""The candidate that stands for a text without a headline."""
_REACH = 5


def headline_features(lines: Sequence[str], features: Sequence[Features]) -> list[Features]:
    """Return the features of the lines that may be the headline, from the first on.

    They end with the second line of the body. ``features`` are those of all lines.
    """
    bodies = (number for number, one in enumerate(features) if one["within"])
    features = features[: min(next(bodies, MAX_CANDIDATES) + 2, MAX_CANDIDATES)]
    told = [bool(one["byline"] or one["dateline"]) for one in features]
    first = [line.casefold() for line in lines[: len(features)]]
    longest = max(
        (one["length"] for one in features if one["before"] and not one["prose"]),
        default=0.0,
    )
    found: list[Features] = []
    for number, own in enumerate(features):
        above = slice(max(0, number - _REACH), number)
        below = slice(number + 1, number + 1 + _REACH)
        begins = first[number]
        others = (*first[:number], *first[number + 1 :])
        found.append(
            {
                **own,
                "is_first": float(number == 0),
                "number": math.log1p(number),
                "told_below": float(any(told[below])),
                "told_above": float(any(told[above])),
                "begins_another": float(
                    len(begins) > 15 and any(line.startswith(begins) for line in others)
                ),
                "is_longest": float(own["length"] >= longest),
                "length squared": own["length"] ** 2,
                "length without prose": own["length"] * (1 - own["prose"]),
                "prose_above": float(any(one["prose"] for one in features[above])),
                "clause_above": float(any(map(is_clause, features[max(0, number - 2) : number]))),
            }
        )
    return found


def is_clause(own: Features) -> bool:
    """Whether a line has enough words for a headline, and is nothing else that is known."""
    others = ("prose", "four_words", "boilerplate", "lead", "byline", "dateline", "publication")
    return not any(own[name] for name in others)
