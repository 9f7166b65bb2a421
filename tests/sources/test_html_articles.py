"""Saved web pages give their article and what they state about it; no page makes reading fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.sources import read_articles
from retrieval.sources.files.html.document import read_html
from retrieval.types import Article, IngestFailure

BODY = "".join(
    f"<p>The river rose by {metres} metres on Sunday, and those who live along its banks had to "
    "leave their homes before night fell, the mayor of the old town said.</p>"
    for metres in ("two", "three", "four", "five")
)


def page(head: str = "", body: str = BODY, charset: str = "utf-8") -> bytes:
    return (
        f"<html><head><meta charset={charset}>{head}</head>"
        f"<body><nav><a href=/>Home</a></nav><article>{body}</article></body></html>"
    ).encode(charset)


def read(tmp_path: Path, content: bytes) -> Article | IngestFailure:
    path = tmp_path / "page.html"
    path.write_bytes(content)
    (found,) = read_articles(path)
    assert isinstance(found, (Article, IngestFailure))
    return found


def read_article(tmp_path: Path, content: bytes) -> Article:
    found = read(tmp_path, content)
    assert isinstance(found, Article), found
    return found


DESCRIBED = {
    "@graph": [
        {
            "@type": ["NewsArticle"],
            "headline": "River &amp; town",
            "author": [{"@type": "Person", "name": "Jane Roe"}, "Staff"],
            "publisher": {"name": "Example Post"},
            "datePublished": "2024-03-03T20:00:00+01:00",
            "dateModified": "2024-03-04T08:00:00Z",
        }
    ]
}


def test_json_ld_tells_what_is_known(tmp_path: Path) -> None:
    head = (
        f'<script type="application/ld+json">{json.dumps(DESCRIBED)}</script>'
        '<link rel="canonical" href="https://example.org/river">'
    )
    article = read_article(tmp_path, page(head))
    assert article.title == "River & town"
    assert article.authors == ("Jane Roe",)
    assert article.publisher == "Example Post"
    assert article.published_at == "2024-03-03T20:00:00+01:00"
    assert article.updated_at == "2024-03-04T08:00:00+00:00"
    assert article.url == "https://example.org/river"


def test_meta_elements_tell_what_is_known(tmp_path: Path) -> None:
    head = (
        '<meta property="og:title" content="River rises | Example Post">'
        '<meta property="og:site_name" content="Example Post">'
        '<meta name="author" content="Jane Roe">'
        '<meta property="article:published_time" content="2024-03-03T10:00:00Z">'
    )
    article = read_article(tmp_path, page(head))
    assert article.title == "River rises"
    assert article.publisher == "Example Post"
    assert article.authors == ("Jane Roe",)
    assert article.published_at == "2024-03-03T10:00:00+00:00"


def test_what_a_page_does_not_state_is_unknown(tmp_path: Path) -> None:
    article = read_article(tmp_path, page())
    assert (article.publisher, article.authors, article.url) == (None, (), None)
    assert (article.published_at, article.updated_at) == (None, None)


def test_a_year_in_the_footer_is_no_date(tmp_path: Path) -> None:
    article = read_article(tmp_path, page(body=BODY + "<footer>© 2019 Example</footer>"))
    assert article.published_at is None


def test_a_day_of_change_is_no_day_of_publication(tmp_path: Path) -> None:
    body = BODY + '<p class="update">This page was last changed on 13 July 2022.</p>'
    article = read_article(tmp_path, page(body=body))
    assert (article.published_at, article.updated_at) == (None, "2022-07-13")
    assert "changed" not in article.text


def test_lines_that_repeat_byline_and_date_go(tmp_path: Path) -> None:
    head = '<meta name="author" content="Jane Roe">'
    body = f"<p>Jane Roe</p><p>Kyiv, 3 March 2024</p>{BODY}"
    article = read_article(tmp_path, page(head, body))
    assert article.text.startswith("The river rose")


def test_an_address_that_is_no_web_address_is_not_kept(tmp_path: Path) -> None:
    article = read_article(tmp_path, page('<link rel="canonical" href="javascript:alert(1)">'))
    assert article.url is None


def test_boilerplate_in_the_text_of_a_page_goes(tmp_path: Path) -> None:
    article = read_article(tmp_path, page(body=f"{BODY}<p>Sign up for our free newsletter.</p>"))
    assert "newsletter" not in article.text
    assert article.text.count("\n\n") == 3


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
def test_the_declared_encoding_is_respected(tmp_path: Path, charset: str) -> None:
    sentence = "Река поднялась на два метра, жители старого города покинули свои дома до ночи."
    body = "".join(f"<p>{number}. {sentence}</p>" for number in range(6))
    assert sentence in read_article(tmp_path, page(body=body, charset=charset)).text


def test_a_wrongly_declared_encoding_does_no_harm(tmp_path: Path) -> None:
    sentence = "Река поднялась на два метра, жители старого города покинули свои дома до ночи."
    body = "".join(f"<p>{number}. {sentence}</p>" for number in range(6))
    content = page(body=body).replace(b"charset=utf-8", b"charset=ascii")
    assert sentence in read_article(tmp_path, content).text


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><p>Hi</p></body></html>",
        b"<html></html>",
        b"<",
        b"\x00",
        b"<!-- only a comment -->",
        b"%PDF-1.7 not a page",
        b"<div>" * 20_000,
        b"<p>a</p>" * 100_000,
        b"<html><head><script type='application/ld+json'>" + b"[" * 50_000 + b"</script></head>",
        b"<?xml version='1.0' encoding='nonsense'?><html/>",
        b"<![CDATA[" * 100,
        b"<p><b><i>" * 3_000 + b"text",
    ],
)
def test_a_page_without_an_article_is_one_plain_sentence(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, content)
    assert isinstance(found, IngestFailure)
    assert found.problem.endswith(".")


def test_nothing_heavy_is_imported_before_a_page_is_read() -> None:
    heavy = ["lxml", "trafilatura", "htmldate", "charset_normalizer", "torch", "faiss"]
    code = f"import sys, retrieval.sources; print({heavy!r} and set({heavy!r}) & set(sys.modules))"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "set()"


def test_references_to_control_characters_do_not_hide_the_article() -> None:
    sentence = "The ferry of Holm reopened on Sunday after eight years, the mayor said at noon."
    page = (
        "<html><head><title>Ferry &#27;[31mreopens</title></head><body><article>"
        "<h1>Ferry reopens in Holm</h1>"
        f"<p>{sentence} &#27;[31m {sentence}</p><p>{sentence}&#x1b; {sentence}</p>"
        "</article></body></html>"
    )
    draft = read_html(page.encode())
    assert draft is not None
    assert sum(map(len, draft.paragraphs)) > 4 * len(sentence)
