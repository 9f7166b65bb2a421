"""Forwarded messages: previewed, then added or answered, without private names."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Settings
from tests.support.toys import HARBOUR, open_toy_archive
from tests.telegram.conftest import RunBot, SharedBot
from tests.telegram.scenario import BRIDGE_QUESTION, BRIDGE_SENTENCE, CUP_QUESTION, reply_to
from tests.telegram.test_admin import (
    ADDED,
    ARTICLE,
    QUESTION,
    SENTENCE,
    forwarded,
    remove,
    report_on,
)
from tests.telegram.tgstandin import Chat, Json, Msg, StandIn, User

PERSON: Json = {"id": 77, "is_bot": False, "first_name": "Jonathan", "last_name": "Petrelmarker"}
DATE = 1_645_800_000
GROUP: Json = {"id": -1003, "type": "supergroup", "title": "Pier Petrelmarker"}
ORIGINS: dict[str, Json] = {
    "a person": {"type": "user", "date": DATE, "sender_user": PERSON},
    "a hidden person": {
        "type": "hidden_user",
        "date": DATE,
        "sender_user_name": "Jonathan Petrelmarker",
    },
    "a private group": {
        "type": "chat",
        "date": DATE,
        "sender_chat": GROUP,
        "author_signature": "Petrelmarker",
    },
    "a private channel": {
        "type": "channel",
        "date": DATE,
        "chat": {"id": -1004, "type": "channel", "title": "Petrelmarker's diary"},
        "message_id": 3,
        "author_signature": "Petrelmarker",
    },
}


def previewed(chat: Chat, text: str, origin: Json) -> Msg:
    forwarded(chat, text, origin)
    return chat.wait_reply()


def files_containing(folder: Path, words: bytes) -> list[str]:
    """The files in ``folder`` that contain ``words``."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if words in path.read_bytes()]


def test_a_forwarded_message_is_shown_and_nothing_is_added(tg: StandIn, admin: User) -> None:
    forwarded(admin.chat, ARTICLE)

    preview = admin.chat.wait_reply()

    assert preview.labels == ["Add as article", "Answer it"]
    title, source, rest = preview.text.split("\n", 2)
    assert (title, source) == ("Ferry to Lowholm sinks", "Pier News · 25 February 2022")
    assert rest.startswith("\nThe night ferry to Lowholm sank off the pier on Tuesday;")
    assert SENTENCE not in reply_to(tg.user("Alice").chat, QUESTION).text


def test_a_forwarded_command_does_nothing(shared_bot: SharedBot, tg: StandIn, admin: User) -> None:
    def forward(user: User, text: str) -> Msg:
        length = len(text.split(maxsplit=1)[0])
        command = {"type": "bot_command", "offset": 0, "length": length}
        user.chat.send(text=text, entities=[command], forward_origin=ORIGINS["a person"])
        return user.chat.wait_reply()

    preview = forward(admin, f"/add {ARTICLE}")
    assert preview.labels == ["Add as article", "Answer it"]

    alice = tg.user("Alice")
    assert SENTENCE not in reply_to(alice.chat, QUESTION).text
    assert forward(alice, "/delete").text.startswith("I found no words in that.")
    assert BRIDGE_SENTENCE in forward(alice, f"/ask {BRIDGE_QUESTION}").text


def test_a_forwarded_message_is_added_with_its_public_origin(tg: StandIn, admin: User) -> None:
    forwarded(admin.chat, ARTICLE)
    preview = admin.chat.wait_reply()

    admin.chat.press(preview, "Add as article")
    report = report_on(admin.chat)

    assert (report.text, report.labels) == (ADDED, ["Open", "Undo"])
    tg.wait_for(lambda: not preview.labels)
    admin.chat.press(report, "Open")
    shown = admin.chat.wait_reply()
    assert "Ferry to Lowholm sinks · Pier News · 25 February 2022" in shown.text
    assert shown.links[0][1] == "https://t.me/piernews/17"
    remove(admin, "ferry")


def test_undo_removes_what_was_added(tg: StandIn, admin: User) -> None:
    admin.chat.upload("ferry.txt", ARTICLE.encode())
    report = report_on(admin.chat)
    asker = tg.user("Alice").chat
    assert SENTENCE in reply_to(asker, QUESTION).text

    admin.chat.press(report, "Undo")

    tg.wait_for(lambda: report.text == "“Ferry to Lowholm sinks” has been removed.")
    assert report.labels == []
    assert SENTENCE not in reply_to(asker, QUESTION).text


