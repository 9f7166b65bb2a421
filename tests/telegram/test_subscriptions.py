"""Subscriptions in the bot: made by commands, read on their schedule, reported when dead."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval import Settings, Subscription
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import open_toy_archive
from tests.telegram.conftest import RunBot, SharedBot, running_bot
from tests.telegram.scenario import pass_time, reply_to
from tests.telegram.test_admin import QUESTION, SENTENCE, report_on
from tests.telegram.test_channels import asked
from tests.telegram.tgstandin import Chat, StandIn

DAY_S = 86_400.0
DAY = "Fri, 25 Feb 2022 10:00:00 +0200"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.replies["/ferry"] = Reply(article_page())
        site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
        yield site


@pytest.fixture(scope="module")
def reading_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBot]:
    """A bot that may read from this machine."""
    folder = tmp_path_factory.mktemp("reading")
    with running_bot(folder, allow_private_addresses=True, fetch_delay_s=0) as shared:
        yield shared


@pytest.fixture
def chat(reading_bot: SharedBot) -> Iterator[Chat]:
    """The chat of one of its administrators; nothing stays in its archive."""
    with reading_bot.scenario(), reading_bot.nothing_stays():
        yield asked(reading_bot.admins.pop())


def stored(folder: Path) -> list[Subscription]:
    with open_toy_archive(Settings(archive=str(folder / "archive"))) as archive:
        return archive.subscriptions()


def subscribe(chat: Chat, site: Site) -> None:
    chat.say(f"/subscribe {site.url('/feed')}")
    assert report_on(chat).text.startswith("Subscribed to Pier News.")


def test_a_feed_is_read_at_once_and_again_when_it_is_due(
    chat: Chat, site: Site, reading_bot: SharedBot
) -> None:
    chat.say(f"/subscribe {site.url('/feed')}")
    report = report_on(chat)
    assert report.text.startswith("Subscribed to Pier News. I read it again in ")
    assert report.text.endswith("and then in its own rhythm.\n1 article added.")
    assert SENTENCE in reply_to(chat.tg.user("Alice").chat, QUESTION).text

    site.replies["/seal"] = Reply(article_page("Seal caught"))
    site.replies["/feed"] = rss(
        rss_item(site.url("/ferry"), date=DAY), rss_item(site.url("/seal"), date=DAY)
    )
    pass_time(reading_bot.folder, DAY_S)

    chat.tg.wait_for(lambda: stored(reading_bot.folder)[0].articles == 2)
    assert site.pages_asked().count("/ferry") == 1
    assert "Seal caught" in reply_to(chat, "/find seal").text


def test_sources_lists_subscriptions_for_administrators_only(chat: Chat, site: Site) -> None:
    subscribe(chat, site)

    reply_to(chat, "/sources")
    listed = chat.wait_reply().text

    assert listed.startswith("Subscriptions:\n\n1. Pier News\nfeed · 1 article brought · read ")
    assert " · next in " in listed
    alice = chat.tg.user("Alice").chat
    reply_to(alice, "/sources")
    alice.silence()
    assert reply_to(alice, "/subscribe https://a.example/").text.startswith("I do not know that")


def test_a_list_of_feeds_is_subscribed_to_with_its_feeds(chat: Chat, site: Site) -> None:
    outline = f"<outline xmlUrl='{site.url('/feed')}'/>"
    site.replies["/list"] = Reply(f"<opml><body>{outline}</body></opml>".encode(), "text/xml")
    chat.say(f"/subscribe {site.url('/list')}")
    assert "1 feed" in report_on(chat).text

    reply_to(chat, "/sources")
    assert f"1. {site.url('/list')}\nlist of feeds · read " in chat.wait_reply().text


def test_an_address_that_cannot_be_read_is_not_subscribed(
    chat: Chat, site: Site, reading_bot: SharedBot
) -> None:
    chat.say(f"/subscribe {site.url('/gone')}")

    assert report_on(chat).text == (
        "I have not subscribed, as I cannot read that:\n"
        f"{site.url('/gone')}: does not exist: check the address."
    )
    assert stored(reading_bot.folder) == []


def test_a_known_address_that_cannot_be_read_stays_subscribed(
    chat: Chat, site: Site, reading_bot: SharedBot
) -> None:
    folder = reading_bot.folder / "archive"
    with open_toy_archive(Settings(archive=str(folder))) as archive:
        archive.subscribe(site.url("/gone"), is_read_next=True)
    with closing(sqlite3.connect(folder / "store.sqlite")) as database, database:
        # As if it were added and to be read in a hundred years: so the bot neither takes it for
        # broken off, nor reads it by itself before the command does.
        later = "replace(next_run_at, '20', '21')"
        database.execute(f"UPDATE subscriptions SET added_at = {later}, next_run_at = {later}")

    chat.say(f"/subscribe {site.url('/gone')}")

    assert report_on(chat).text == (
        f"I am subscribed to {site.url('/gone')} already.\n"
        f"{site.url('/gone')}: does not exist: check the address."
    )
    assert [own.source for own in stored(reading_bot.folder)] == [site.url("/gone")]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/subscribe", "Write the address of a feed, a page or a sitemap after the command"),
        ("/subscribe /etc", "Write the address of a feed"),
        ("/subscribe pier news.example/feed", "Write the address of a feed"),
        ("/subscribe @piernews", "I can read that channel only as its administrator"),
        ("/subscribe https://t.me/piernews", "I can read that channel only as its administrator"),
        ("/unsubscribe", "There is nothing to unsubscribe from."),
        ("/unsubscribe 7", "That is none of my sources."),
        ("/unsubscribe https://a.example/b", "That is none of my sources."),
        ("/unsubscribe @piernews", "That is none of my sources."),
    ],
)
def test_what_cannot_be_done_is_told(chat: Chat, said: str, answer: str) -> None:
    assert reply_to(chat, said).text.startswith(answer)


def test_several_addresses_are_subscribed_to_one_after_the_other(
    chat: Chat, site: Site, reading_bot: SharedBot
) -> None:
    chat.say(f"/subscribe {site.url('/feed')} {site.url('/gone')}")

    assert report_on(chat).text.startswith("Subscribed to Pier News.")
    assert report_on(chat).text.startswith("I have not subscribed")
    assert [own.source for own in stored(reading_bot.folder)] == [site.url("/feed")]
    assert "\n1 subscription\n" in reply_to(chat, "/status").text


def test_a_kill_during_subscribe_ends_in_its_report(
    own_tg: StandIn, run_bot: RunBot, site: Site, tmp_path: Path
) -> None:
    admin = own_tg.user("Ada")
    bot = run_bot(admins=admin.id, allow_private_addresses=True, fetch_delay_s=0.5)
    chat = asked(admin)
    paths = [f"/story{number}" for number in range(8)]
    site.replies |= {path: Reply(article_page(f"Story {path[6:]}")) for path in paths}
    site.replies["/feed"] = rss(*(rss_item(site.url(path), date=DAY) for path in paths))
    chat.say(f"/subscribe {site.url('/feed')}")
    chat.wait_reply()
    own_tg.wait_for(lambda: stored(tmp_path) and stored(tmp_path)[0].articles >= 2)

    bot.kill()
    bot.start()

    assert report_on(chat).text.startswith("Subscribed to Pier News.")
    assert stored(tmp_path)[0].articles == 8


def test_a_subscription_ends_by_button_number_or_address(
    chat: Chat, site: Site, reading_bot: SharedBot
) -> None:
    for said in ("/unsubscribe 1", f"/unsubscribe {site.url('/feed')}"):
        subscribe(chat, site)
        assert reply_to(chat, f"/subscribe {site.url('/feed')}").text.startswith("I am subscribed")
        assert reply_to(chat, said).text == "Unsubscribed from Pier News. Its articles stay."
        assert stored(reading_bot.folder) == []

    subscribe(chat, site)
    choice = reply_to(chat, "/unsubscribe")
    assert chat.tg.user("Mallory").chat.press(choice, "Pier News").alert
    chat.press(choice, "Pier News")
    chat.wait_edit(choice, after=1)
    assert choice.text == "Unsubscribed from Pier News. Its articles stay."
    assert stored(reading_bot.folder) == []


def test_a_button_ends_no_other_subscription_that_has_the_number_now(
    chat: Chat, site: Site, reading_bot: SharedBot
) -> None:
    subscribe(chat, site)
    choice = reply_to(chat, "/unsubscribe")
    reply_to(chat, "/unsubscribe 1")
    site.replies["/other"] = site.replies["/feed"]
    chat.say(f"/subscribe {site.url('/other')}")
    report_on(chat)

    chat.press(choice, "Pier News")
    chat.wait_edit(choice, after=1)

    assert choice.text.startswith("That is none of my sources.")
    assert [own.source for own in stored(reading_bot.folder)] == [site.url("/other")]


def test_a_channel_is_read_no_longer_and_again_by_its_name(chat: Chat) -> None:
    chat.tg.channel("Pier News", chat.members[0], username="piernews")
    assert chat.wait_reply().text.startswith("Each new post of the channel “Pier News”")

    assert reply_to(chat, "/unsubscribe").labels == ["Pier News"]
    ended = reply_to(chat, "/unsubscribe @PierNews")
    assert ended.text == "I do not read the channel “Pier News”."
    again = reply_to(chat, "/subscribe https://t.me/piernews").text
    assert again.startswith("Each new post of the channel “Pier News”")
    reply_to(chat, "/unsubscribe @PierNews")


def test_the_death_and_recovery_of_a_source_are_told_once_also_across_a_restart(
    own_tg: StandIn, run_bot: RunBot, site: Site, tmp_path: Path
) -> None:
    admin, other = own_tg.user("Ada"), own_tg.user("Eve")
    bot = run_bot(admins=f"{admin.id},{other.id}", allow_private_addresses=True, fetch_delay_s=0)
    chat = asked(admin)
    asked(other)
    subscribe(chat, site)
    site.replies["/feed"] = Reply(b"gone", status=410)

    pass_time(tmp_path, DAY_S)

    told = chat.wait_reply()
    assert told.text.startswith("I have not been able to read Pier News since ")
    assert "/unsubscribe 1 ends it." in told.text
    assert other.chat.wait_reply().text == told.text
    assert bot.stop() == 0
    bot.start()
    pass_time(tmp_path, 2 * DAY_S)
    own_tg.wait_for(lambda: stored(tmp_path)[0].failures >= 2)
    chat.silence(2)

    site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
    pass_time(tmp_path, 4 * DAY_S)
    again = chat.wait_reply()
    assert (again.text, again.buttons) == ("I can read Pier News again.", [])
    chat.silence(2)

    chat.press(told, "Unsubscribe")
    chat.wait_edit(told, after=1)
    assert stored(tmp_path) == []


def test_reading_a_slow_source_delays_no_question_and_no_stop(
    own_tg: StandIn, run_bot: RunBot, site: Site, tmp_path: Path
) -> None:
    admin = own_tg.user("Ada")
    bot = run_bot(admins=admin.id, allow_private_addresses=True, fetch_delay_s=2)
    chat = asked(admin)
    subscribe(chat, site)
    paths = [f"/story{number}" for number in range(20)]
    site.replies |= {path: Reply(article_page(f"Story {path[6:]}")) for path in paths}
    site.replies["/feed"] = rss(*(rss_item(site.url(path), date=DAY) for path in paths))
    pass_time(tmp_path, DAY_S)
    own_tg.wait_for(lambda: "/story0" in site.asked)

    assert SENTENCE in reply_to(chat, QUESTION).text
    chat.upload("seal.txt", b"Seal caught\n\nA grey seal was caught off the pier on Friday.")
    assert report_on(chat).text == "Added: Seal caught"

    assert bot.stop() == 0
