"""What was latest, by key: for what is not worth a place in the database."""

from __future__ import annotations

from collections.abc import Hashable

_MAX_KEYS = 1000


class Latest:
    """The latest values by key, of at most _MAX_KEYS keys.

    >>> latest = Latest()
    >>> [latest.put("a", 1), latest.put("a", 1), latest.put("a", 2)]
    [True, False, True]
    """

    def __init__(self) -> None:
        self._values: dict[Hashable, object] = {}

    def put(self, key: Hashable, value: object) -> bool:
        """Records a value; False if it is that of the key already."""
        is_new = key not in self._values or self._values.pop(key) != value
        self._values[key] = value
        if len(self._values) > _MAX_KEYS:
            del self._values[next(iter(self._values))]
        return is_new

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values
