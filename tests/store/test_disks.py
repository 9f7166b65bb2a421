"""Full disks, disks that cannot be written, folders that go away: a sentence, nothing damaged."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.errors import BackendError
from retrieval.settings import Settings
from retrieval.types import Article
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, open_toy_archive

Mount = Callable[..., None]
QUESTION = "Which of the nine cables had cracks?"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes in memory; only where this process may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("a small disk can be mounted only by root")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=2m,mode=700", "none", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(disk)], check=True)


def quotes(archive: Archive, article: Article) -> bool:
    """Whether a question on ``article`` gets it first."""
    question = QUESTION if article is HARBOUR else "How many chicks were counted?"
    return archive.ask(question).results[0].article.doc_id == article.doc_id


def opened(disk: Path) -> Archive:
    return open_toy_archive(Settings(archive=str(disk / "archive")), create=True)


def test_a_full_disk_is_one_sentence_and_loses_nothing(disk: Path, tmp_path: Path) -> None:
    with opened(disk) as archive:
        archive.add(HARBOUR)
        (disk / "ballast").write_bytes(b"x" * (os.statvfs(disk).f_bavail * 4096 - 100_000))
        large = replace(OWLS, text="\n\n".join(f"Owl {n} flew off again." for n in range(9000)))
        with pytest.raises(BackendError, match=r"disk of the archive .* free some space"):
            archive.add(large)
        with pytest.raises(BackendError, match=r"free some space|cannot be written"):
            archive.backup(disk / "news.backup")
        assert not list(disk.glob("news.backup*"))
        assert quotes(archive, HARBOUR)
        assert [f.problem for f in archive.doctor()] == [
            f"The disk of {disk / 'archive'} is almost full."
        ]
        (disk / "ballast").unlink()
        archive.add(OWLS)
        assert quotes(archive, OWLS)


@pytest.mark.parametrize("size", ["100k", "200k", "300k"])
def test_a_disk_too_full_for_a_store_gets_none_rather_than_half_of_one(
    disk: Path, size: str
) -> None:
    remount(disk, f"size={size}")
    with pytest.raises(BackendError, match=r"disk of the archive .* free some space"):
        opened(disk)
    assert list((disk / "archive").iterdir()) == []
    remount(disk, "size=2m")
    with opened(disk) as archive:
        archive.add(HARBOUR)
        assert quotes(archive, HARBOUR)


def test_an_archive_on_a_disk_that_cannot_be_written_can_be_asked(
    disk: Path, tmp_path: Path
) -> None:
    with opened(disk) as archive:
        archive.add(HARBOUR)
    remount(disk, "ro")
    with opened(disk) as reader:
        assert quotes(reader, HARBOUR)
        assert reader.status().articles == 1
        reader.backup(tmp_path / "news.backup")
        with pytest.raises(BackendError, match="cannot be written: check the folder's permissions"):
            reader.add(OWLS)
        with pytest.raises(BackendError, match="cannot be written: check the folder's permissions"):
            reader.remove(HARBOUR.doc_id)
        assert "is read-only" in " ".join(f.problem for f in reader.doctor())
    remount(disk, "rw")
    with opened(disk) as archive:
        archive.add(OWLS)
        assert archive.status().articles == 2


def test_the_log_of_a_killed_writer_is_read_or_told_on_a_disk_that_cannot_be_written(
    disk: Path, make_archive: MakeArchive
) -> None:
    archive = make_archive([HARBOUR])
    shutil.copytree(archive.folder, disk / "archive")  # with the log, as a kill leaves it
    remount(disk, "ro")
    try:
        with opened(disk) as reader:
            assert quotes(reader, HARBOUR)
    except BackendError as error:
        assert "cannot be written: check the folder's permissions" in str(error)  # noqa: PT017
    remount(disk, "rw")
    with opened(disk) as archive:
        assert quotes(archive, HARBOUR)


def test_no_archive_can_be_made_on_a_disk_that_cannot_be_written(disk: Path) -> None:
    remount(disk, "ro")
    with pytest.raises(BackendError, match="Read-only file system"):
        opened(disk)


def test_a_folder_that_goes_away_while_it_is_open_is_one_sentence(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([HARBOUR])
    archive.ask(QUESTION)
    shutil.rmtree(archive.folder)
    for use in (
        lambda: archive.add(OWLS),
        lambda: archive.remove(HARBOUR.doc_id),
        lambda: archive.backup(archive.folder / "news.backup"),
    ):
        with pytest.raises(BackendError, match=r"The (archive|backup|disk) .*(in|of|/)"):
            use()


def test_a_clock_that_was_set_back_changes_no_answer(make_archive: MakeArchive) -> None:
    later = make_archive([replace(HARBOUR, fetched_at="2999-01-01T00:00:00+00:00")])
    later.add(OWLS)
    assert later.ask(QUESTION).results[0].article.doc_id == HARBOUR.doc_id
    assert later.add(replace(HARBOUR, title="Harbour bridge opens")) == "replaced"
    assert later.article(HARBOUR.doc_id).title == "Harbour bridge opens"
    assert later.doctor() == []
