"""Claims of copyright → the name of the publisher who makes them."""

from __future__ import annotations

import re

COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|\bcopyright\b", re.IGNORECASE)
_YEARS = re.compile(r"(?:©|\(c\)|copyright|\d{4}|[\s,:–-]|\bby\b)+", re.IGNORECASE)
_COMPANY = re.compile(
    r",?\s+(?:ltd|limited|inc|llc|plc|gmbh|ag|kg|s\.?a|s\.?l|s\.?r\.?l|s\.?p\.?a|b\.?v|sp\. z o\.o"
    r"|lda|oy|ab|a/s|ооо|зао|тов)$",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"[.|,;·•–—/(]|\s-\s|\s\d{4}|\ball rights\b", re.IGNORECASE)


def name_behind(line: str, start: int) -> str:
    """Return the name in the claim that begins at ``start``, without years and kind of company.

    >>> name_behind("© 2019-2024 The Daily Example Ltd. All rights reserved.", 0)
    'The Daily Example'
    """
    written = _YEARS.match(line, start)
    name = _NAME_END.split(line[written.end() :], maxsplit=1)[0].strip() if written else ""
    return _COMPANY.sub("", name)
