"""``python -m tests.telegram.toy_bot``: the bot as a process, with the toy model."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.__main__ import main
from tests.telegram.scenario import ANSWER_WORDS, CLOCK_AHEAD
from tests.toys import ToyBackends, ToyReader, open_toy_archive


def now() -> datetime:
    """The time, ahead by the seconds that the file of a test tells."""
    file = Path(os.environ.get(CLOCK_AHEAD, ""))
    ahead_s = float(file.read_text()) if file.is_file() else 0.0
    return datetime.now(UTC) + timedelta(seconds=ahead_s)


if __name__ == "__main__":
    words = frozenset(os.environ.get(ANSWER_WORDS, "").split())
    backends = ToyBackends(ToyReader(words)) if words else None
    sys.exit(main(open_archive=partial(open_toy_archive, backends=backends, now=now)))
