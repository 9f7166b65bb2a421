"""Channels as sources: whose posts become articles, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import Article, Settings
from tests.support.toys import open_toy_archive
from tests.telegram.conftest import RunBot, SharedBot
from tests.telegram.scenario import reply_to
from tests.telegram.tgstandin import Chat, Json, StandIn, User

FERRY = (
    "Ferry to Lowholm sinks\n\n"
    "The night ferry to Lowholm sank off the pier on Tuesday; all forty passengers swam ashore."
)
SEAL = "A grey seal that had bitten through the mooring of the ferry was caught on Friday."
READ = "Each new post of the channel “{}” now becomes an article, which follows its edits."


def articles(folder: Path, publisher: str) -> list[Article]:
    """The articles of a publisher in the archive of the bot that runs in ``folder``."""
    with open_toy_archive(Settings(archive=str(folder / "archive"))) as archive:
        return [article for article in archive.articles() if article.publisher == publisher]


class Newsroom:
    """A public channel of an administrator of the bot, and what the archive has of it."""

    def __init__(self, shared: SharedBot, admin: User, title: str) -> None:
        self.tg, self.folder, self.title, self.admin = shared.tg, shared.folder, title, admin
        admin.chat.say("/start")
        admin.chat.wait_reply()
        self.username = title.replace(" ", "")
        self.channel = shared.tg.channel(title, admin, username=self.username)
        assert admin.chat.wait_reply().text == READ.format(title)

    def articles(self) -> list[Article]:
        return articles(self.folder, self.title)

    def texts(self) -> list[str]:
        return [article.text for article in self.articles()]

    def wait_for(self, *texts: str) -> list[Article]:
        """The articles, once they are these."""
        self.tg.wait_for(lambda: sorted(self.texts()) == sorted(texts), what=f"not {texts}")
        return self.articles()


@pytest.fixture(autouse=True)
def _no_article_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Removes what came to the archive of the shared bot, which other scenarios list."""
    if "shared_bot" not in request.fixturenames:
        yield
        return
    shared: SharedBot = request.getfixturevalue("shared_bot")
    with shared.nothing_stays():
        yield


@pytest.fixture
def newsroom(
    shared_bot: SharedBot, tg: StandIn, admin: User, request: pytest.FixtureRequest
) -> Newsroom:
    return Newsroom(shared_bot, admin, f"Pier {abs(hash(request.node.name)) % 10**8}")


def test_a_post_becomes_an_article_with_its_source(newsroom: Newsroom) -> None:
    post = newsroom.channel.post(FERRY, author_signature="Ines Calloway")

    [article] = newsroom.wait_for(FERRY.split("\n\n")[1])

    assert article.title == "Ferry to Lowholm sinks"
    assert article.authors == ("Ines Calloway",)
    assert article.url == f"https://t.me/{newsroom.username}/{post.id}"
    assert article.published_at is not None
    assert "T" in article.published_at
    answer = reply_to(newsroom.tg.user("Alice").chat, "How many passengers of the ferry swam?")
    assert "all forty passengers swam ashore" in answer.text
    assert newsroom.title in answer.text
    assert newsroom.channel.bot_messages == []


def test_an_edit_replaces_the_article_and_one_without_words_removes_it(newsroom: Newsroom) -> None:
    post = newsroom.channel.post(FERRY, date=newsroom.tg.now() - 60)
    [before] = newsroom.wait_for(FERRY.split("\n\n")[1])

    newsroom.channel.edit_post(post, text=SEAL)
    [after] = newsroom.wait_for(SEAL)
    assert (after.doc_id, after.url) == (before.doc_id, before.url)
    assert after.updated_at

    newsroom.channel.edit_post(post, text=".")
    newsroom.wait_for()
    newsroom.channel.edit_post(post, text=SEAL)
    newsroom.wait_for(SEAL)


def test_a_caption_in_an_album_is_an_article(newsroom: Newsroom) -> None:
    photo: Json = {
        "photo": [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}],
        "media_group_id": f"{newsroom.channel.id}7",
    }
    newsroom.channel.post(**photo)
    captioned = newsroom.channel.post(caption=SEAL, **photo)

    [article] = newsroom.wait_for(SEAL)
    assert article.url == f"https://t.me/{newsroom.username}/{captioned.id}"

    newsroom.channel.edit_post(captioned, caption="")
    newsroom.wait_for()


