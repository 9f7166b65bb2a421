"""Example questions for newcomers, made of the archive in the background."""

from __future__ import annotations

import logging

from bot.async_archive import AsyncArchive
from retrieval import RetrievalError

_log = logging.getLogger(__name__)
MAX_EXAMPLES = 3


class Examples:
    """Questions that the archive answers, cached until it changes."""

    def __init__(self, archive: AsyncArchive) -> None:
        self._archive = archive
        self._found: list[str] = []
        self._generation = -1

    async def current(self) -> list[str]:
        """The questions, none while they are not ready for the archive as it is now."""
        return self._found if self._generation == await self._archive.generation() else []

    async def refresh(self) -> None:
        """Makes them again if the archive has changed; takes some seconds of searching."""
        generation = await self._archive.generation()
        if generation == self._generation:
            return
        try:
            found = await self._archive.example_questions(most=MAX_EXAMPLES)
        except RetrievalError as error:
            _log.warning("No example questions: %s", error)
            found = []
        self._found, self._generation = found, generation
