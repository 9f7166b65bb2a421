"""Addresses: what is a link, and where in the page it leads."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.links import sentence_link, web_link
from retrieval import Article, Span
from tests.telegram.tgstandin import checked_link


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "tg://user?id=1",
        "https://",
        "https://localhost/x",
        "https://[::1",
        "https://a b.example/",
        "ftp://news.example/",
        "https://news.example:99999/",
        f"https://news.example/{'a' * 3000}",
        "",
        None,
    ],
)
def test_an_address_that_telegram_refuses_is_no_link(url: str | None) -> None:
    assert web_link(url) is None


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("HTTPS://News.Example/A?b=c#d", "https://news.example/A?b=c#d"),
        ("https://news.example/a%20b", "https://news.example/a%20b"),
        (
            "https://новини.укр/стаття",
            "https://xn--b1amarcd.xn--j1amh/%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F",
        ),
        ('https://news.example/"<b>', "https://news.example/%22%3Cb%3E"),
        ("https://user:pass@news.example/a", "https://news.example/a"),
    ],
)
def test_links_are_plain_ascii(url: str, link: str) -> None:
    assert web_link(url) == link


@given(st.text(max_size=40), st.text(max_size=40))
def test_every_link_is_one_for_telegram_too(host: str, path: str) -> None:
    link = web_link(f"https://{host}.example/{path}")

    assert link is None or checked_link(link)


def test_a_long_sentence_is_found_by_its_ends() -> None:
    sentence = "one two three four five six seven eight nine ten eleven twelve thirteen, fourteen"

    link = whole_link("https://news.example/a", sentence)

    assert link is not None
    start, _, end = link.partition("#:~:text=")[2].partition(",")
    assert unquote(start) == "one two three four five six"
    assert unquote(end) == "nine ten eleven twelve thirteen, fourteen"


def test_a_page_without_an_address_has_no_link_and_an_endless_word_leads_to_the_page() -> None:
    assert whole_link(None, "So it is.") is None
    assert whole_link("https://news.example/a", "x" * 2000) == "https://news.example/a"


def whole_link(url: str | None, text: str) -> str | None:
    return sentence_link(Article("1", None, text, url=url), Span(0, len(text)))
