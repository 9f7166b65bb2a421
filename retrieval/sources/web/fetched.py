"""What came of an address, as a value that every part of reading can pass on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of an address: ``address`` is where it came from after all redirects.

    ``media_type`` is in lower case, "" where the host does not say; ``charset`` likewise.
    """

    address: str
    media_type: str
    charset: str
    content: bytes
