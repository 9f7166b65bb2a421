"""Judging the alerts of an archive on the articles that came since they last were."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from retrieval.archive.parts import ignore_progress
from retrieval.archive.questioning import Questioning
from retrieval.text.times.days import stored_time
from retrieval.types import OnProgress, Progress, QueuedArticle

_ARTICLES_AT_ONCE = 100
_TOLD_REMEMBERED = timedelta(days=366)  # longer than copies and corrections take to come


class AlertJudging(Questioning):
    """See :class:`retrieval.archive.Archive`; alerts are judged by asking it."""

    def judge_alerts(
        self,
        *,
        on_progress: OnProgress = ignore_progress,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> int:
        """Judges the alerts on articles that came since they last were; returns new matches.

        Every ingest does so at its end. What an interrupted one left is judged by the next, or when
        this is called, as by programs that tell of alerts. Between two articles it ends early if it
        ``should_stop``.
        """
        active = self._store.active_embedder()
        if active is None or self._store.is_read_only():
            return 0
        judged = (
            new
            for articles in self._unjudged(active.embedder_id)
            for new in self._judge(articles, active.embedder_id, on_progress)
        )
        found = 0
        for new in judged:
            found += new
            if should_stop():
                break
        return found

    def _unjudged(self, embedder_id: int) -> Iterator[list[QueuedArticle]]:
        """The articles to be judged, some at a time, until the index server is away."""
        began_s = time.monotonic()
        while self._store.has_alerts() and not self._was_away_since(began_s):
            articles = self._store.unjudged_articles(embedder_id, limit=_ARTICLES_AT_ONCE)
            if not articles:
                return
            yield articles

    def _judge(
        self, articles: Sequence[QueuedArticle], embedder_id: int, on_progress: OnProgress
    ) -> Iterator[int]:
        """Judges articles one by one; how many matches each has."""
        from retrieval.alerts.alert_judge import alert_judge
        from retrieval.alerts.recording import MatchRecorder

        self._store.forget_told(stored_time(self._now() - _TOLD_REMEMBERED))
        recorder = MatchRecorder(self._store, self._time())
        judge = alert_judge(self._answerer(self.searcher()), embedder_id)
        on_progress(Progress("judging", 0, len(articles)))
        began_s = time.monotonic()
        judged = judge.judge(self._store.alerts(), articles)
        for done, (article, answers) in enumerate(judged, start=1):
            if self._was_away_since(began_s):
                return  # the articles stay to be judged
            yield recorder.record(article, answers)
            on_progress(Progress("judging", done, len(articles)))

    def _was_away_since(self, moment_s: float) -> bool:
        return self._index_server is not None and self._index_server.was_away_since(moment_s)
