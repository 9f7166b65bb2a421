"""Changes since a save are counted once, and anew after another save or a step back."""

from __future__ import annotations

from bisect import bisect_right

from retrieval.change_count import ChangeCount

MANY = 1000


def test_each_change_is_counted_once() -> None:
    changed_at = [1, 3, 3, 4, 7]  # generations
    asked: list[int] = []

    def after(generation: int) -> int:
        asked.append(generation)
        return len(changed_at) - bisect_right(changed_at, generation)

    changes = ChangeCount()
    assert not changes.reaches(5, since=2, now=7, count=after)
    assert not changes.reaches(5, since=2, now=7, count=after)
    changed_at.append(9)
    assert changes.reaches(5, since=2, now=9, count=after)
    assert asked == [2, 7]


def test_what_was_counted_only_as_far_as_was_needed_is_counted_anew() -> None:
    changes = ChangeCount()
    assert changes.reaches(3, since=2, now=7, count=lambda _: 3)
    assert changes.reaches(MANY, since=2, now=7, count=lambda _: MANY)


def test_another_save_begins_anew() -> None:
    changes = ChangeCount()
    assert not changes.reaches(5, since=2, now=7, count=lambda _: 4)
    assert not changes.reaches(5, since=7, now=9, count=lambda then: then - 5)
    assert changes.reaches(5, since=7, now=10, count=lambda then: then - 6)


def test_what_is_seen_at_an_earlier_moment_is_counted_anew() -> None:
    changes = ChangeCount()
    assert not changes.reaches(5, since=2, now=7, count=lambda _: 4)
    assert not changes.reaches(5, since=2, now=5, count=lambda _: 3)
    assert not changes.reaches(5, since=2, now=6, count=lambda _: 1)
