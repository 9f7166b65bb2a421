"""Saved web pages → the draft of an article, by trafilatura and htmldate."""

from __future__ import annotations

from retrieval.sources.cleaning import split_lines
from retrieval.sources.drafts import Draft


def read_html(data: bytes) -> Draft | None:
    """Return the draft of the page's article, or None where it holds none."""
    from trafilatura import bare_extraction

    found = bare_extraction(
        data,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None or not found.text:
        return None
    return Draft(
        paragraphs=tuple(split_lines(found.text)),
        title=found.title,
        url=found.url,
        publisher=found.sitename,
        authors=tuple((found.author or "").split(";")),
        published=found.date,
    )
