"""``python -m tests.telegram.toy_bot``: the bot as a process, with the toy model.

It sends more messages in a second than Telegram takes, and sets no menus and no profile, which
takes thirty calls, except where a test is about these. It looks for alerts and for subscriptions
that are due each half second.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot.__main__ import main
from bot.telegram_io import rate_limiter
from bot.telegram_io.menu import Menu
from tests.support.toys import ToyBackends, ToyReader, open_toy_archive

# Variables that the bot of a test understands: the words of its reader, the file that sets its
# clock ahead, and whether it sends no more than Telegram takes, and sets its menus and profile.
ANSWER_WORDS, CLOCK_AHEAD = "TOY_ANSWER_WORDS", "TOY_CLOCK_AHEAD"
WATCHES = "retrieval.subscriptions.watching._LOOKED_AFTER_S"
LOOKS_EVERY_S = 0.5
KEEPS_LIMITS, SETS_PROFILE = "TOY_KEEPS_LIMITS", "TOY_SETS_PROFILE"


def now() -> datetime:
    """The time, ahead by the seconds that the file of a test tells."""
    file = Path(os.environ.get(CLOCK_AHEAD, ""))
    ahead_s = float(file.read_text()) if file.is_file() else 0.0
    return datetime.now(UTC) + timedelta(seconds=ahead_s)


def limits() -> rate_limiter.Limits:
    """Those of the bot, or a chat takes messages without a pause."""
    own = rate_limiter.Limits()
    return own if os.environ.get(KEEPS_LIMITS) else replace(own, chat_rate=30.0, chat_burst=30)


def run() -> int:
    """Runs the bot as its variables say; returns the exit status."""
    words = frozenset(os.environ.get(ANSWER_WORDS, "").split())
    backends = ToyBackends(ToyReader(words)) if words else None
    with ExitStack() as stack:
        stack.enter_context(patch(WATCHES, LOOKS_EVERY_S))
        for pause in ("alerts.delivery._LOOK_EVERY_S", "repeating.FIRST_PAUSE_S"):
            stack.enter_context(patch(f"bot.{pause}", LOOKS_EVERY_S))
        stack.enter_context(patch.object(rate_limiter, "Limits", return_value=limits()))
        if not os.environ.get(SETS_PROFILE):
            stack.enter_context(patch.object(Menu, "set_profile"))
        return main(open_archive=partial(open_toy_archive, backends=backends, now=now))


if __name__ == "__main__":
    sys.exit(run())
