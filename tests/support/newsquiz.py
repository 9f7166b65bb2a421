"""The newsquiz articles beside the checkout, for tests that use them where they are there."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.sources.metadata.url_identity import article_id
from retrieval.types import Article

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
NEWSQUIZ = SHARED / "data" / "newsquiz" / "articles.jsonl.gz"

needs_newsquiz = pytest.mark.skipif(not NEWSQUIZ.is_file(), reason="no newsquiz data here")


def newsquiz_articles(*, step: int = 1) -> Iterator[Article]:
    """Every ``step``-th article of the folder."""
    with gzip.open(NEWSQUIZ, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, None, None, step):
            values = json.loads(line)
            yield Article(
                doc_id=article_id(values["url"], values["title"], values["text"]),
                title=values["title"],
                text=values["text"],
                publisher=values["publisher"],
            )
