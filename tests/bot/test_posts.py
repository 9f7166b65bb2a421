"""Posts of channels as articles: texts, names and links."""

from __future__ import annotations

import asyncio
import json
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from telegram import Chat, Message, MessageEntity

from bot.context import Context
from bot.handlers import channels
from bot.posts import PostLink, post_link, post_of, text_of_post
from retrieval.types import IngestFailure, IngestReport

CHANNEL = Chat(-100123, "channel", title="Pier News", username="piernews")
AT = datetime(2022, 2, 25, 9, tzinfo=UTC)


def message(text: str, *entities: MessageEntity) -> Message:
    return Message(7, AT, CHANNEL, text=text, entities=entities)


def stated(text: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(post_of(message(text)).content)
    return found


def test_addresses_are_cut_by_units_of_utf_16() -> None:
    text = "⚡️🚢 Ferry sinks https://a.test/1, says http://b.test."
    units = text.encode("utf-16-le")
    offsets = [
        (len(text[: text.index(url)].encode("utf-16-le")) // 2, len(url))
        for url in ("https://a.test/1", "http://b.test")
    ]
    entities = [MessageEntity(MessageEntity.URL, *each) for each in offsets]

    assert len(units) // 2 > len(text)
    assert text_of_post(message(text, *entities)) == "⚡️🚢 Ferry sinks , says ."


def test_only_the_address_itself_is_cut() -> None:
    text = "Write to desk@a.test or see a.test for more."
    entity = MessageEntity(MessageEntity.URL, text.rindex("a.test"), len("a.test"))
    assert text_of_post(message(text, entity)) == "Write to desk@a.test or see  for more."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ferry sinks\n\nAll forty passengers swam ashore.", "Ferry sinks"),
        ("The ferry sank.\n\nAll forty passengers swam ashore.", ""),
        ("The ferry sank off the pier", ""),
        (f"{'Ferry ' * 40}\nAll forty passengers swam ashore.", ""),
    ],
)
def test_a_first_line_is_the_title_unless_it_is_a_sentence(text: str, title: str) -> None:
    assert stated(text)["title"] == title


def test_a_post_of_a_few_letters_holds_no_article() -> None:
    assert stated("👋 Hello!") == {"text": ""}


def test_a_version_depends_on_the_content_and_not_on_the_date_of_an_edit() -> None:
    texts = ("The ferry sank off the pier", "The ferry sank off the pier", "The ferry was saved")
    edits = (None, AT, AT)
    versions = [
        post_of(Message(7, AT, CHANNEL, text=text, edit_date=edit)).known_as
        for text, edit in zip(texts, edits, strict=True)
    ]

    assert versions[0] == versions[1]
    assert versions[1].name == versions[2].name
    assert versions[1].version != versions[2].version


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://t.me/piernews/7", PostLink(None, "piernews", 7)),
        ("http://telegram.me/s/piernews/7?single#x", PostLink(None, "piernews", 7)),
        ("t.me/c/123/7/", PostLink(-100123, None, 7)),
        ("https://t.me/piernews", None),
        ("https://evil.example/t.me/piernews/7", None),
        (f"https://t.me/piernews/{'9' * 99}", None),
    ],
)
def test_links_of_posts_are_understood(link: str, found: PostLink | None) -> None:
    assert post_link(link) == found


@pytest.mark.parametrize(("failures", "added"), [(2, 1), (99, 0)])
def test_a_post_that_cannot_be_read_is_tried_again_but_not_for_ever(
    failures: int,
    added: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failed = IngestReport(failed=(IngestFailure("post.json", "took too long to read."),))
    replies = [failed] * failures + [IngestReport(added=1)]
    counted: list[int] = []

    async def ingest(*_: object, **__: object) -> IngestReport:
        return replies.pop(0)

    services = SimpleNamespace(
        archive=SimpleNamespace(ingest=ingest),
        uploads=SimpleNamespace(temporary_folder=lambda: nullcontext(tmp_path)),
        metrics=SimpleNamespace(articles_added=SimpleNamespace(inc=counted.append)),
    )
    monkeypatch.setattr(channels, "_FIRST_PAUSE_S", 0.001)
    context = cast(Context, SimpleNamespace(services=services))
    found = post_of(message("Ferry to Lowholm sinks"))

    asyncio.run(asyncio.wait_for(channels._put_until_stored(context, found, is_edit=False), 20))

    assert sum(counted) == added
    assert ("is not added, as it cannot be read: took too long" in caplog.text) != bool(added)
