"""JSON and JSON Lines files give their articles, and one plain sentence for each other thing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.sources import read_articles
from retrieval.sources.files.formats import MAX_ARTICLE_BYTES, FileItem
from retrieval.types import Article, IngestFailure, IngestNote


def read(tmp_path: Path, name: str, content: str | bytes) -> list[FileItem]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_articles(path, name=name))


def only_article(found: list[FileItem]) -> Article:
    assert len(found) == 1
    assert isinstance(found[0], Article), found[0]
    return found[0]


FULL = {
    "url": "https://example.org/flood?utm_source=feed",
    "title": "River\nrises",
    "text": "River rises\nThe river rose.\n\nIt fell again.",
    "publisher": "Example Post",
    "authors": ["Jane Roe", "staff"],
    "published_at": "2022-02-25T11:30:00+02:00",
    "updated_at": "2022-02-26",
}


def test_a_field_with_a_page_in_place_of_an_article_is_told(tmp_path: Path) -> None:
    wall = "<!DOCTYPE html><html><title>Robot check</title><body><p>Checking your browser.</p>"
    wall += "<p>Verify that you are human. Enable JavaScript and solve this captcha.</p></html>"

    (found,) = read(tmp_path, "a.jsonl", json.dumps({"title": "Rain", "text": wall}))

    assert isinstance(found, IngestFailure), found
    assert "robot" in found.problem


@pytest.mark.parametrize("name", ["a.json", "a.txt"])
def test_rows_of_a_table_in_plain_text_name_their_columns(tmp_path: Path, name: str) -> None:
    first, last = "The bank earned less in autumn.", "Its chief will stay, she said on Monday."
    table = "| Quarter | Profit |\n| --- | ---: |\n| Q3 2025 | 310 |\n| Q3 2026 | 273 |"
    text = f"{first}\n\n{table}\n\n{last}"
    content = json.dumps({"title": "Bank earns less", "text": text})

    article = only_article(read(tmp_path, name, content if name == "a.json" else text))

    rows = "Quarter: Q3 2025; Profit: 310\n\nQuarter: Q3 2026; Profit: 273"
    assert f"{rows}\n\n{last}" in article.text


@pytest.mark.parametrize(
    "record",
    [
        {"headline": {"main": "River rises"}, "web_url": "https://example.org/flood",
         "pub_date": "2022-02-25", "byline": {"original": "By Jane Roe"}, "body": "It rose."},
        {"webTitle": "River rises", "webUrl": "https://example.org/flood",
         "webPublicationDate": "2022-02-25", "bodyText": "It rose.", "byline": "Jane Roe"},
        {"title": {"rendered": "River rises"}, "link": "https://example.org/flood",
         "date": "2022-02-25", "content": {"rendered": "<p>It rose.</p>"}, "author": "Jane Roe"},
    ],
)  # fmt: skip
def test_the_fields_of_publishers_own_interfaces_are_read(
    tmp_path: Path, record: dict[str, object]
) -> None:
    article = only_article(read(tmp_path, "a.jsonl", json.dumps(record)))
    assert (article.title, article.text) == ("River rises", "It rose.")
    assert (article.url, article.authors) == ("https://example.org/flood", ("Jane Roe",))
    assert article.published_at == "2022-02-25"


def test_a_hit_of_elasticsearch_is_its_source(tmp_path: Path) -> None:
    hit = {"_index": "news", "_id": "7", "_source": {"headline": "River rises", "body": "It rose."}}
    article = only_article(read(tmp_path, "a.jsonl", json.dumps(hit)))
    assert (article.title, article.text) == ("River rises", "It rose.")


def test_the_list_of_articles_of_the_guardian_is_read(tmp_path: Path) -> None:
    fields = {"body": "<p>It rose.</p><p>It fell.</p>", "bodyText": "It rose. It fell.",
              "byline": "Jane Roe", "publication": "Example Post"}  # fmt: skip
    listed = {"webTitle": "River rises", "webUrl": "https://example.org/flood", "fields": fields}
    told = {"response": {"status": "ok", "results": [listed]}}
    article = only_article(read(tmp_path, "a.json", json.dumps(told)))

    assert (article.title, article.text) == ("River rises", "It rose.\n\nIt fell.")
    assert (article.publisher, article.authors) == ("Example Post", ("Jane Roe",))


def test_every_field_is_read(tmp_path: Path) -> None:
    article = only_article(read(tmp_path, "a.jsonl", json.dumps(FULL)))
    assert article.title == "River rises"
    assert article.text == "The river rose.\n\nIt fell again."
    assert article.url == "https://example.org/flood?utm_source=feed"
    assert article.publisher == "Example Post"
    assert article.authors == ("Jane Roe",)
    assert article.published_at == "2022-02-25T11:30:00+02:00"
    assert article.updated_at == "2022-02-26"
    assert article.path == "a.jsonl"
    assert article.fetched_at is None


def test_text_alone_is_an_article_of_which_nothing_else_is_known(tmp_path: Path) -> None:
    article = only_article(read(tmp_path, "a.json", '{"text": "The river rose."}'))
    assert (article.title, article.url, article.publisher) == (None, None, None)
    assert (article.authors, article.published_at, article.updated_at) == ((), None, None)


@pytest.mark.parametrize(
    "value",
    [[{"text": "One."}, {"text": "Two."}], {"articles": [{"text": "One."}, {"text": "Two."}]}],
)
def test_a_list_gives_its_articles(tmp_path: Path, value: Any) -> None:
    found = read(tmp_path, "a.json", json.dumps(value))
    assert [article.text for article in found if isinstance(article, Article)] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{broken", "is not valid JSON"),
        ('{"text":', "is not valid JSON (Expecting value, column 9)"),  # of that line
        ('{"text": "abc', "is not valid JSON (Unterminated string starting at column 10)"),
        ("[1]", "is not an object"),
        ("5", "is not an object"),
        ("{}", "has no text"),
        ('{"text": " "}', "has no text"),
        ('{"text": "Comments"}', "holds no article text"),
        ('{"text": 5}', 'has a field "text" that is not text'),
        ('{"text": NaN}', 'has a field "text" that is not text'),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "holds a number that is too large"),
        ("[" * 100_000, "is nested too deeply"),
        ("\x00\x01", "is not valid JSON"),
    ],
)
def test_a_bad_line_is_one_sentence_and_reading_goes_on(
    tmp_path: Path, line: str, problem: str
) -> None:
    found = read(tmp_path, "a.jsonl", '{"text": "Before."}\n' + line + '\n{"text": "After."}\n')
    assert [item.text for item in found if isinstance(item, Article)] == ["Before.", "After."]
    (failure,) = [item for item in found if isinstance(item, IngestFailure)]
    assert failure.source == "a.jsonl line 2"
    assert failure.problem.startswith(problem)
    assert failure.problem.endswith(".")


def test_a_line_over_the_limit_is_passed_over(tmp_path: Path) -> None:
    long_line = '{"text": "' + "a" * MAX_ARTICLE_BYTES + '"}'
    found = read(tmp_path, "a.jsonl", long_line + '\n{"text": "After."}')
    assert isinstance(found[0], IngestFailure)
    assert found[0] == IngestFailure(
        "a.jsonl line 1", "is longer than 1 MB: split it into its articles."
    )
    assert isinstance(found[1], Article)


def test_lines_of_several_encodings_are_read(tmp_path: Path) -> None:
    russian = "Жители прибрежного города вышли на улицы, когда река поднялась за ночь."
    line = json.dumps({"text": russian}, ensure_ascii=False)
    found = read(tmp_path, "a.jsonl", line.encode() + b"\n" + line.encode("cp1251") + b"\n")
    assert [item.text for item in found if isinstance(item, Article)] == [russian, russian]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_a_file_of_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    russian = "Жители прибрежного города вышли на улицы, когда река поднялась за ночь."
    line = json.dumps({"text": russian}, ensure_ascii=False)
    found = read(tmp_path, "a.jsonl", f"{line}\n{line}\n".encode(encoding))
    assert [item.text for item in found if isinstance(item, Article)] == [russian, russian]


def test_lone_surrogates_and_null_characters_go(tmp_path: Path) -> None:
    line = '{"text": "a\\ud800b\\u0000c", "title": "\\udfff"}'
    article = only_article(read(tmp_path, "a.jsonl", line))
    assert (article.text, article.title) == ("abc", None)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.jsonl", "[\n{}\n]", "has no text"),
        ("a.jsonl", '{"question": "Who?"}\n{"question": "When?"}', "holds questions, not articles"),
        ("a.json", '[{"question": "Who?"}]', "holds questions, not articles"),
        ("a.json", '{"text": "' + "a" * 1_000_001 + '"}', "has a text longer"),
        ("a.jsonl", "\n\n", "holds no article text"),
        ("a.jsonl", "", "is empty"),
        ("a.json", "[]", "holds no article text"),
        ("a.json", "{", "is not valid JSON"),
        ("a.json", "[" * 100_000, "is nested too deeply"),
        ("a.json", b"\x89PNG\r\n\x1a\n", "is not text"),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n", "is not text"),
    ],
)
def test_a_file_without_articles_is_one_failure(
    tmp_path: Path, name: str, content: str | bytes, problem: str
) -> None:
    (failure,) = read(tmp_path, name, content)
    assert isinstance(failure, IngestFailure)
    assert failure.source == name
    assert failure.problem.startswith(problem)


def test_an_address_that_is_no_web_address_is_not_kept(tmp_path: Path) -> None:
    line = json.dumps({"text": "x", "url": "javascript:alert(1)", "path": "../../etc/passwd"})
    article, note = read(tmp_path, "a.jsonl", line)
    assert isinstance(article, Article)
    assert (article.url, article.path) == (None, "a.jsonl")
    assert note == IngestNote("a.jsonl", 'has fields that are not used: "url".', ("url",))


def test_fields_of_another_type_are_told_and_not_stored(tmp_path: Path) -> None:
    wrong = {"title": 5, "publisher": 3.5, "authors": {"x": 1}, "published_at": [1]}
    article, note = read(tmp_path, "a.jsonl", json.dumps({"text": "It rained.", **wrong}))

    assert isinstance(article, Article)
    assert (article.title, article.publisher, article.authors, article.published_at) == (
        None, None, (), None,
    )  # fmt: skip
    told = '"title", "publisher", "authors", "published_at"'
    assert note == IngestNote("a.jsonl", f"has fields that are not used: {told}.", tuple(wrong))
