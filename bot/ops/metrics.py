"""What the bot counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """Counters of one bot; no text and no name of a user is in them."""

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
            "From the moment a question is taken up until its answer is sent.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.search_seconds = Histogram(
            "article_bot_search_seconds",
            "Searching for one question.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.faults = Counter(
            "article_bot_telegram_faults",
            "Calls to Telegram that failed by the network, by method.",
            ["method"],
            registry=self._registry,
        )
        self.restarts = Counter(
            "article_bot_polling_restarts",
            "Times that silent polling was started anew.",
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

    def page(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self._registry)
