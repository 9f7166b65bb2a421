"""The bot's metrics for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """Metrics of one bot; they contain no texts or names of users."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.answers = Counter(
            "article_bot_answers",
            "Questions by outcome: answered, refused, limited or failed.",
            ["outcome"],
            registry=self._registry,
        )
        self.answer_seconds = Histogram(
            "article_bot_answer_seconds",
            "Time from the start of handling a question until its answer is sent.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.search_seconds = Histogram(
            "article_bot_search_seconds",
            "Time to search for one question.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.network_errors = Counter(
            "article_bot_telegram_faults",
            "Calls to Telegram that failed with a network error, by method.",
            ["method"],
            registry=self._registry,
        )
        self.restarts = Counter(
            "article_bot_polling_restarts",
            "Restarts of stalled polling.",
            registry=self._registry,
        )
        self.articles_added = Counter(
            "article_bot_articles_added",
            "Articles added or updated by administrators.",
            registry=self._registry,
        )
        self.is_healthy = Gauge(
            "article_bot_healthy", "1 while updates come in.", registry=self._registry
        )

    def render(self) -> bytes:
        """All metrics in the Prometheus text format."""
        return generate_latest(self._registry)
