"""The same address is the same article; without one, the same content is."""

from __future__ import annotations

import pytest

from retrieval.sources.metadata.url_identity import absolute_address, article_id, url_key


@pytest.mark.parametrize(
    "same",
    [
        "https://example.org/news/a",
        "HTTPS://Example.ORG/news/a",
        "https://example.org:443/news/a",
        "https://example.org/news/a/",
        "https://example.org/news/a#top",
        "https://example.org/news/a?utm_source=x&fbclid=1",
    ],
)
def test_spellings_of_one_address_are_one(same: str) -> None:
    assert url_key(same) == "https://example.org/news/a"


def test_what_tells_articles_apart_stays_in_the_address() -> None:
    assert url_key("https://example.org/News?id=7") == "https://example.org/News?id=7"
    assert url_key("http://example.org:8080/") == "http://example.org:8080/"


@pytest.mark.parametrize(
    "written",
    ["javascript:alert(1)", "file:///etc/passwd", "/news/a", "example.org/a", "http://", "",
     "https://exa mple.org", "http://[bad", "http://x:99999/"],
)  # fmt: skip
def test_only_web_addresses_are_kept(written: str) -> None:
    assert absolute_address(written) is None


def test_the_id_follows_the_address_before_the_content() -> None:
    first = article_id("https://example.org/a", "Title", "Text")
    assert first == article_id("https://example.org/a?utm_medium=x", "Other", "Other")
    assert first != article_id("https://example.org/b", "Title", "Text")


def test_without_an_address_the_id_follows_the_content() -> None:
    assert article_id(None, "Title", "Text") == article_id(None, "Title", "Text")
    assert article_id(None, "Title", "Text") != article_id(None, "Title", "Text.")
    assert len(article_id(None, None, "Text")) == 16
