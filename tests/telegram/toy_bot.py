"""``python -m tests.telegram.toy_bot``: the bot as a process, with the toy model."""

from __future__ import annotations

import sys

from bot.__main__ import main
from tests.toys import open_toy_archive

if __name__ == "__main__":
    sys.exit(main(open_archive=open_toy_archive))
