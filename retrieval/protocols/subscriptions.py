"""The subscriptions of an archive, which every program that uses it shares."""

from __future__ import annotations

from typing import Protocol

from retrieval.protocols.transactions import Transactions
from retrieval.types import FailedPage, Subscription


class SubscriptionStore(Transactions, Protocol):
    """Subscriptions, what they brought, and which program is reading them.

    A program claims a subscription before it reads the source, so that no other one does so at the
    same time. Times are ISO 8601 UTC, all in the same form, so that they compare as texts.
    """

    def add_subscription(
        self, source: str, *, now: str, next_run_at: str, interval_s: float, keep_days: int | None
    ) -> Subscription:
        """Adds a subscription; the known one, unchanged, if there is one of that source."""

    def put_keep_days(self, subscription_id: int, keep_days: int | None) -> None:
        """Sets after how many days what a subscription brought is removed; None for the setting.

        If the days are others, its ``state`` is forgotten: it may list articles that would be kept.
        """

    def subscriptions(self) -> list[Subscription]:
        """All subscriptions, the first added first."""

    def remove_subscription(self, subscription_id: int) -> bool:
        """Removes a subscription, whose articles stay; returns whether it existed."""

    def make_due(self, subscription_id: int, now: str) -> None:
        """Lets a subscription be read again at once."""

    def claim_subscription(
        self, subscription_id: int, *, by: str, now: str, until: str
    ) -> Subscription | None:
        """Claims a subscription for the program ``by``; None if it is gone or claimed by another.

        A claim holds until ``until``. One that ends later than a new one would was made under a
        wrong clock and does not count.
        """

    def claimant_of(self, subscription_id: int) -> str:
        """The program that claims a subscription, "" if none does."""

    def renew_claim(self, subscription_id: int, *, by: str, until: str) -> None:
        """Prolongs the claim of a program, if it still has it."""

    def release_subscription(self, subscription_id: int, *, by: str) -> None:
        """Ends the claim of a program."""

    def record_run(self, subscription: Subscription, *, by: str) -> Subscription | None:
        """Records what a run found out; not its articles, ``is_reported`` and ``keep_days``.

        ``state`` is only recorded if ``keep_days`` are still those of the run, else forgotten.
        Returns it as it is stored, None if it was removed meanwhile. Nothing is recorded if another
        program has claimed it since.
        """

    def put_reported(self, subscription_id: int, *, as_dead: bool) -> None:
        """Records that somebody was told that a subscription is dead, or no more."""

    def put_brought(self, subscription_id: int, doc_id: str, *, before: str = "") -> None:
        """Records that a subscription brought a stored article, once each.

        It counts no further one if ``doc_id`` is the new id of ``before``, which it had brought.
        """

    def has_brought(self, doc_id: str) -> bool:
        """Whether any subscription brought the article."""

    def expired_articles(self, *, now: str, keep_days: int | None) -> dict[str, str]:
        """The articles whose subscriptions keep them no longer, and from which day on they would.

        The days count from publication, else from when the article was read. ``keep_days`` is for
        subscriptions without an own limit; of several subscriptions the longest limit counts.
        """

    def failed_pages(self, subscription_id: int) -> dict[str, FailedPage]:
        """The pages of a subscription that could not be read, by their keys."""

    def put_failed_page(self, subscription_id: int, page: FailedPage) -> None:
        """Records a page that could not be read, in place of its earlier record."""

    def forget_failed_page(self, subscription_id: int, key: str) -> None:
        """Forgets that a page could not be read."""
