"""Values in the places of a text that are named for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BEFORE_STOP = re.compile(r"\{(\w+)\}\.(?!\.)")


def filled(text: str, values: Mapping[str, object]) -> str:
    """``text`` with ``values`` in place of their names in braces.

    Where a value that ends with a full stop, as an abbreviation does, ends a sentence, one is left.

    >>> filled("Seit {day}.", {"day": "5. März"}), filled("С {day}.", {"day": "1 мая 2022 г."})
    ('Seit 5. März.', 'С 1 мая 2022 г.')
    """

    def ending(place: re.Match[str]) -> str:
        ends = str(values.get(place[1], "")).endswith(".")
        return place[0][:-1] if ends else place[0]

    return _BEFORE_STOP.sub(ending, text).format(**values)
