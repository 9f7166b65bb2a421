"""The recorded state of a file or page from which articles were removed.

What was recorded of its content gets a prefix, which tells whether somebody removed an article, or
from which day on articles were kept when one was too old.
"""

from __future__ import annotations

import re

_REMOVED = "removed from "
_TOO_OLD = re.compile(r"removed before (\d{4}-\d\d-\d\d) from ")


def removed_from(state: str, *, kept_from: str = "") -> str:
    """Return the state once an article was removed, or not added, because it was too old.

    ``kept_from`` is the first day of what was kept, ISO 8601, "" if somebody removed the article,
    which counts for the whole file.

    >>> removed_from("c0ffee", kept_from="2022-02-15")
    'removed before 2022-02-15 from c0ffee'
    >>> removed_from("removed before 2022-02-15 from c0ffee")
    'removed from c0ffee'
    """
    if state.startswith(_REMOVED):
        return state
    prefix = f"removed before {kept_from} from " if kept_from else _REMOVED
    return f"{prefix}{content_state(state)}"


def content_state(state: str) -> str:
    """Return what was recorded of the content, whether or not an article was removed."""
    return _TOO_OLD.sub("", state.removeprefix(_REMOVED), count=1)


def is_removed(state: str) -> bool:
    """Return whether an article was removed from a file or page in that state."""
    return content_state(state) != state


def may_return(state: str, first_day: str) -> bool:
    """Return whether an article that was too old may be kept if all since ``first_day`` are.

    >>> may_return("removed before 2022-02-15 from c0ffee", "2022-02-14")
    True
    >>> may_return("removed from c0ffee", "")
    False
    """
    too_old = _TOO_OLD.match(state)
    return too_old is not None and first_day < too_old[1]
