"""The commands of ``article-bot``, one module each, imported only when the command is used."""

from __future__ import annotations

from importlib import import_module

from retrieval.cli.call import Command

COMMANDS = {
    "ingest": "Add or update articles",
    "subscribe": "Subscribe to feeds, pages, sitemaps and folders",
    "subscriptions": "List the subscriptions, what they brought, and their problems",
    "unsubscribe": "End subscriptions; their articles stay",
    "update": "Read the subscriptions that are due",
    "ask": "Answer one question, or each of a file",
    "compare": "Show what different publishers say on a question",
    "chat": "Start a conversation with follow-ups",
    "today": "List the stories since yesterday",
    "alert": "Be told of each new story that answers a question",
    "alerts": "List the alerts, or show what they found",
    "unalert": "Delete alerts",
    "articles": "List the articles, or find some of them",
    "show": "Print one article",
    "cite": "Print a quotation with its source, ready to paste",
    "remove": "Delete articles",
    "status": "Show what is in the archive",
    "doctor": "Show problems of the archive and the settings file, and how to fix them",
    "rebuild": "Rebuild the indexes, also for another embedding model",
    "backup": "Write the archive and the bot's data to one file, also while in use",
    "migrate": "Copy the archive and the bot's data to another store, and check the copy",
    "restore": "Restore the archive and the bot's data from a backup",
    "evaluate": "Measure quality on your own labelled questions",
    "calibrate": "Fit the confidence to your archive with your own labelled questions",
    "serve": "Run the Telegram bot",
}
"""The commands with their lines in the help; each module has the name of its command."""


def load_command(name: str) -> Command:
    """Imports the command with that name, one of COMMANDS."""
    command: Command = import_module(f"{__name__}.{name}").COMMAND
    return command
