"""Judging the alerts of an archive on the articles that came since they last were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrieval.archive.asking import Asking
from retrieval.archive.parts import ignore_progress
from retrieval.types import OnProgress, Progress, QueuedArticle

_ARTICLES_AT_ONCE = 100


class AlertJudging(Asking):
    """See :class:`retrieval.archive.Archive`; alerts are judged by asking it."""

    def judge_alerts(self, *, on_progress: OnProgress = ignore_progress) -> int:
        """Judges the alerts on articles that came since they last were; returns new matches.

        Every ingest does so at its end. What an interrupted one left is judged by the next, or when
        this is called, as by programs that tell of alerts.
        """
        active = self._store.active_embedder()
        if active is None or self._store.is_read_only():
            return 0
        found = 0
        for articles in self._unjudged(active.embedder_id):
            found += self._judge(articles, active.embedder_id, on_progress)
        return found

    def _unjudged(self, embedder_id: int) -> Iterator[list[QueuedArticle]]:
        """The articles to be judged, some at a time."""
        while self._store.has_alerts():
            articles = self._store.unjudged_articles(embedder_id, limit=_ARTICLES_AT_ONCE)
            if not articles:
                return
            yield articles

    def _judge(
        self, articles: Sequence[QueuedArticle], embedder_id: int, on_progress: OnProgress
    ) -> int:
        from retrieval.alerts.judging import alert_judge
        from retrieval.alerts.recording import MatchRecorder

        recorder = MatchRecorder(self._store, self._time())
        judge = alert_judge(self._answerer(self.searcher()), embedder_id)
        found = 0
        on_progress(Progress("judging", 0, len(articles)))
        judged = judge.judge(self._store.alerts(), articles)
        for done, (article, answers) in enumerate(judged, start=1):
            found += recorder.record(article, answers)
            on_progress(Progress("judging", done, len(articles)))
        return found
