"""Where ``article-bot`` starts: at once, so that Ctrl-C is a sentence from the beginning."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.commands.call import OpenArchive


def main(argv: Sequence[str] | None = None, *, open_archive: OpenArchive | None = None) -> int:
    """Runs the command that ``argv`` names; returns the exit status.

    ``open_archive`` opens another archive than the one that the settings name.
    """
    try:
        from retrieval.program import run

        return run(sys.argv[1:] if argv is None else argv, open_archive)
    except KeyboardInterrupt:  # while all that is still being imported
        sys.stderr.write("article-bot: Stopped.\n")
        return 1
