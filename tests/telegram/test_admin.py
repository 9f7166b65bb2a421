"""Administrators: adding and removing articles, how the bot is, and who may ask."""

from __future__ import annotations

import re
from pathlib import Path

from retrieval import Settings
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import open_toy_archive
from tests.telegram.conftest import RunBot, SharedBot
from tests.telegram.scenario import BRIDGE_SENTENCE, hanging_library, reply_to, storms
from tests.telegram.tgstandin import Chat, Json, Msg, StandIn, User

ARTICLE = (
    "Ferry to Lowholm sinks\n\n"
    "The night ferry to Lowholm sank off the pier on Tuesday; all forty passengers swam ashore.\n\n"
    "Harbour master Jon Petrel said that a seal had bitten through the mooring."
)
ADDED = "Added: Ferry to Lowholm sinks"
QUESTION = "How many passengers of the ferry to Lowholm swam ashore?"
SENTENCE = "all forty passengers swam ashore"


def report_on(chat: Chat) -> Msg:
    """The message in which progress ends as a report."""
    message = chat.wait_reply()
    chat.tg.wait_for(lambda: "…" not in message.text, what="no report")
    return message


def remove(admin: User, words: str) -> None:
    shown = reply_to(admin.chat, f"/article {words}")
    admin.chat.press(shown, "Remove")
    question = admin.chat.wait_reply()
    admin.chat.press(question, "Remove")
    admin.chat.wait_edit(question, after=1)
    assert question.text.endswith("has been removed.")


CHANNEL: Json = {
    "type": "channel",
    "date": 1_645_800_000,
    "chat": {"id": -1001, "type": "channel", "title": "Pier News", "username": "piernews"},
    "message_id": 17,
}


def forwarded(chat: Chat, text: str, origin: Json = CHANNEL) -> Msg:
    return chat.send(text=text, forward_origin=origin)


def test_a_file_becomes_an_article_that_can_be_asked_and_removed(
    shared_bot: SharedBot, tg: StandIn, admin: User
) -> None:
    admin.chat.upload("ferry.txt", ARTICLE.encode())
    assert report_on(admin.chat).text == ADDED
    asker = tg.user("Alice").chat
    assert SENTENCE in reply_to(asker, QUESTION).text
    with open_toy_archive(Settings(archive=str(shared_bot.folder / "archive"))) as archive:
        assert {article.path for article in archive.articles()} == {None}

    remove(admin, "ferry")

    assert SENTENCE not in reply_to(asker, QUESTION).text


def test_the_same_file_again_changes_nothing(tg: StandIn, admin: User) -> None:
    for expected in (ADDED, "1 article was already there."):
        admin.chat.upload("ferry.txt", ARTICLE.encode())
        assert report_on(admin.chat).text == expected

    remove(admin, "ferry")


def test_text_after_add_or_replied_to_becomes_an_article(tg: StandIn, admin: User) -> None:
    admin.chat.say(f"/add {ARTICLE}")
    assert report_on(admin.chat).text == ADDED
    remove(admin, "ferry")

    first = admin.chat.say(ARTICLE[:900])
    admin.chat.wait_reply()  # a text alone is a question
    admin.chat.say("/add", reply_to=first)
    assert report_on(admin.chat).text == ADDED
    remove(admin, "ferry")


def test_a_link_becomes_an_article_that_can_be_asked(own_tg: StandIn, run_bot: RunBot) -> None:
    admin = own_tg.user("Ada")
    run_bot(admins=admin.id, allow_private_addresses=True, fetch_delay_s=0)
    with Site({"/ferry": Reply(article_page()), "/seal": Reply(article_page("Seal"))}) as site:
        admin.chat.say(f"/add {site.url('/ferry')}")
        assert report_on(admin.chat).text == ADDED
        assert SENTENCE in reply_to(own_tg.user("Alice").chat, QUESTION).text

        forwarded(admin.chat, site.url("/seal"))
        preview = admin.chat.wait_reply()
        assert preview.text.startswith(f"{site.url('/seal')}\n\n")
        admin.chat.press(preview, "Add as article")
        assert report_on(admin.chat).text == "Added: Seal"
        link = admin.chat.say(site.url("/seal"))
        admin.chat.wait_reply()  # a text alone is a question
        admin.chat.say("/add", reply_to=link)
        assert report_on(admin.chat).text == "1 article was already there."


def test_a_feed_is_reported_page_by_page(own_tg: StandIn, run_bot: RunBot) -> None:
    admin = own_tg.user("Ada")
    run_bot(admins=admin.id, allow_private_addresses=True, fetch_delay_s=0)
    with Site({"/ferry": Reply(article_page())}) as site:
        site.replies["/feed"] = rss(rss_item(site.url("/ferry")), rss_item(site.url("/gone")))

        admin.chat.say(f"/add {site.url('/feed')}")

        assert report_on(admin.chat).text == (
            f"{ADDED}\n1 could not be read:\n"
            f"• {site.url('/gone')}: does not exist: check the address."
        )


def test_a_link_into_a_private_network_is_refused_politely(tg: StandIn, admin: User) -> None:
    admin.chat.say("/add http://127.0.0.1:9999/nothing")

    assert report_on(admin.chat).text == (
        "1 could not be read:\n• That address is in a private network, which I do not read. "
        "Send me the page as a file, or forward me its text."
    )


def test_add_alone_says_how(tg: StandIn, admin: User) -> None:
    assert reply_to(admin.chat, "/add").text.startswith("Send me a file, forward me a message")


