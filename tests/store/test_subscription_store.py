"""Subscriptions as every kind of store keeps them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.store.store import SqlStore
from retrieval.types import FailedPage, Subscription
from tests.conftest import OpenConnections, store_of
from tests.support.toys import HARBOUR, OWLS

FEED = "https://pier.example/feed"
NOW, SOON, LATER = (f"2022-03-0{day}T08:00:00+00:00" for day in (1, 2, 3))


@pytest.fixture
def store(open_connections: OpenConnections) -> SqlStore:
    return store_of(open_connections())


def added(store: SqlStore, source: str = FEED, keep_days: int | None = None) -> Subscription:
    return store.add_subscription(
        source, now=NOW, next_run_at=NOW, interval_s=3600.0, keep_days=keep_days
    )


def test_a_source_is_subscribed_once_and_may_be_kept_for_another_time(store: SqlStore) -> None:
    first = added(store)

    assert added(store).subscription_id == first.subscription_id
    assert added(store, keep_days=30).keep_days is None
    store.put_keep_days(first.subscription_id, 30)
    assert added(store).keep_days == 30
    store.put_keep_days(first.subscription_id, None)
    assert added(store).keep_days is None
    assert [own.source for own in store.subscriptions()] == [FEED]
    assert (first.next_run_at, first.is_dead, first.failed_pages) == (NOW, False, 0)


def test_a_subscription_is_claimed_by_one_program_at_a_time(store: SqlStore) -> None:
    number = added(store).subscription_id

    assert store.claim_subscription(number, by="one", now=NOW, until=SOON)
    assert store.claim_subscription(number, by="two", now=NOW, until=SOON) is None
    assert store.claimant_of(number) == "one"
    store.release_subscription(number, by="two")
    assert store.claim_subscription(number, by="two", now=NOW, until=SOON) is None
    store.release_subscription(number, by="one")
    assert store.claim_subscription(number, by="two", now=NOW, until=SOON)


def test_a_claim_ends_by_itself_unless_it_is_renewed(store: SqlStore) -> None:
    number = added(store).subscription_id
    store.claim_subscription(number, by="one", now=NOW, until=SOON)
    store.renew_claim(number, by="one", until=LATER)

    assert store.claim_subscription(number, by="two", now=SOON, until=LATER) is None
    assert store.claim_subscription(number, by="two", now=LATER, until="2022-03-04T08:00:00+00:00")


def test_a_claim_of_a_clock_that_was_ahead_does_not_count(store: SqlStore) -> None:
    number = added(store).subscription_id
    store.claim_subscription(number, by="one", now="2040-01-01", until="2040-01-02")

    assert store.claim_subscription(number, by="two", now=NOW, until=SOON)


def test_a_run_is_recorded_and_not_what_was_told_of_a_source(store: SqlStore) -> None:
    own = replace(added(store), is_dead=True, failures=7, last_error="is gone.", title="Pier")
    store.record_run(own, by="one")
    store.put_reported(own.subscription_id, as_dead=True)
    again = store.record_run(own, by="one")

    assert again is not None
    assert (again.is_dead, again.is_reported, again.failures) == (True, True, 7)
    alive = store.record_run(replace(again, is_dead=False, failures=0), by="one")
    assert alive is not None
    assert (alive.is_dead, alive.is_reported, alive.title) == (False, True, "Pier")
    store.claim_subscription(own.subscription_id, by="two", now=NOW, until=SOON)
    assert store.record_run(replace(alive, title="Slow"), by="one") == alive


def test_other_days_forget_a_list_also_if_they_came_during_its_run(store: SqlStore) -> None:
    own = replace(added(store, keep_days=10), state='"1"')

    def recorded(days: int | None) -> str:
        """What is known of the list after a run during which the days were set."""
        store.put_keep_days(own.subscription_id, days)
        run = store.record_run(own, by="one")
        assert run is not None
        return run.state

    assert [recorded(days) for days in (10, 30, None, 10)] == ['"1"', "", "", '"1"']
    store.put_keep_days(own.subscription_id, 10)
    assert store.subscriptions()[0].state == '"1"'


def test_a_run_does_not_bring_back_a_removed_subscription(store: SqlStore) -> None:
    own = added(store)

    assert store.remove_subscription(own.subscription_id)
    assert store.record_run(own, by="one") is None
    store.put_failed_page(own.subscription_id, FailedPage("a", "listed", 1, SOON))
    store.put_brought(own.subscription_id, HARBOUR.doc_id)
    assert store.subscriptions() == []
    assert not store.remove_subscription(own.subscription_id)


def test_each_article_counts_once_for_what_a_source_has_brought(store: SqlStore) -> None:
    store.put_article(HARBOUR)
    number = added(store).subscription_id
    for _ in range(2):
        store.put_brought(number, HARBOUR.doc_id)

    assert store.subscriptions()[0].articles == 1
    assert store.has_brought(HARBOUR.doc_id)
    store.remove_article(HARBOUR.doc_id)
    assert not store.has_brought(HARBOUR.doc_id)
    assert store.subscriptions()[0].articles == 1


def test_articles_expire_after_the_longest_time_of_their_sources(store: SqlStore) -> None:
    old, new = replace(HARBOUR, fetched_at=NOW), replace(OWLS, fetched_at=NOW)  # OWLS has no date
    for article in (old, new):
        store.put_article(article)
    short, unlimited = added(store, keep_days=2), added(store, f"{FEED}/2")
    for article in (old, new):
        store.put_brought(short.subscription_id, article.doc_id)

    def expired(now: str, keep_days: int | None = None) -> list[str]:
        return list(store.expired_articles(now=now, keep_days=keep_days))

    assert expired("2022-02-27T08:00:00+00:00") == []
    assert expired(NOW) == [old.doc_id]
    assert expired("2022-03-04T08:00:00+00:00") == [old.doc_id, new.doc_id]
    store.put_brought(unlimited.subscription_id, old.doc_id)
    assert expired(NOW) == []
    assert expired(NOW, keep_days=3) == [old.doc_id]


def test_failed_pages_are_counted_and_forgotten(store: SqlStore) -> None:
    number = added(store).subscription_id
    store.put_failed_page(number, FailedPage("a", "listed", 1, SOON))
    store.put_failed_page(number, FailedPage("a", "listed", 2, LATER))

    assert store.failed_pages(number) == {"a": FailedPage("a", "listed", 2, LATER)}
    assert store.subscriptions()[0].failed_pages == 1
    store.forget_failed_page(number, "a")
    assert store.failed_pages(number) == {}


def test_bookkeeping_is_no_change_of_the_archive(store: SqlStore) -> None:
    before = store.generation()
    own = added(store)
    store.claim_subscription(own.subscription_id, by="one", now=NOW, until=SOON)
    store.record_run(own, by="one")
    store.make_due(own.subscription_id, LATER)

    assert store.generation() == before
    with store.write_transaction():
        store.put_reported(own.subscription_id, as_dead=True)
        store.put_article(HARBOUR)
    assert store.generation() == before + 1
