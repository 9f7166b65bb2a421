"""Example questions for newcomers, made of the archive in the background."""

from __future__ import annotations

import logging

from bot.async_archive import AsyncArchive
from retrieval import RetrievalError
from retrieval.replies.examples import ExampleCandidate

_log = logging.getLogger(__name__)
MAX_EXAMPLES = 3


class Examples:
    """Questions that the archive answers and the topics that it has, made again as it changes."""

    def __init__(self, archive: AsyncArchive) -> None:
        self._archive = archive
        self._found: list[ExampleCandidate] = []
        self.topics: list[str] = []
        self._generation = -1

    async def current(self) -> list[str]:
        """The questions whose articles are still there; none while they are not ready."""
        return [own.question for own in self._found if await self._archive.article(own.doc_id)]

    async def refresh(self) -> None:
        """Makes them again if the archive has changed; takes some seconds of searching."""
        generation = await self._archive.generation()
        if generation == self._generation:
            return
        try:
            self.topics = await self._archive.topics()
            self._found = await self._archive.examples(most=MAX_EXAMPLES)
        except RetrievalError as error:
            _log.warning("No example questions: %s", error)
            self.topics, self._found = [], []
        self._generation = generation
