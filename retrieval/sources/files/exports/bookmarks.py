"""Lists of bookmarks, as browsers and reading lists export them, which hold no articles."""

from __future__ import annotations

import re
from pathlib import Path

from retrieval.regular_files import read_regular
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.parts import NoArticleError

_LINK = re.compile(rb"<a\s[^>]{0,4000}?href\s*=\s*[\"']?https?://", re.IGNORECASE)


def parts(path: Path, name: str) -> Parts:
    """Raise NoArticleError, which tells how many pages the list names.

    The format is that of Netscape's bookmarks, or the export of Pocket.
    """
    count = len(_LINK.findall(read_regular(path)))
    many = "1 link" if count == 1 else f"{count:,} links"
    raise NoArticleError(f"is a list of {many} without text: ingest the addresses themselves.")
