"""Escape sequences of terminals (ECMA-48), as in text that is copied from one."""

from __future__ import annotations

import re

_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\x9d\n]*(?:\x07|\x1b\\|\x9c)"  # OSC: titles, links
    # device control and private strings
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x90\x98\x9c\x9e\x9f\n]*(?:\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)


def without_escape_sequences(text: str) -> str:
    """Return the text without the sequences that set colours, titles or the cursor.

    >>> without_escape_sequences("\\x1b[1mKyiv\\x1b[0m holds out")
    'Kyiv holds out'
    """
    return _ESCAPE_SEQUENCE.sub("", text)