def test_a_replaced_article_can_be_opened_and_not_undone(tg: StandIn, admin: User) -> None:
    for text in (ARTICLE, f"{ARTICLE}\n\nThe seal was caught on Friday."):
        forwarded(admin.chat, text)
        admin.chat.press(admin.chat.wait_reply(), "Add as article")
        report = report_on(admin.chat)

    assert (report.text, report.labels) == ("Updated: Ferry to Lowholm sinks", ["Open"])
    remove(admin, "ferry")


def test_only_administrators_open_and_undo(tg: StandIn, admin: User) -> None:
    admin.chat.upload("ferry.txt", ARTICLE.encode())
    report = report_on(admin.chat)
    mallory = tg.user("Mallory")

    presses = [mallory.chat.press(report, label) for label in ("Open", "Undo")]

    assert [press.alert for press in presses] == [True, True]
    remove(admin, "ferry")


def test_a_forwarded_question_is_answered_and_not_kept_as_an_article(
    tg: StandIn, admin: User
) -> None:
    preview = previewed(admin.chat, BRIDGE_QUESTION, ORIGINS["a person"])

    admin.chat.press(preview, "Answer it")

    answer = admin.chat.wait_reply()
    assert BRIDGE_SENTENCE in answer.text
    assert answer.reply_to == preview.id
    assert admin.chat.press(answer, "👍 Helpful").text == "Thank you, noted."
    found = reply_to(admin.chat, "/find harbour bridge in Eastwick close").text
    assert HARBOUR.text.split("\n")[0] in found  # alone: a list would have titles only


@pytest.mark.parametrize("origin", ORIGINS.values(), ids=ORIGINS)
def test_no_private_name_is_stored(
    shared_bot: SharedBot, tg: StandIn, admin: User, origin: Json
) -> None:
    preview = previewed(admin.chat, ARTICLE, origin)
    assert "\nUnknown publisher · 25 February 2022\n" in preview.text
    admin.chat.press(preview, "Add as article")
    assert report_on(admin.chat).text == ADDED

    message = forwarded(admin.chat, f"{ARTICLE}\n\nIt was a grey seal.", origin)
    admin.chat.wait_reply()
    admin.chat.say("/add", reply_to=message)
    assert report_on(admin.chat).text == ADDED

    with open_toy_archive(Settings(archive=str(shared_bot.folder / "archive"))) as archive:
        added = [each for each in archive.articles() if each.title == "Ferry to Lowholm sinks"]
        archive.remove(*(each.doc_id for each in added))
    assert [(each.publisher, each.authors, each.url) for each in added] == [(None, (), None)] * 2
    assert not any("Petrelmarker" in repr(each) for each in added)


def test_a_public_group_that_speaks_for_itself_is_a_publisher(tg: StandIn, admin: User) -> None:
    sender = {**GROUP, "title": "Pier Watch", "username": "pierwatch"}
    origin: Json = {"type": "chat", "date": DATE, "sender_chat": sender}

    assert "\nPier Watch · 25 February 2022\n" in previewed(admin.chat, ARTICLE, origin).text


def test_a_preview_outlives_a_restart(own_tg: StandIn, run_bot: RunBot) -> None:
    admin = own_tg.user("Ada")
    bot = run_bot(admins=admin.id)
    preview = previewed(admin.chat, ARTICLE, ORIGINS["a person"])
    assert bot.stop() == 0
    bot.start()

    admin.chat.press(preview, "Answer it")
    assert admin.chat.wait_reply().text
    admin.chat.press(preview, "Add as article")

    assert report_on(admin.chat).text == ADDED


def test_the_next_question_continues_a_message_answered_by_its_button(
    tg: StandIn, admin: User
) -> None:
    forwarded(admin.chat, BRIDGE_QUESTION)
    preview = admin.chat.wait_reply()
    reply_to(admin.chat, CUP_QUESTION)

    admin.chat.press(preview, "Answer it")
    assert BRIDGE_SENTENCE in admin.chat.wait_reply().text

    assert f"{HARBOUR.title}" in reply_to(admin.chat, "And who said so?").text


def test_nothing_of_a_preview_is_stored(own_tg: StandIn, run_bot: RunBot, tmp_path: Path) -> None:
    admin = own_tg.user("Ada")
    bot = run_bot(admins=admin.id)

    previewed(admin.chat, "Draftmarker\n\nA draft of mine.", ORIGINS["a person"])

    assert bot.stop() == 0
    assert files_containing(tmp_path / "archive", b"Draftmarker") == []
