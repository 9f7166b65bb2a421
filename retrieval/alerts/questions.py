"""What alerts ask: each question once, however many alerts ask it, and how it is understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.search.filtered_answering import Asked, with_named_filters
from retrieval.search.searcher import Searcher
from retrieval.types import Alert, Filters, Query


class AlertQuestion(NamedTuple):
    """A question as several alerts may ask it."""

    text: str
    filters: Filters
    threshold: float | None


def by_question(alerts: Sequence[Alert]) -> dict[AlertQuestion, list[Alert]]:
    """Alerts by what they ask, in order."""
    asked: defaultdict[AlertQuestion, list[Alert]] = defaultdict(list)
    for alert in alerts:
        asked[AlertQuestion(alert.question, alert.filters, alert.threshold)].append(alert)
    return asked


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """A question within the filters that it names, and the query for it."""

    asked: Asked
    query: Query

    @classmethod
    def of(cls, question: AlertQuestion, searcher: Searcher) -> UnderstoodQuestion:
        """What ``searcher`` understands."""
        within = searcher.filtered(question.filters)
        asked = with_named_filters(Asked(question.text, (), question.filters), within)
        return cls(asked, within.filtered(asked.filters).questions.understand(asked.question))
