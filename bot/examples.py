"""Example questions for newcomers, made of the archive in the background."""

from __future__ import annotations

import logging
import time

from bot.async_archive import AsyncArchive
from retrieval import RetrievalError
from retrieval.replies.examples import ExampleCandidate

_log = logging.getLogger(__name__)
MAX_EXAMPLES = 3
_KEPT_S = 300.0  # while all of them are still there


class Examples:
    """Questions that the archive answers and the topics that it has, made again as it changes."""

    def __init__(self, archive: AsyncArchive) -> None:
        self._archive = archive
        self._found: list[ExampleCandidate] = []
        self.topics: list[str] = []
        self._generation = -1
        self._made_s = 0.0

    async def current(self) -> list[str]:
        """The questions whose articles are still there; none while they are not ready."""
        return [own.question for own in self._found if await self._archive.article(own.doc_id)]

    async def refresh(self) -> None:
        """Makes them again if the archive has changed; takes some seconds of searching.

        Where feeds change it all the time, they are kept for five minutes.
        """
        generation = await self._archive.generation()
        if generation == self._generation:
            return
        is_recent = time.monotonic() - self._made_s < _KEPT_S
        if is_recent and len(await self.current()) == MAX_EXAMPLES:
            return
        try:
            self.topics = await self._archive.topics()
            self._found = await self._archive.examples(most=MAX_EXAMPLES)
        except RetrievalError as error:
            _log.warning("No example questions: %s", error)
            self.topics, self._found = [], []
        self._generation, self._made_s = generation, time.monotonic()
