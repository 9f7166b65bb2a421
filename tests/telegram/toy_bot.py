"""``python -m tests.telegram.toy_bot``: the bot as a process, with the toy model."""

from __future__ import annotations

import os
import sys
from functools import partial

from bot.__main__ import main
from tests.telegram.scenario import ANSWER_WORDS
from tests.toys import ToyBackends, ToyReader, open_toy_archive

if __name__ == "__main__":
    words = frozenset(os.environ.get(ANSWER_WORDS, "").split())
    backends = ToyBackends(ToyReader(words)) if words else None
    sys.exit(main(open_archive=partial(open_toy_archive, backends=backends)))
