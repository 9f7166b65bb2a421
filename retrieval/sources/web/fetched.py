"""The response to a request for an address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response; ``address`` is the final one after all redirects.

    ``media_type`` and ``charset`` are in lower case, "" if the header does not state them. ``more``
    are the other pages of an article that is divided in pages.
    """

    address: str
    media_type: str
    charset: str
    content: bytes
    more: tuple[Fetched, ...] = ()