def test_service_posts_pictures_and_bare_links_are_no_articles(newsroom: Newsroom) -> None:
    newsroom.channel.post(new_chat_title="Pier")
    newsroom.channel.post(sticker={
        "file_id": "s", "file_unique_id": "u", "type": "regular", "width": 9, "height": 9,
        "is_animated": False, "is_video": False,
    })  # fmt: skip
    newsroom.channel.post("https://news.example/a-long-address-that-names-an-article")
    newsroom.channel.post("👋 Hello!")
    newsroom.channel.post(f"{SEAL} https://news.example/seal")

    newsroom.wait_for(SEAL)


def test_a_forwarded_post_tells_the_public_channel_that_it_is_from(newsroom: Newsroom) -> None:
    origin = {"id": -1005, "type": "channel", "title": "Quay Post", "username": "quaypost"}
    sent = {"type": "channel", "date": 1_645_800_000, "chat": origin, "message_id": 17}
    hidden = {"type": "hidden_user", "date": 1_645_800_000, "sender_user_name": "Jon Petrel"}

    newsroom.channel.post(FERRY, forward_origin=sent, author_signature="Tobias Renn")
    newsroom.channel.post(SEAL, forward_origin=hidden, author_signature="Tobias Renn")

    [own] = newsroom.wait_for(SEAL)
    [other] = articles(newsroom.folder, "Quay Post")
    assert (other.url, other.authors) == ("https://t.me/quaypost/17", ())
    assert other.published_at == "2022-02-25T14:40:00+00:00"
    assert own.authors == ()
    assert "Petrel" not in repr(own)


def test_a_post_is_removed_by_its_link_and_stays_removed_until_it_changes(
    newsroom: Newsroom,
) -> None:
    admin = newsroom.admin
    post = newsroom.channel.post(FERRY)
    newsroom.wait_for(FERRY.split("\n\n")[1])

    question = reply_to(admin.chat, f"/remove https://t.me/{newsroom.username.lower()}/{post.id}")
    admin.chat.press(question, "Remove")
    newsroom.wait_for()
    newsroom.channel.edit_post(post, text=FERRY)  # as when only a reaction has changed
    other = newsroom.channel.post(SEAL)
    newsroom.wait_for(SEAL)

    newsroom.channel.edit_post(post, text=f"{FERRY} It was a seal.")
    newsroom.wait_for(SEAL, f"{FERRY} It was a seal.".split("\n\n")[1])
    private = f"t.me/c/{str(newsroom.channel.id).removeprefix('-100')}/{other.id}"
    assert "Remove" in reply_to(admin.chat, f"/remove {private}").labels


def test_no_private_address_is_stored_of_a_channel_without_a_name(
    shared_bot: SharedBot, tg: StandIn, admin: User
) -> None:
    admin.chat.say("/start")
    admin.chat.wait_reply()
    channel = tg.channel("Lighthouse keepers", admin)
    post = channel.post(FERRY)

    def stored() -> list[Article]:
        return articles(shared_bot.folder, "Lighthouse keepers")

    tg.wait_for(stored)
    assert stored()[0].url is None
    channel.edit_post(post, text=SEAL)
    tg.wait_for(lambda: [each.text for each in stored()] == [SEAL])


def asked(admin: User) -> Chat:
    """The chat of an administrator who has written to the bot."""
    admin.chat.say("/start")
    admin.chat.wait_reply()
    return admin.chat


