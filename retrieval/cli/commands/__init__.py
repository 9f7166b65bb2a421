"""The commands of ``article-bot``: one module each, which is imported only when it is named."""

from __future__ import annotations

from importlib import import_module

from retrieval.cli.call import Command

COMMANDS = {
    "ingest": "Add or update articles",
    "ask": "Answer one question",
    "chat": "Talk with the archive, follow-ups included",
    "articles": "List the articles",
    "show": "Print one article",
    "remove": "Delete articles",
    "status": "Tell what is in the archive",
    "doctor": "Tell what is wrong with the archive or the settings file, and the cure",
    "rebuild": "Make the indexes anew, also for another model",
    "backup": "Write the archive and what its bot remembers into one file, also in use",
    "restore": "Make the archive, and what its bot remembers, what a backup holds",
    "evaluate": "Measure quality on your own labelled questions",
    "calibrate": "Fit confidence to your archive, by your own labelled questions",
    "serve": "Run the Telegram bot",
}
"""Each command with its line in the help; its arguments and its run are in the module named so."""


def load_command(name: str) -> Command:
    """The command called ``name``, one of COMMANDS."""
    command: Command = import_module(f"{__name__}.{name}").COMMAND
    return command
