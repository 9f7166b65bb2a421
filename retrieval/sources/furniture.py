"""What pages put around an article, told from the article by rules."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LABEL = re.compile(r"(?:\d+ )?comments?|share|advertisement|related|most read|recommended", re.I)


def is_furniture_line(line: str) -> bool:
    """Whether the line is furniture whatever stands around it."""
    return _LABEL.fullmatch(line.strip()) is not None


def drop_furniture(paragraphs: Iterable[str], *, publisher: str | None = None) -> list[str]:
    """Return the paragraphs that are the article's."""
    return [paragraph for paragraph in paragraphs if not is_furniture_line(paragraph)]


def looks_like_furniture(paragraph: str) -> bool:
    """Whether the paragraph may be furniture, where repetition says so too."""
    return is_furniture_line(paragraph)
