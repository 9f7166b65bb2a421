"""What the library logs, a line each on standard error: what a command waits for, and warnings."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator

from retrieval.cli.text import clean


class _StandardError(logging.Handler):
    """Writes to what standard error is at the moment; a progress bar puts itself in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """See :class:`logging.Handler`."""
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
            print(clean(record.getMessage()), file=sys.stderr)


@contextlib.contextmanager
def notices(*, is_quiet: bool = False) -> Iterator[None]:
    """Shows what is logged while the block runs, only warnings where ``is_quiet``."""
    log = logging.getLogger("retrieval")
    handler, level = _StandardError(), log.level
    log.addHandler(handler)
    log.setLevel(logging.WARNING if is_quiet else logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
