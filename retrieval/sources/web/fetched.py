"""The response to a request for an address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells a version of a page from others (RFC 9110, section 8.8), "" if unknown.

    ``etag`` is the header ETag, ``modified`` the header Last-Modified.
    """

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """The headers of a request for any other version."""
        stated = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in stated.items() if value}


ANY_VERSION = Validators()
"""What is known of a page that was never fetched."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response; ``address`` is the final one after all redirects.

    ``media_type`` and ``charset`` are in lower case, "" if the header does not state them, as are
    the ``validators``. ``is_unchanged`` is whether the host answered that the content is still that
    of the validators sent with the request; the content is then empty. ``more`` are the other pages
    of an article that is divided in pages. ``moved_to`` is the address to which the host says that
    it has moved for good, "" if it does not; ``fresh_s`` is for how many seconds it says that the
    content stays the same, 0 if it does not.
    """

    address: str
    media_type: str
    charset: str
    content: bytes
    validators: Validators = ANY_VERSION
    is_unchanged: bool = False
    more: tuple[Fetched, ...] = ()
    moved_to: str = ""
    fresh_s: int = 0
