"""``python -m bot``: the Telegram bot."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval import OpenArchive


def main(*, open_archive: OpenArchive | None = None) -> int:
    """Runs the bot until it is stopped; returns the exit status, 1 if it cannot run."""
    try:
        from bot.running import run

        return run(open_archive)
    except KeyboardInterrupt:  # also during the imports
        sys.stderr.write("Stopped before it was listening.\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
