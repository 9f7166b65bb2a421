"""The library's log on standard error, one line a record, without levels and times."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator

from retrieval.cli.output.text import clean


class _StandardError(logging.Handler):
    """Writes to the current ``sys.stderr``, which a progress bar replaces."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError, ValueError):  # it was closed
            print(clean(record.getMessage()), file=sys.stderr)


@contextlib.contextmanager
def notices(*, is_quiet: bool = False) -> Iterator[None]:
    """Shows what is logged while the block runs; if ``is_quiet``, only warnings."""
    log = logging.getLogger("retrieval")
    handler, level = _StandardError(), log.level
    log.addHandler(handler)
    log.setLevel(logging.WARNING if is_quiet else logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
