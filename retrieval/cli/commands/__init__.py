"""The commands of the program ``article-bot``, one function a verb: call, print."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.cli.commands.articles import articles, ingest, remove, show_article
from retrieval.cli.commands.ask import ask, chat
from retrieval.cli.commands.call import Call
from retrieval.cli.commands.evaluate import calibrate, evaluate
from retrieval.cli.commands.maintenance import backup, doctor, rebuild, restore, status
from retrieval.cli.commands.serve import serve

COMMANDS: dict[str, Callable[[Call], int]] = {
    "ingest": ingest,
    "ask": ask,
    "chat": chat,
    "articles": articles,
    "show": show_article,
    "remove": remove,
    "status": status,
    "doctor": doctor,
    "rebuild": rebuild,
    "backup": backup,
    "restore": restore,
    "evaluate": evaluate,
    "calibrate": calibrate,
    "serve": serve,
}
