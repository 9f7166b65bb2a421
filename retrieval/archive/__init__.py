"""The archive, which ingests articles and answers questions: the API of the front ends."""

from __future__ import annotations

from retrieval.archive.contents import Contents
from retrieval.archive.subscribing import Subscribing


class Archive(Subscribing, Contents):
    """Articles that can be asked; safe for use by several threads.

    Made by :func:`retrieval.factory.open_archive`; close it, or use it in a ``with`` block.
    """

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
