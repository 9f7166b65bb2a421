"""Folders that are subscribed to: what is new in them, and how a change is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from retrieval.archive import Archive
from retrieval.subscriptions import watching
from tests.subscriptions.conftest import Clock, update_all
from tests.support.toys import HARBOUR, OWLS

_TEXT = f"{HARBOUR.title}\n\n{HARBOUR.text}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is to be subscribed to."""
    made = tmp_path / "articles"
    made.mkdir()
    return made


def test_a_folder_brings_its_new_files(archive: Archive, folder: Path) -> None:
    archive.subscribe(folder)
    first = update_all(archive)
    assert (first.problem, first.subscription.kind) == ("", "folder")

    (folder / "ferry.txt").write_text(_TEXT)
    found = update_all(archive)
    assert (found.added, found.subscription.articles) == (1, 1)
    (folder / "ferry.txt").unlink()
    folder.rmdir()
    assert update_all(archive).problem == "does not exist: check the name."


def test_a_folder_brings_newsletters_also_those_that_a_mailbox_gets_later(
    archive: Archive, folder: Path
) -> None:
    def letter(subject: str, text: str) -> str:
        head = "From: The Tarn Letter <letter@tarn.example>\nDate: Fri, 25 Feb 2022 08:00:00 +0000"
        return f"{head}\nSubject: {subject}\n\n{text}\n\n"

    mailbox, envelope = (
        folder / "letters.mbox",
        "From letter@tarn.example Fri Feb 25 08:00:00 2022\n",
    )
    (folder / "one.eml").write_text(letter(HARBOUR.title or "", HARBOUR.text))
    mailbox.write_text(envelope + letter("Ferries", "Ferries will run every twenty minutes."))
    archive.subscribe(folder)
    assert update_all(archive).added == 2

    with mailbox.open("a") as file:
        file.write(envelope + letter(OWLS.title or "", OWLS.text))
    assert update_all(archive).added == 1
    names = {article.publisher for article in archive.articles()}
    assert (len(archive.article_ids()), names) == (3, {"The Tarn Letter"})


def test_a_file_that_cannot_be_read_is_not_tried_each_time(
    archive: Archive, folder: Path, clock: Clock
) -> None:
    (folder / "bad.txt").write_bytes(b"")
    archive.subscribe(folder)
    first = update_all(archive)
    assert (first.problem, len(first.failed), first.subscription.failed_pages) == ("", 1, 1)

    assert update_all(archive).failed == ()
    clock.pass_time(days=1.2)
    assert len(update_all(archive).failed) == 1
    (folder / "bad.txt").write_text(_TEXT)
    mended = update_all(archive)
    assert (mended.added, mended.subscription.failed_pages) == (1, 0)


def test_a_file_that_was_renamed_and_then_edited_is_replaced(
    archive: Archive, folder: Path
) -> None:
    old, new = folder / "bridge.txt", folder / "harbour bridge.txt"
    old.write_text(_TEXT)
    archive.subscribe(folder)
    update_all(archive)

    old.rename(new)
    update_all(archive)
    new.write_text(_TEXT.replace("eleven weeks", "nineteen weeks"))
    found = update_all(archive)

    assert (found.added, found.replaced, found.removed) == (0, 1, 0)
    assert found.subscription.articles == 1
    [article] = archive.articles()
    assert article.path == str(new)
    assert "nineteen weeks" in article.text
    old.write_text(_TEXT)  # it comes back
    assert update_all(archive).added == 1


@pytest.fixture
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets what watches look several times a second."""
    monkeypatch.setattr(watching, "_LOOKED_AFTER_S", 0.3)
    monkeypatch.setattr(watching, "_STEP_S", 0.1)
    monkeypatch.setattr(watching, "_SETTLED_MS", 200)


@pytest.mark.usefixtures("_looks_often")
def test_a_change_of_a_folder_is_noticed(archive: Archive, folder: Path) -> None:
    archive.subscribe(folder)
    archive.update()
    with archive.watch_sources() as watch:
        assert not watch.wait(Event(), timeout_s=0.1)
        (folder / "ferry.txt").write_text(_TEXT)
        assert watch.wait(Event(), timeout_s=30.0)
    assert archive.update().sources[0].added == 1


@pytest.mark.usefixtures("_looks_often")
@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_folder_that_is_replaced_is_watched_further(
    archive: Archive, folder: Path, tmp_path: Path, is_deleted: bool
) -> None:
    archive.subscribe(folder)
    archive.update()
    with archive.watch_sources() as watch:
        if is_deleted:
            folder.rmdir()
        else:
            folder.rename(tmp_path / "before")
        folder.mkdir()
        assert watch.wait(Event(), timeout_s=30.0)
        archive.update()
        watch.wait(Event(), timeout_s=1.0)
        (folder / "ferry.txt").write_text(_TEXT)
        assert watch.wait(Event(), timeout_s=30.0)
    assert archive.update().sources[0].added == 1


@pytest.mark.usefixtures("_looks_often")
def test_a_folder_that_is_gone_for_a_while_is_read_when_it_is_back(
    archive: Archive, folder: Path, tmp_path: Path
) -> None:
    archive.subscribe(folder)
    archive.update()
    with archive.watch_sources() as watch:
        folder.rename(tmp_path / "away")
        watch.wait(Event(), timeout_s=1.0)
        assert update_all(archive).problem
        (tmp_path / "away" / "ferry.txt").write_text(_TEXT)
        (tmp_path / "away").rename(folder)
        assert watch.wait(Event(), timeout_s=30.0)
    assert archive.update().sources[0].added == 1


@pytest.mark.usefixtures("_looks_often")
def test_a_new_folder_that_its_subscriber_is_about_to_read_is_not_due_by_being_watched(
    archive: Archive, tmp_path: Path
) -> None:
    for name in ("known", "new"):
        (tmp_path / name).mkdir()
    archive.subscribe(tmp_path / "known")
    archive.update()
    with archive.watch_sources() as watch:
        own = archive.subscribe(tmp_path / "new", is_read_next=True)
        assert not watch.wait(Event(), timeout_s=0.1)
        assert not watch.wait(Event(), timeout_s=0.1)
    assert archive.subscription(own.subscription_id).next_run_at == own.next_run_at


@pytest.mark.usefixtures("_looks_often")
def test_what_changes_while_watching_begins_is_noticed(archive: Archive, folder: Path) -> None:
    archive.subscribe(folder)
    archive.update()
    with archive.watch_sources() as watch:
        (folder / "ferry.txt").write_text(_TEXT)
        assert watch.wait(Event(), timeout_s=30.0)


@pytest.mark.usefixtures("_looks_often")
def test_watching_is_tried_again_after_an_error(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.subscribe(folder)
    archive.update()

    def fail(*_: object, **__: object) -> Iterator[None]:
        raise OSError(28, "inotify watch limit reached")
        yield

    monkeypatch.setattr(watching, "_TRIED_AGAIN_AFTER_S", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(watching, "watch", fail)
        watch = archive.watch_sources().__enter__()
        assert not watch.wait(Event(), timeout_s=1.0)
    with watch:
        assert not watch.wait(Event(), timeout_s=1.0)  # now it watches
        (folder / "ferry.txt").write_text(_TEXT)
        assert watch.wait(Event(), timeout_s=30.0)
