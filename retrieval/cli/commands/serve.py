"""``serve``: runs the Telegram bot."""

from __future__ import annotations

import os
import runpy
import sys

from retrieval import RetrievalError
from retrieval.cli.arguments import PROGRAM
from retrieval.cli.call import DONE, Call, Command


def run(call: Call) -> int:
    """Runs the Telegram bot in this process, which ends with the bot's exit status."""
    os.environ["ARTICLE_BOT_ARCHIVE"] = call.settings.archive
    sys.argv = [f"{PROGRAM} serve"]
    try:
        runpy.run_module("bot", run_name="__main__", alter_sys=True)
    except ImportError as error:
        raise RetrievalError(
            f"The Telegram bot cannot start ({error}): reinstall article-bot."
        ) from error
    return DONE


COMMAND = Command("serve --archive news", run, logs_itself=True)
