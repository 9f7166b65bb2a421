"""Reading ahead: the pages that new articles will touch, before the writer comes to them.

In a large archive each index takes the rows of an article to a page of its own, and to read a page
from disk takes longer than all else that is done with it. While the writer is busy with the text of
one article, a thread reads for the next ones, and leaves the pages in the memory of the system.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from retrieval.passages import lowest_passage_id
from retrieval.types import Article

# What is known of an article beforehand, and the tables that an index orders by it.
_TABLES = {
    "doc_id": ("articles", "passages", "file_articles", "suspects"),
    "published_at": ("articles",),
    "passage_id": ("passages", "passage_terms", "changed_words", "vectors", "token_vectors"),
}
_ROWS = 100  # to either side, a page or so: a page that is full shares with its neighbours

_COUNTS = [
    f"(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {column} {side} value ->> '{column}'"
    f" ORDER BY {column} {order} LIMIT {_ROWS}))"
    for column, tables in _TABLES.items()
    for table in tables
    for side, order in ((">=", ""), ("<", "DESC"))
]
# One statement with one row, for all of which Python's lock is free for other threads.
READ_AROUND = f"SELECT total({' + '.join(_COUNTS)}) FROM json_each(?)"


def places_of(articles: Iterable[Article]) -> str:
    """What is known of where ``articles`` will lie, as :func:`read_ahead` takes it."""
    known = [
        {
            "doc_id": article.doc_id,
            "published_at": article.published_at,
            "passage_id": lowest_passage_id(article.doc_id),
        }
        for article in articles
    ]
    return json.dumps(known)


def read_ahead(connection: sqlite3.Connection, places: str) -> None:
    """Reads the pages around ``places`` in all tables."""
    connection.execute(READ_AROUND, (places,)).fetchall()
