"""The state of a page as the archive remembers it: how it was listed, and its validators.

A state is up to three lines: what the list says, the ETag, and when it was last modified.
"""

from __future__ import annotations

from retrieval.protocols.removal import content_state
from retrieval.sources.web.fetched import ANY_VERSION, Validators

PAGE = "page"
"""The state of a page that was named, not listed."""


def with_validators(state: str, validators: Validators) -> str:
    """Return the state with what tells this version of the page from others.

    >>> with_validators("page", Validators(etag="7")), with_validators("page", Validators())
    ('page\\n7\\n', 'page')
    """
    if not validators.headers():
        return state
    return f"{state}\n{validators.etag}\n{validators.modified}"


def state_in(known: str) -> str:
    """Return the state without validators, whether or not the user removed the article."""
    return content_state(known).partition("\n")[0]


def validators_in(known: str, state: str) -> Validators:
    """Return the validators of a remembered state; none if it is another one than ``state``.

    A removed article has none: its page is to be read again.
    """
    first, _, rest = known.partition("\n")
    etag, _, modified = rest.partition("\n")
    return Validators(etag, modified) if first == state else ANY_VERSION


def is_dated(known: str, dated: str) -> bool:
    """Return whether a remembered state is of an entry with that date, in whatever edition.

    >>> is_dated("listed 2022-02-25 c0ffee", "listed 2022-02-25")
    True
    """
    return f"{state_in(known)} ".startswith(f"{dated} ")
