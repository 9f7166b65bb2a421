"""What was judged becomes matches: each story once for each alert, a correction as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.alerts.quoting import still_says
from retrieval.text.articles.corrections import corrected_kinds
from retrieval.types import Alert, AlertMatchKind, Article, QueuedArticle, QuotedAnswer, StoredMatch

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    """An alert, and where a new article answers it.

    ``states_anew`` if with a number, day or name that an earlier version of the article lacks.
    """

    alert: Alert
    quoted: QuotedAnswer
    states_anew: bool = False


@dataclass(frozen=True, slots=True)
class MatchRecorder:
    """Stores what new articles answer, at the time ``now``, ISO 8601 UTC."""

    store: SqlStore
    now: str

    def record(self, article: QueuedArticle, answers: Sequence[AlertAnswer]) -> int:
        """Stores the matches of an article, which is then judged; returns how many there are.

        All in one transaction, and nothing if another program has judged it meanwhile or it has
        changed: so each article is judged once, whatever is interrupted.
        """
        with self.store.write_transaction(of_articles=False):
            if not self.store.take_unjudged(article):
                return 0
            story = {article.doc_id, *self.store.story_members(article.doc_id)}
            return sum(self._put(own, article, story) for own in answers)

    def _put(self, own: AlertAnswer, article: QueuedArticle, story: Collection[str]) -> bool:
        """Stores one match, unless its story is known; returns whether it is new."""
        corrects = {*article.corrects, *([article.doc_id] if own.states_anew else [])}
        known = self.store.matches(own.alert.alert_id, {*story, *corrects})
        earlier = [match for match in known if match.quoted.doc_id in corrects]
        if len(earlier) < len(known):
            return False
        told = [match for match in earlier if match.told_at or match.claimed_by]
        current = self.store.article(article.doc_id)
        if not told:
            untold = [
                match for match in _not_replaced(earlier) if self._is_of_event(match, current)
            ]
            self.store.remove_matches(match.match_id for match in untold[:-1])
            self._put_match(own, "story", untold[-1] if untold else None)
            return True
        if current is not None and still_says(current, told[-1].quoted):
            return False  # it corrects something else
        self._put_match(own, "correction", told[-1])
        return True

    def _is_of_event(self, match: StoredMatch, article: Article | None) -> bool:
        """Whether a match is of an article that names nobody and no place but what this one does.

        Reports of different events may have the same wording, such as those of earthquakes.
        """
        other = self.store.article(match.quoted.doc_id)
        if article is None or other is None:
            return False
        return "name" not in corrected_kinds(article.text, other.text, article.language)

    def _put_match(
        self, own: AlertAnswer, kind: AlertMatchKind, corrected: StoredMatch | None
    ) -> None:
        self.store.put_match(
            StoredMatch(
                match_id=0,
                alert_id=own.alert.alert_id,
                kind=kind,
                quoted=own.quoted,
                matched_at=self.now,
                corrects=corrected.match_id if corrected else None,
            )
        )


def _not_replaced(untold: Sequence[StoredMatch]) -> list[StoredMatch]:
    """Those in whose place none of the others is told."""
    replaced = {match.corrects for match in untold}
    return [match for match in untold if match.match_id not in replaced]
