"""Imported by the process whose forks are bots: loads what a bot loads for its first answer."""

from __future__ import annotations

from tempfile import TemporaryDirectory

from bot.rendering.translations import LANGUAGES, texts_of
from retrieval import Settings
from tests.support.toys import HARBOUR, ToyBackends, ToyReader, open_toy_archive

for language in LANGUAGES:
    texts_of(language)
with (
    TemporaryDirectory() as folder,
    open_toy_archive(
        Settings(archive=folder), create=True, backends=ToyBackends(ToyReader())
    ) as archive,
):
    archive.add(HARBOUR)
    archive.ask("When will the harbour bridge in Eastwick close?")
