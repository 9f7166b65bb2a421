"""Articles of subscriptions removed after some days, and what brings them back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.errors import (
    SettingsError,
)
from tests.subscriptions.conftest import (
    DAY,
    Clock,
    asked,
    update_all,
)
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import HARBOUR, OWLS


def test_articles_are_removed_after_the_days_of_their_source(
    site: Site, archive: Archive, clock: Clock
) -> None:
    archive.add(OWLS)
    archive.subscribe(site.url("/feed"), keep_days=10)
    archive.update()
    assert len(archive.article_ids()) == 2

    clock.pass_time(days=7)
    report = archive.update()
    assert report.expired == 1
    assert archive.article_ids() == [OWLS.doc_id]
    files = [path for path in archive.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"Lowholm" in path.read_bytes()] == []
    clock.pass_time(days=2)
    assert archive.update().sources[0].added == 0


@pytest.mark.parametrize("is_from_elsewhere", [True, False])
def test_an_article_whose_file_was_edited_is_removed_after_the_days_if_it_was_before(
    archive: Archive, clock: Clock, tmp_path: Path, is_from_elsewhere: bool
) -> None:
    file = tmp_path / "articles" / "ferry.txt"
    file.parent.mkdir()
    file.write_text(f"{HARBOUR.title}\n\n{HARBOUR.text}")
    if is_from_elsewhere:
        archive.ingest([file])
    archive.subscribe(file.parent, keep_days=10)
    archive.update()

    file.write_text(f"{HARBOUR.title}\n\n{HARBOUR.text} So it is.")
    [edited] = archive.update(due_only=False).sources
    clock.pass_time(days=11)
    expired = archive.update().expired

    assert (edited.added, edited.replaced) == (0, 1)
    assert expired == (0 if is_from_elsewhere else 1)


@pytest.mark.parametrize("keep_days", [-5, 0, 10**9])
def test_days_that_cannot_be_kept_are_refused(site: Site, archive: Archive, keep_days: int) -> None:
    own = archive.subscribe(site.url("/feed"))

    for put in (
        lambda: archive.subscribe(site.url("/new"), keep_days=keep_days),
        lambda: archive.put_keep_days(own.subscription_id, keep_days),
    ):
        with pytest.raises(SettingsError, match="from 1 to 36500"):
            put()
    assert archive.subscriptions() == [own]


def test_a_file_and_a_page_that_stay_do_not_bring_what_was_removed_again(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    file, old = tmp_path / "mail.jsonl", {"title": HARBOUR.title, "text": HARBOUR.text}
    file.write_text(json.dumps(old | {"published_at": "2022-02-25"}) + "\n")
    archive.subscribe(file, keep_days=10)
    archive.subscribe(site.url("/ferry"), keep_days=10)
    found = [archive.update().sources]
    for _ in range(3):
        clock.pass_time(days=9)
        found.append(archive.update().sources)

    assert [[own.added for own in run] for run in found] == [[1, 1], [0, 0], [0, 0], [0, 0]]
    assert archive.article_ids() == []
    with file.open("a") as mailbox:
        new = {"title": OWLS.title, "text": OWLS.text, "published_at": clock.now.isoformat()}
        mailbox.write(json.dumps(new) + "\n")
    [grown, _] = archive.update(due_only=False).sources
    assert (grown.added, len(archive.article_ids())) == (1, 1)
    assert archive.ingest([file, site.url("/ferry")]).added == 2


def test_what_was_too_old_comes_back_once_it_would_be_kept_but_not_what_was_removed_by_hand(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    feed = rss(*(rss_item(site.url(path), date=DAY) for path in ("/ferry", "/seal", "/owls")))
    site.replies["/seal"] = Reply(article_page("Seal caught"))
    site.replies["/owls"] = Reply(article_page("Owls return", paragraphs=(OWLS.text,)))
    site.replies["/feed"] = lambda handler: (
        Reply(status=304)
        if handler.headers["If-None-Match"]
        else replace(feed, headers={"ETag": '"1"'})
    )
    folder = tmp_path / "articles"
    folder.mkdir()
    for own in (HARBOUR, OWLS):
        fields = {"title": own.title, "text": own.text, "published_at": "2022-02-25"}
        (folder / f"{own.doc_id}.json").write_text(json.dumps(fields))
    archive.subscribe(folder, keep_days=10)
    archive.subscribe(site.url("/feed"), keep_days=10)
    archive.update()
    owls = [article.doc_id for article in archive.articles() if "owls" in article.text]
    archive.remove(*owls)
    clock.pass_time(days=11)
    expired = archive.update().expired

    found = [archive.update(due_only=False).sources]
    for source in archive.subscriptions():
        archive.put_keep_days(source.subscription_id, 30)
    found += [archive.update(due_only=False).sources for _ in range(2)]

    assert (len(owls), expired) == (2, 3)
    assert [[run.added for run in runs] for runs in found] == [[0, 0], [1, 2], [0, 0]]
    assert owls[0] not in archive.article_ids()


def test_a_folder_or_feed_given_by_hand_does_not_bring_back_what_was_too_old(
    site: Site, archive: Archive, clock: Clock, tmp_path: Path
) -> None:
    site.replies["/feed"] = rss(rss_item(site.url("/ferry"), date=DAY))
    (tmp_path / "articles").mkdir()
    file = tmp_path / "articles" / "harbour.json"
    fields = {"title": HARBOUR.title, "text": HARBOUR.text, "published_at": "2022-02-25"}
    file.write_text(json.dumps(fields))
    for source in (file.parent, site.url("/feed")):
        archive.subscribe(source, keep_days=10)
    archive.update()
    clock.pass_time(days=11)
    assert archive.update().expired == 2

    given = archive.ingest([file.parent, site.url("/feed")])

    assert (given.added, given.removed_earlier) == (0, 1)
    assert archive.ingest([file, site.url("/ferry")]).added == 2


def test_pages_too_old_to_be_kept_are_not_asked_for(site: Site, archive: Archive) -> None:
    old = "Thu, 01 Jul 2021 10:00:00 +0200"
    site.replies["/feed"] = rss(
        rss_item(site.url("/ferry"), date=DAY), rss_item(site.url("/old"), date=old)
    )
    archive.subscribe(site.url("/feed"), keep_days=30)
    found = update_all(archive)

    assert (asked(site), found.failed) == (["/feed", "/ferry"], ())