def test_broken_files_are_reported_plainly(tg: StandIn, admin: User) -> None:
    for name, content in (
        ("../../etc/passwd", b"root"),
        ("empty.txt", b""),
        ("broken.json", b'{"text": '),
        ("page.html", b"<html><body></body></html>"),
        ("picture.txt", bytes(range(256)) * 40),
        ("short.txt", b"ab"),
    ):
        admin.chat.upload(name, content)

        report = report_on(admin.chat).text

        called = name.rpartition("/")[2]
        assert report.startswith(f"1 could not be read:\n• {called}: "), report
        assert "/tmp" not in report


def test_a_file_that_is_too_big_is_not_fetched(tg: StandIn, admin: User) -> None:
    for name, size, limit in (
        ("big.txt", 1_000_001, "1 MB, my limit"),
        ("big.html", 10_000_001, "10 MB, my limit"),
        ("big.json", 20_000_001, "20 MB, Telegram's limit"),
        ("big.jsonl", 20_000_001, "20 MB, Telegram's limit"),
    ):
        admin.chat.upload(name, b"x" * size)

        assert admin.chat.wait_reply().text.startswith(f"That file is larger than {limit}")
    assert tg.called("getFile") == []


def test_a_local_server_delivers_larger_files_up_to_its_limit(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    admin = own_tg.user("Ada")
    run_bot(admins=admin.id, file_limit_mb=2000)

    admin.chat.upload("big.jsonl", b"x" * 20_000_001)

    assert report_on(admin.chat).text.startswith("That file is larger than 20 MB, Telegram's limit")
    assert [call.error for call in own_tg.called("getFile")] == ["Bad Request: file is too big"]
    own_tg.calls.clear()


def test_progress_is_shown_while_nothing_can_be_counted(own_tg: StandIn, run_bot: RunBot) -> None:
    admin = own_tg.user("Ada")
    run_bot(admins=admin.id)
    slow = own_tg.fault("getFile", "slow", delay=60)

    admin.chat.upload("ferry.txt", ARTICLE.encode())
    report = admin.chat.wait_reply()
    own_tg.wait_for(lambda: len(report.versions) > 2)
    slow.end()
    own_tg.wait_for(lambda: "…" not in report.text)

    first, *between, last = [version["text"] for version in report.versions]
    assert (first, last) == ("Reading…", ADDED)
    receiving = [text for text in between if re.fullmatch(r"Receiving the file… · \d+ s", text)]
    assert receiving == between[:2]


def test_an_upload_behind_another_shows_that_it_waits(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    admin, other = own_tg.user("Ada"), own_tg.user("Eve")
    run_bot(admins=f"{admin.id},{other.id}", library=hanging_library(tmp_path))
    admin.chat.upload("storms.jsonl", storms(150))
    first = admin.chat.wait_reply()
    own_tg.wait_for(lambda: re.fullmatch(r"Reading… [\d,]+ articles · \d+ s", first.text))

    other.chat.upload("ferry.txt", ARTICLE.encode())
    second = other.chat.wait_reply()

    own_tg.wait_for(lambda: second.text.startswith("Waiting for earlier articles"))


def test_others_cannot_use_the_commands_of_administrators(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    unknown = reply_to(chat, "/frob").text

    for command in (
        "/add x y z",
        "/add http://127.0.0.1:9999/",
        "/remove 123",
        "/status",
        "/users",
    ):
        assert reply_to(chat, command).text == unknown
    chat.upload("ferry.txt", ARTICLE.encode())
    assert chat.wait_reply().text.startswith("Only administrators can add articles.")


def test_permissions_are_checked_at_every_press(tg: StandIn, admin: User) -> None:
    mallory = tg.user("Mallory")
    offer = reply_to(admin.chat, "/article harbour")

    presses = [mallory.chat.press(offer, "Remove")]
    presses.append(mallory.chat.press(offer, offer.buttons[0]["callback_data"]))

    assert [press.text for press in presses] == ["Only administrators can do that."] * 2
    assert all(press.alert for press in presses)
    assert BRIDGE_SENTENCE in reply_to(mallory.chat, "When will the harbour bridge close?").text


def test_a_message_forwarded_by_others_is_a_question(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    forwarded(chat, "When will the harbour bridge in Eastwick close?")

    assert BRIDGE_SENTENCE in chat.wait_reply().text


def test_status_shows_the_archive_and_the_bot(tg: StandIn, admin: User) -> None:
    text = reply_to(admin.chat, "/status").text

    assert "5 articles" in text
    assert re.search(r"^\d+ subscriptions?", text, re.MULTILINE)
    assert re.search(r"^\d+ alerts?", text, re.MULTILINE)
    assert text.endswith("All is well.")


def test_remove_explains_itself_and_can_be_cancelled(tg: StandIn, admin: User) -> None:
    assert reply_to(admin.chat, "/remove").text.startswith("Write the article's ID")
    assert (
        reply_to(admin.chat, "/remove nothing").text == "That article is no longer in the archive."
    )
    offer = reply_to(admin.chat, "/remove 2222222222222222")
    assert offer.text == "Remove “Rovers win the island cup” from the archive?"

    admin.chat.press(offer, "Keep")

    admin.chat.wait_edit(offer, after=1)
    assert "Rovers" in reply_to(admin.chat, "/article rovers").text


def test_an_empty_archive_says_how_to_fill_it_and_can_be_filled_at_once(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    admin, alice = own_tg.user("Ada"), own_tg.user("Alice")
    run_bot(admins=admin.id, archive="nowhere")
    assert "There are no articles yet. Send me a file" in reply_to(admin.chat, "/start").text
    assert reply_to(alice.chat, QUESTION).text.startswith("I have no articles yet")
    assert alice.inline(QUESTION).answered
    assert reply_to(alice.chat, "/sources").text == "The archive is empty."

    admin.chat.upload("ferry.txt", ARTICLE.encode())

    assert report_on(admin.chat).text == ADDED
    assert "Ferry to Lowholm sinks" in reply_to(alice.chat, QUESTION).text
