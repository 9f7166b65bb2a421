"""Subscriptions: sources, their runs, what they brought, and who is reading them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from retrieval.store.rows import SqlRows
from retrieval.types import FailedPage, Subscription

_RUN_COLUMNS = (
    "source kind title next_run_at last_run_at last_success_at last_error failing_since failures"
    " interval_s stated_interval_s rechecked_at"
).split()
_COLUMNS = (
    "subscription_id added_at is_dead is_reported articles keep_days state".split() + _RUN_COLUMNS
)  # the fields of Subscription, but for failed_pages, which is counted
_SELECT = (
    f"SELECT {', '.join(_COLUMNS)}, (SELECT count(*) FROM failed_pages"
    " WHERE failed_pages.subscription_id = subscriptions.subscription_id) FROM subscriptions"
)
_BOOLEANS = ("is_dead", "is_reported")


class SqlSubscriptions(SqlRows):
    """Subscriptions, what they brought, and which program is reading them.

    A program claims a subscription before it reads the source, so that no other one does so at the
    same time. Times are ISO 8601 UTC, all in the same form, so that they compare as texts.
    """

    def add_subscription(
        self, source: str, *, now: str, next_run_at: str, interval_s: float, keep_days: int | None
    ) -> Subscription:
        """Adds a subscription; the known one, unchanged, if there is one of that source."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "INSERT INTO subscriptions"
                " (source, kind, added_at, next_run_at, interval_s, keep_days)"
                " VALUES (?, '', ?, ?, ?, ?) ON CONFLICT (source) DO NOTHING",
                (source, now, next_run_at, interval_s, keep_days),
            )
            return _subscription(self._one(f"{_SELECT} WHERE source = ?", source))

    def subscriptions(self) -> list[Subscription]:
        """All subscriptions, the first added first."""
        return [_subscription(row) for row in self._all(f"{_SELECT} ORDER BY subscription_id")]

    def remove_subscription(self, subscription_id: int) -> bool:
        """Removes a subscription, whose articles stay; returns whether it existed."""
        with self._connections.write_transaction(of_articles=False) as connection:
            removed = connection.execute(
                "DELETE FROM subscriptions WHERE subscription_id = ?", (subscription_id,)
            )
            return removed.rowcount > 0

    def make_due(self, subscription_id: int, now: str) -> None:
        """Lets a subscription be read again at once."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "UPDATE subscriptions SET next_run_at = ? WHERE subscription_id = ?",
                (now, subscription_id),
            )

    def put_keep_days(self, subscription_id: int, keep_days: int | None) -> None:
        """Sets after how many days what a subscription brought is removed; None for the setting.

        If the days are others, its ``state`` is forgotten: it may list articles that would be kept.
        """
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "UPDATE subscriptions SET keep_days = ?, state = ''"
                " WHERE subscription_id = ? AND coalesce(keep_days, 0) <> ?",
                (keep_days, subscription_id, keep_days or 0),
            )

    def claim_subscription(
        self, subscription_id: int, *, by: str, now: str, until: str
    ) -> Subscription | None:
        """Claims a subscription for the program ``by``; None if it is gone or claimed by another.

        A claim holds until ``until``. One that ends later than a new one would was made under a
        wrong clock and does not count.
        """
        with self._connections.write_transaction(of_articles=False) as connection:
            claimed = connection.execute(
                "UPDATE subscriptions SET claimed_by = ?, claimed_until = ?"
                " WHERE subscription_id = ? AND"
                " (claimed_by IS NULL OR claimed_until <= ? OR claimed_until > ?)",
                (by, until, subscription_id, now, until),
            )
            if not claimed.rowcount:
                return None
            return _subscription(self._one(f"{_SELECT} WHERE subscription_id = ?", subscription_id))

    def claimant_of(self, subscription_id: int) -> str:
        """The program that claims a subscription, "" if none does."""
        statement = "SELECT claimed_by FROM subscriptions WHERE subscription_id = ?"
        rows = self._all(statement, subscription_id)
        return (rows[0][0] or "") if rows else ""

    def renew_claim(self, subscription_id: int, *, by: str, until: str) -> None:
        """Prolongs the claim of a program, if it still has it."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "UPDATE subscriptions SET claimed_until = ?"
                " WHERE subscription_id = ? AND claimed_by = ?",
                (until, subscription_id, by),
            )

    def release_subscription(self, subscription_id: int, *, by: str) -> None:
        """Ends the claim of a program."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "UPDATE subscriptions SET claimed_by = NULL, claimed_until = NULL"
                " WHERE subscription_id = ? AND claimed_by = ?",
                (subscription_id, by),
            )

    def record_run(self, subscription: Subscription, *, by: str) -> Subscription | None:
        """Records what a run found out; not its articles, ``is_reported`` and ``keep_days``.

        ``state`` is only recorded if ``keep_days`` are still those of the run, else forgotten.
        Returns it as it is stored, None if it was removed meanwhile. Nothing is recorded if another
        program has claimed it since.
        """
        columns = ", ".join(f"{name} = ?" for name in _RUN_COLUMNS)
        values = [getattr(subscription, name) for name in _RUN_COLUMNS]
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                f"UPDATE subscriptions SET {columns}, is_dead = ?,"
                " state = CASE coalesce(keep_days, 0) WHEN ? THEN ? ELSE '' END"
                " WHERE subscription_id = ? AND (claimed_by IS NULL OR claimed_by = ?)",
                (
                    *values,
                    int(subscription.is_dead),
                    subscription.keep_days or 0,
                    subscription.state,
                    subscription.subscription_id,
                    by,
                ),
            )
            rows = self._all(f"{_SELECT} WHERE subscription_id = ?", subscription.subscription_id)
            return _subscription(rows[0]) if rows else None

    def put_reported(self, subscription_id: int, *, as_dead: bool) -> None:
        """Records that somebody was told that a subscription is dead, or no more."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "UPDATE subscriptions SET is_reported = ? WHERE subscription_id = ?",
                (int(as_dead), subscription_id),
            )

    def put_brought(self, subscription_id: int, doc_id: str, *, before: str = "") -> None:
        """Records that a subscription brought a stored article, once each.

        It counts no further one if ``doc_id`` is the new id of ``before``, which it had brought.
        """
        with self._connections.write_transaction(of_articles=False) as connection:
            had_before = self._all(
                "SELECT 1 FROM subscription_articles WHERE (subscription_id, doc_id) = (?, ?)",
                subscription_id,
                before,
            )
            added = connection.execute(
                "INSERT INTO subscription_articles SELECT subscription_id, ? FROM subscriptions"
                " WHERE subscription_id = ? ON CONFLICT DO NOTHING",
                (doc_id, subscription_id),
            )
            connection.execute(
                "UPDATE subscriptions SET articles = articles + ? WHERE subscription_id = ?",
                (0 if had_before else added.rowcount, subscription_id),
            )

    def has_brought(self, doc_id: str) -> bool:
        """Whether any subscription brought the article."""
        return bool(
            self._all("SELECT 1 FROM subscription_articles WHERE doc_id = ? LIMIT 1", doc_id)
        )

    def expired_articles(self, *, now: str, keep_days: int | None) -> dict[str, str]:
        """The articles whose subscriptions keep them no longer, and from which day on they would.

        The days count from publication, else from when the article was read. ``keep_days`` is for
        subscriptions without an own limit; of several subscriptions the longest limit counts.
        """
        rows = self._all(
            "SELECT doc_id, published_at, fetched_at, max(limits.days) FROM articles"
            " JOIN subscription_articles USING (doc_id)"
            " JOIN (SELECT subscription_id, coalesce(keep_days, ?) AS days FROM subscriptions)"
            " AS limits USING (subscription_id)"
            " GROUP BY doc_id, published_at, fetched_at HAVING count(*) = count(limits.days)"
            " ORDER BY doc_id",
            keep_days,
        )
        today = datetime.fromisoformat(now)
        return {
            doc_id: kept_from
            for doc_id, published_at, fetched_at, days in rows
            if _day(published_at, fetched_at)
            < (kept_from := (today - timedelta(days=days)).date().isoformat())
        }

    def failed_pages(self, subscription_id: int) -> dict[str, FailedPage]:
        """The pages of a subscription that could not be read, by their keys."""
        rows = self._all(
            "SELECT page, state, failures, next_try_at FROM failed_pages WHERE subscription_id = ?",
            subscription_id,
        )
        return {row[0]: FailedPage(*row) for row in rows}

    def put_failed_page(self, subscription_id: int, page: FailedPage) -> None:
        """Records a page that could not be read, in place of its earlier record."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "DELETE FROM failed_pages WHERE (subscription_id, page) = (?, ?)",
                (subscription_id, page.key),
            )
            connection.execute(
                "INSERT INTO failed_pages SELECT subscription_id, ?, ?, ?, ? FROM subscriptions"
                " WHERE subscription_id = ?",
                (page.key, page.state, page.failures, page.next_try_at, subscription_id),
            )

    def forget_failed_page(self, subscription_id: int, key: str) -> None:
        """Forgets that a page could not be read."""
        with self._connections.write_transaction(of_articles=False) as connection:
            connection.execute(
                "DELETE FROM failed_pages WHERE (subscription_id, page) = (?, ?)",
                (subscription_id, key),
            )


def _subscription(row: tuple[Any, ...]) -> Subscription:
    values = dict(zip((*_COLUMNS, "failed_pages"), row, strict=True))
    return Subscription(**{**values, **{name: bool(values[name]) for name in _BOOLEANS}})


def _day(published_at: str | None, fetched_at: str | None) -> str:
    """The day from which on an article is kept; one in the future does not count."""
    known = [date[:10] for date in (published_at, fetched_at) if date]
    return min(known, default="9999-12-31")
