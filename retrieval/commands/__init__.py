"""The commands of the program ``article-bot``, one function a verb: call, print."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.commands.articles import articles, ingest, remove, show_article
from retrieval.commands.asking import ask, chat
from retrieval.commands.call import Call
from retrieval.commands.measuring import calibrate, evaluate
from retrieval.commands.serving import serve
from retrieval.commands.upkeep import backup, doctor, rebuild, restore, status

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
