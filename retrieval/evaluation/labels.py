"""The labels of questions: ids, addresses or ends of paths of the articles that answer them."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.types import Article


def is_label_of(label: str, article: Article) -> bool:
    """Whether ``label`` names the article.

    >>> is_label_of("news/rain.txt", Article("1", "Rain", "It rained.", path="/a/news/rain.txt"))
    True
    """
    path = f"/{article.path or ''}"
    is_named = label in (article.doc_id, article.url)
    return is_named or path.endswith(f"/{label.lstrip('./')}")


def unknown_labels(labels: Iterable[str], articles: Iterable[Article]) -> list[str]:
    """The labels that name none of the articles, in order, each once."""
    unknown = dict.fromkeys(labels)
    for article in articles:
        for label in [one for one in unknown if is_label_of(one, article)]:
            del unknown[label]
    return list(unknown)
