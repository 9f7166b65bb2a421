"""The recorded state of a file or page from which articles were removed.

What was recorded of its content gets a prefix, which names the articles that somebody removed, or
tells from which day on articles were kept when one was too old.
"""

from __future__ import annotations

import re

_REMOVED = re.compile(r"removed(?P<ids>(?: \w+)*) from ")
_TOO_OLD = re.compile(r"removed before (\d{4}-\d\d-\d\d) from ")


def removed_from(state: str, *doc_ids: str) -> str:
    """Return the state once somebody removed these articles, in addition to earlier ones.

    >>> removed_from(removed_from("c0ffee", "0a1b"), "2c3d")
    'removed 0a1b 2c3d from c0ffee'
    """
    ids = " ".join(sorted(removed_articles(state) | set(doc_ids)))
    return f"removed {ids} from {content_state(state)}" if ids else state


def without_old(state: str, kept_from: str) -> str:
    """Return the state once an article from before a day (ISO 8601) was removed, or not added.

    >>> without_old("c0ffee", "2022-02-15")
    'removed before 2022-02-15 from c0ffee'
    >>> without_old("removed 0a1b from c0ffee", "2022-02-15")
    'removed 0a1b from c0ffee'
    """
    if _REMOVED.match(state):
        return state
    return f"removed before {kept_from} from {content_state(state)}"


def removed_articles(state: str) -> frozenset[str]:
    """Return the ids of the articles that somebody removed, as far as they were noted."""
    match = _REMOVED.match(state)
    return frozenset(match["ids"].split()) if match else frozenset()


def content_state(state: str) -> str:
    """Return what was recorded of the content, whether or not an article was removed."""
    match = _TOO_OLD.match(state) or _REMOVED.match(state)
    return state[match.end() :] if match else state


def is_removed(state: str) -> bool:
    """Return whether an article was removed from a file or page in that state."""
    return content_state(state) != state


def may_return(state: str, first_day: str) -> bool:
    """Return whether an article that was too old may be kept if all since ``first_day`` are.

    >>> may_return("removed before 2022-02-15 from c0ffee", "2022-02-14")
    True
    >>> may_return("removed 0a1b from c0ffee", "")
    False
    """
    too_old = _TOO_OLD.match(state)
    return too_old is not None and first_day < too_old[1]
