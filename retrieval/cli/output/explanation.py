"""How an answer came about: as a page of aligned columns, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rich.cells import cell_len
from rich.text import Text

from retrieval.cli.output.terminal import Layout, Page, joined
from retrieval.cli.output.text import indented, join_with_dots, one_line
from retrieval.types import (
    Answer,
    ConfidenceFactor,
    Explanation,
    JsonObject,
    PassageFeatures,
    Result,
    TermMatch,
)

_TIMES = {
    "newest": "the newest account is asked for",
    "period": "the account nearest to it is asked for",
    "newest_of_period": "the newest account of that time is asked for",
    "first": "the first account is asked for",
    "any": "no account is preferred for its date",
}
_RESULT_HEADER = (
    "#",
    "score",
    "cosine",
    "bm25",
    "tokens",
    "relevance",
    "answer",
    "days away",
    "published",
)
_INDENT = "  "
_GAP = "  "


def explanation_page(answer: Answer, explanation: Explanation, layout: Layout) -> Page:
    """What was searched for and found, and why it was answered or refused."""
    sections = [
        ("Searched for", [one_line(answer.searched), _time(explanation)]),
        ("Terms", _columns(("term", "weight", "name", "in results"), _term_rows(explanation))),
        ("Results", _columns(_RESULT_HEADER, _result_rows(answer, explanation))),
        ("Confidence", [*_confidence_lines(explanation), decision(answer, explanation)]),
        ("Times", [_times(answer, explanation)]),
    ]
    return joined(
        Text("\n").join([Text(title, style="bold"), *_indented(lines, layout)])
        for title, lines in sections
    )


def explanation_json(answer: Answer, explanation: Explanation) -> JsonObject:
    """The value of "explain" in the JSON of an answer."""
    period = explanation.period
    return {
        "terms": [_term_json(term) for term in explanation.terms],
        "names": [term.term for term in explanation.terms if term.is_name],
        "period": {"first": period[0], "last": period[1]} if period else None,
        "time": explanation.time,
        "results": [
            {"rank": result.rank, "score": round(result.score, 4), **_features_json(features)}
            for result, features in zip(answer.results, explanation.features, strict=True)
        ],
        "confidence": {
            "value": round(answer.confidence, 4),
            "threshold": explanation.threshold,
            "intercept": explanation.intercept,
            "factors": [_factor_json(factor) for factor in explanation.factors],
        },
        "reason": decision(answer, explanation),
        "times_ms": {name: round(value, 1) for name, value in explanation.times_ms.items()},
    }


def decision(answer: Answer, explanation: Explanation) -> str:
    """Why the question was answered or refused, in a sentence."""
    if not answer.results:
        return "Refused: nothing was found."
    compared = f"{answer.confidence:.1%}"
    threshold = f"the threshold of {explanation.threshold:.0%}"
    if answer.answered:
        return f"Answered: the confidence of {compared} reaches {threshold}."
    missed = [term.term for term in explanation.terms if not term.ranks]
    reasons = [f"Refused: the confidence of {compared} is below {threshold}."]
    if not explanation.features[0].has_codes:
        reasons.append("The article of the first result does not hold the code asked about.")
    if explanation.features[0].fits_other_name:
        reasons.append("The first result rather answers the question about another name or number.")
    if explanation.features[0].lacks_name:
        reasons.append("The sentence found has no name, for which the question asks.")
    if explanation.features[0].is_about_other:
        reasons.append("The sentence found tells of another year, age, amount or thing.")
    if missed:
        reasons.append(f"In no result: {', '.join(map(one_line, missed))}.")
    return " ".join(reasons)


def _time(explanation: Explanation) -> str:
    if explanation.period is None:
        return f"No time is named; {_TIMES[explanation.time]}."
    first, last = explanation.period
    return f"The time named is {first} to {last}; {_TIMES[explanation.time]}."


def _term_rows(explanation: Explanation) -> Iterable[tuple[str, ...]]:
    for term in explanation.terms:
        ranks = " ".join(map(str, term.ranks)) or "none"
        yield one_line(term.term), f"{term.weight:.2f}", "yes" if term.is_name else "no", ranks


def _result_rows(answer: Answer, explanation: Explanation) -> Iterable[tuple[str, ...]]:
    for result, features in zip(answer.results, explanation.features, strict=True):
        yield _result_row(result, features)


def _result_row(result: Result, features: PassageFeatures) -> tuple[str, ...]:
    return (
        str(result.rank),
        f"{result.score:.2f}",
        f"{features.cosine:.3f}",
        f"{features.bm25:.2f}",
        f"{features.token_match:.3f}",
        _known(features.relevance),
        _known(features.answer_score),
        "–" if features.days_away is None else str(features.days_away),
        (result.article.published_at or "unknown")[:10],
    )


def _known(score: float | None) -> str:
    return "–" if score is None else f"{score:+.2f}"


def _confidence_lines(explanation: Explanation) -> list[str]:
    """The factors of the confidence, what speaks most for an answer first."""
    factors = sorted(explanation.factors, key=lambda own: -own.value * own.weight)
    rows = [
        (own.name, f"{own.value:.3f}", f"{own.weight:+.3f}", f"{own.value * own.weight + 0.0:+.3f}")
        for own in factors
    ]
    rows.append(("intercept", "", "", f"{explanation.intercept:+.3f}"))
    return _columns(("feature", "value", "weight", "product"), rows)


def _times(answer: Answer, explanation: Explanation) -> str:
    steps = [f"{name} {value:.1f} ms" for name, value in explanation.times_ms.items()]
    return join_with_dots([*steps, f"in all {answer.took_ms:.1f} ms"], width=None)


def _columns(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows under a header; the first and last column begin, the others end at one place."""
    table = [tuple(header), *(tuple(row) for row in rows)]
    widths = [max(cell_len(row[place]) for row in table) for place in range(len(header))]
    ends = (0, len(header) - 1)

    def cell(row: Sequence[str], place: int) -> str:
        fill = " " * (widths[place] - cell_len(row[place]))
        return row[place] + fill if place in ends else fill + row[place]

    return [_GAP.join(cell(row, place) for place in range(len(row))).rstrip() for row in table]


def _indented(lines: Iterable[str], layout: Layout) -> list[Text]:
    return [indented(Text(line), first=_INDENT, rest=_INDENT, width=layout.width) for line in lines]


def _term_json(term: TermMatch) -> JsonObject:
    return {**asdict(term), "weight": round(term.weight, 4), "ranks": list(term.ranks)}


def _factor_json(factor: ConfidenceFactor) -> JsonObject:
    return {**asdict(factor), "value": round(factor.value, 4)}


def _features_json(features: PassageFeatures) -> JsonObject:
    """The features of a passage that are numbers or truths, by name."""
    values = asdict(features)
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in values.items()
        if value is None or isinstance(value, bool | int | float)
        if name not in ("answer", "second_sentence")
    }
