"""Changes since a save are counted once, and anew after another save or a step back."""

from __future__ import annotations

from bisect import bisect_right

from retrieval.change_count import ChangeCount

CHANGED_AT = [1, 3, 3, 4, 7]  # generations


def test_each_change_is_counted_once() -> None:
    asked: list[int] = []
    changed_at = list(CHANGED_AT)

    def after(generation: int) -> int:
        asked.append(generation)
        return len(changed_at) - bisect_right(changed_at, generation)

    changes = ChangeCount()
    assert changes.since(2, 7, after) == 4
    assert changes.since(2, 7, after) == 4
    changed_at.extend([8, 9])
    assert changes.since(2, 9, after) == 6
    assert asked == [2, 7]


def test_another_save_begins_anew() -> None:
    changes = ChangeCount()
    assert changes.since(2, 7, lambda _: 4) == 4
    assert changes.since(7, 9, lambda then: 10 + then) == 17
    assert changes.since(7, 9, lambda _: 100) == 17


def test_a_restored_store_that_is_further_back_is_counted_anew() -> None:
    changes = ChangeCount()
    assert changes.since(2, 7, lambda _: 4) == 4
    assert changes.since(2, 5, lambda _: 3) == 3
