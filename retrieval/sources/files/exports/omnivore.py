"""Exports of Omnivore, whose texts lie in a folder beside the list of articles.

The list is ``metadata_0_to_20.json``, the text of an article ``content/SLUG.html``; see
omnivore-app/omnivore, packages/api/src/jobs/export.ts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from retrieval.regular_files import open_regular
from retrieval.sources.files.decoding import decode
from retrieval.sources.files.formats import MAX_PAGE_BYTES

METADATA_NAME = re.compile(r"metadata_\d+_to_\d+\.json")
CONTENT_FOLDER = "content"
_SLUG = re.compile(r"\w[\w.-]{0,250}")


def with_content(record: Any, path: Path) -> Any:
    """Return a record of the list at ``path`` with its text; any other record as it is."""
    if not METADATA_NAME.fullmatch(path.name) or not isinstance(record, dict):
        return record
    slug = record.get("slug")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        return record
    try:
        with open_regular(path.parent / CONTENT_FOLDER / f"{slug}.html") as file:
            text = decode(file.read(MAX_PAGE_BYTES))
    except OSError:
        return record
    return {**record, "content_html": text}
