"""``python -m tests.telegram.toy_bot``: the bot as a process, with the toy model.

It sends more messages in a second than Telegram takes, except where a test is about that limit.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot.__main__ import main
from bot.telegram_io import rate_limiter
from tests.toys import ToyBackends, ToyReader, open_toy_archive

# Variables that the bot of a test understands: the words of its reader, the file that sets its
# clock ahead, and whether it sends no more than Telegram takes.
ANSWER_WORDS, CLOCK_AHEAD = "TOY_ANSWER_WORDS", "TOY_CLOCK_AHEAD"
KEEPS_LIMITS = "TOY_KEEPS_LIMITS"


def now() -> datetime:
    """The time, ahead by the seconds that the file of a test tells."""
    file = Path(os.environ.get(CLOCK_AHEAD, ""))
    ahead_s = float(file.read_text()) if file.is_file() else 0.0
    return datetime.now(UTC) + timedelta(seconds=ahead_s)


def limits() -> rate_limiter.Limits:
    """Those of the bot, or a chat takes messages without a pause."""
    own = rate_limiter.Limits()
    return own if os.environ.get(KEEPS_LIMITS) else replace(own, chat_rate=30.0, chat_burst=30)


if __name__ == "__main__":
    words = frozenset(os.environ.get(ANSWER_WORDS, "").split())
    backends = ToyBackends(ToyReader(words)) if words else None
    with patch.object(rate_limiter, "Limits", return_value=limits()):
        sys.exit(main(open_archive=partial(open_toy_archive, backends=backends, now=now)))
