"""The store of alerts: standing questions, articles to judge, and what is to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from retrieval.protocols.transactions import Transactions
from retrieval.types import Alert, AlertCounts, FloatArray, QueuedArticle, StoredMatch, UntoldMatch


class AlertStore(Transactions, Protocol):
    """Alerts and their matches; times are ISO 8601 UTC.

    An ``owner`` may be the beginning of one that ends before a colon: "telegram" stands for all
    chats.
    """

    def add_alert(self, alert: Alert) -> Alert:
        """Adds an alert; returns it with its id and the generation of the archive."""

    def change_alert(self, alert: Alert) -> bool:
        """Replaces the alert with that id; returns whether it existed.

        Its owner and the time when it was made stay. With another question or other filters, its
        matches and its vector are dropped, and it counts as made in the archive's generation.
        """

    def remove_alerts(self, alert_ids: Iterable[int]) -> None:
        """Removes alerts with their matches; unknown ids are ignored."""

    def alerts(self, owner: str | None = None) -> list[Alert]:
        """The alerts of an owner, or all, in the order in which they were made."""

    def alert(self, alert_id: int) -> Alert | None:
        """The alert with that id."""

    def has_alerts(self) -> bool:
        """Whether there are any alerts."""

    def alert_counts(self) -> AlertCounts:
        """How many alerts, untold matches and unjudged articles there are."""

    def put_alert_vectors(
        self, embedder_id: int, alert_ids: Sequence[int], vectors: FloatArray
    ) -> None:
        """Stores vectors of alerts' questions; those of alerts removed meanwhile are dropped."""

    def alert_vectors(self, embedder_id: int) -> dict[int, FloatArray]:
        """The vectors of alerts' questions by alert; those without any are left out."""

    def queue_article(self, article: QueuedArticle) -> None:
        """Records an article to be judged, in the transaction that stores it, if there are alerts.

        What is recorded of it already is added; its generation is the store's.
        """

    def unjudged_articles(self, embedder_id: int, *, limit: int) -> list[QueuedArticle]:
        """Up to ``limit`` articles to be judged whose passages all have vectors, oldest first."""

    def move_unjudged(self, doc_id: str, other_id: str) -> None:
        """Lets what is to be judged of an article be judged of a new one that takes its place."""

    def take_unjudged(self, article: QueuedArticle) -> bool:
        """Removes it from those to be judged; False if it is not there, or was changed since."""

    def matches(self, alert_id: int, doc_ids: Collection[str]) -> list[StoredMatch]:
        """The matches of an alert that quote one of these articles, oldest first."""

    def match(self, match_id: int) -> StoredMatch | None:
        """The match with that id."""

    def put_match(self, match: StoredMatch) -> None:
        """Adds a match, whose id is ignored, unless its alert was removed."""

    def remove_matches(self, match_ids: Iterable[int]) -> None:
        """Removes matches; unknown ids are ignored.

        What corrects them and is not told yet is a story of its own then.
        """

    def forget_untold(self, doc_id: str) -> int:
        """Removes the matches that quote an article and are neither told nor claimed.

        Returns a generation that all alerts that had one are before; 0 if there was none.
        """

    def move_matches(self, doc_id: str, other_id: str) -> None:
        """Lets what quoted an article count as a match of another one, a copy of it."""

    def untold_matches(self, owner: str, *, now: str, until: str) -> list[UntoldMatch]:
        """The matches of an owner's alerts that are neither told nor being told, oldest first.

        A claim that ends after ``until``, when a new one would, was made under a wrong clock and
        does not count.
        """

    def claimed_matches(self, match_ids: Collection[int], *, by: str) -> list[StoredMatch]:
        """Those of the matches that a program has claimed and that are not told, oldest first."""

    def claim_matches(self, match_ids: Iterable[int], *, by: str, until: str) -> None:
        """Records that a program tells matches, until it releases them or that time has come."""

    def release_matches(self, match_ids: Iterable[int], *, by: str) -> None:
        """Records of matches that a program does not tell them after all, if it has the claim."""

    def release_all_matches(self, owner: str, *, but_by: str) -> None:
        """Records that matches of an owner's alerts are told by no program but that one."""

    def move_alerts(self, owner: str, new_owner: str) -> None:
        """Gives the alerts of exactly that owner to another one."""

    def mark_told(self, match_ids: Iterable[int], told_at: str) -> None:
        """Records that matches were told, and with them those in whose place they were."""

    def forget_told(self, before: str) -> None:
        """Removes what was told before a time."""