def test_the_channel_of_anybody_else_is_read_only_once_an_administrator_agrees(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    admin, mallory = own_tg.user("Ada"), own_tg.user("Mallory")
    run_bot(admins=admin.id)
    chat = asked(admin)
    channel = own_tg.channel("Mud\nDaily", mallory, username="muddaily")

    request = chat.wait_reply()
    assert request.text.startswith("Mallory made me an administrator of the channel “Mud Daily”.")
    assert request.labels == ["Read it", "Do not read it"]
    channel.post(FERRY)
    assert mallory.chat.press(request, "Read it").alert
    listed = reply_to(chat, "/sources")
    assert chat.wait_reply().text == (
        "Channels:\n• Mud Daily (@muddaily): waiting for your decision"
    )
    assert "Mud" not in listed.text
    again = chat.wait_reply()
    assert again.labels == request.labels

    chat.press(request, "Read it")
    own_tg.wait_for(lambda: request.text == READ.format("Mud Daily"))
    channel.post(SEAL)
    own_tg.wait_for(lambda: articles(tmp_path, "Mud Daily"))
    assert [each.text for each in articles(tmp_path, "Mud Daily")] == [SEAL]

    chat.press(again, "Do not read it")
    own_tg.wait_for(lambda: again.text == "I do not read the channel “Mud Daily”.")
    channel.post(FERRY)
    channel.kick_bot()
    channel.add_bot()
    chat.silence()
    assert len(articles(tmp_path, "Mud Daily")) == 1
    assert "Mud" not in reply_to(own_tg.user("Eve").chat, "/sources").text.partition("Channels")[2]


def test_administrators_hear_once_that_the_bot_left_a_channel_and_are_asked_about_its_return(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    admin, owner = own_tg.user("Ada"), own_tg.user("Olaf")
    bot = run_bot(admins=admin.id)
    chat = asked(admin)
    channel = own_tg.channel("Pier News", owner)
    chat.press(chat.wait_reply(), "Read it")

    channel.kick_bot()
    assert chat.wait_reply().text.startswith("I am no longer an administrator of the channel")
    assert bot.stop() == 0
    bot.start()
    channel.add_bot()
    assert chat.wait_reply().labels == ["Read it", "Do not read it"]
    channel.add_bot(admin)
    assert chat.wait_reply().text == READ.format("Pier News")
    channel.post(SEAL)
    own_tg.wait_for(lambda: articles(tmp_path, "Pier News"))


def test_a_channel_that_the_bot_was_in_before_is_asked_about_at_its_next_post(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    admin = own_tg.user("Ada")
    channel = own_tg.channel("Pier News", admin, add_bot=False)
    channel.bot_status = "administrator"
    run_bot(admins=admin.id)
    chat = asked(admin)

    for text in (FERRY, SEAL):
        channel.post(text)

    request = chat.wait_reply()
    assert request.text.startswith("I am an administrator of the channel “Pier News”.")
    chat.silence()
    assert articles(tmp_path, "Pier News") == []


def test_not_more_than_twenty_channels_wait_for_a_decision(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    admin, mallory = own_tg.user("Ada"), own_tg.user("Mallory")
    run_bot(admins=admin.id)
    chat = asked(admin)

    for number in range(22):
        own_tg.channel(f"Mud {number}", mallory)

    requests = chat.settled(at_least=20)
    assert len(requests) == 20


def test_a_kill_loses_no_post_and_doubles_none(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    admin = own_tg.user("Ada")
    bot = run_bot(admins=admin.id)
    chat = asked(admin)
    channel = own_tg.channel("Pier News", admin)
    chat.wait_reply()

    posts = [f"{word} ferries sank off the pier on Tuesday." for word in ("Two", "Three", "Four")]
    for text in posts:
        channel.post(text)
    own_tg.wait_for(lambda: articles(tmp_path, "Pier News"))
    bot.kill()
    bot.start()
    own_tg.redeliver(3)

    own_tg.wait_for(lambda: len(articles(tmp_path, "Pier News")) >= 3)
    assert sorted(each.text for each in articles(tmp_path, "Pier News")) == sorted(posts)


def test_a_post_that_cannot_be_stored_is_tried_again(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    admin = own_tg.user("Ada")
    run_bot(admins=admin.id)
    chat = asked(admin)
    channel = own_tg.channel("Pier News", admin)
    chat.wait_reply()
    uploads = tmp_path / "archive" / "bot" / "uploads"
    uploads.touch()  # in the place of the folder

    channel.post(FERRY)
    channel.post(SEAL)
    log = tmp_path / "bot.log"
    own_tg.wait_for(lambda: "A post could not be stored; retrying in 2 s" in log.read_text())
    uploads.unlink()

    own_tg.wait_for(lambda: len(articles(tmp_path, "Pier News")) == 2)
