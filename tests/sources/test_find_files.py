"""A source is searched for files that can be read, each once, in a fixed order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.errors import SourceError
from retrieval.sources import SkippedFile, find_files
from retrieval.types import IngestFailure


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def names_found(folder: Path) -> list[str]:
    return [
        str(found.relative_to(folder)) for found in find_files(folder) if isinstance(found, Path)
    ]


def test_a_folder_gives_its_readable_kinds_in_depth_and_in_order(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a.HTML", "sub/c.jsonl", "sub/deep/d.md", "picture.png", "e.json")
    assert names_found(tmp_path) == ["a.HTML", "b.txt", "e.json", "sub/c.jsonl", "sub/deep/d.md"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", ".b.txt", ".git/c.txt")
    assert names_found(tmp_path) == ["a.txt"]


def test_what_is_no_article_by_its_nature_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "README.md", "sub/Readme.txt", "LICENSE.txt", "CHANGELOG.md", "readers.txt")
    (tmp_path / "questions.jsonl").write_text('{"question": "Who?", "answer": "Jane"}\n')
    (tmp_path / "questions.json").write_text('[{"question": "Who?", "answer": "Jane"}]')
    (tmp_path / "interview.json").write_text('{"question": "Who?", "text": "Jane Roe."}')
    assert names_found(tmp_path) == ["interview.json", "readers.txt"]


@pytest.mark.parametrize(
    "name", ["License to fish is revoked.txt", "Readmetre.txt", "Changelog of a city.md"]
)
def test_an_article_whose_name_begins_like_a_readme_is_read(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert names_found(tmp_path) == [name]


def test_each_visible_file_of_another_kind_is_told_by_its_ending(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "b.PNG", "sub/c.png", "d.csv", "minutes", "Mr. Smith goes", "e.tar.gz")
    put(tmp_path, ".hidden.png", ".git/c.png", "README", "LICENSE-MIT", "README.de.rst")
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "gone.png").symlink_to(tmp_path / "nothing")
    told = [found.suffix for found in find_files(tmp_path) if isinstance(found, SkippedFile)]
    assert sorted(told) == ["(none)", "(none)", ".csv", ".gz", ".png", ".png"]


@pytest.mark.parametrize(
    "folder", ["Rain_files", "Rain-Dateien", "rain_Archivos", "Rain.files", "Rain_fichiers"]
)
def test_the_folder_of_a_saved_page_holds_no_articles(tmp_path: Path, folder: str) -> None:
    put(tmp_path, "Rain.html", f"{folder}/ad.html", f"{folder}/deep/frame.htm", f"{folder}/a.png")
    assert list(find_files(tmp_path)) == [tmp_path / "Rain.html"]


def test_a_folder_of_such_a_name_without_its_page_is_read(tmp_path: Path) -> None:
    put(tmp_path, "Rain.txt", "Rain_files/a.html", "Storm.html", "Storm stories/b.html")
    assert names_found(tmp_path) == [
        "Rain.txt", "Storm.html", "Rain_files/a.html", "Storm stories/b.html"
    ]  # fmt: skip


def test_a_folder_of_assets_whose_page_was_renamed_holds_no_articles(tmp_path: Path) -> None:
    put(tmp_path, "My rain.html", "Rain_files/ad.html", "Rain_files/main.css")
    assert names_found(tmp_path) == ["My rain.html"]


def test_links_to_folders_are_not_followed_so_loops_are_impossible(tmp_path: Path) -> None:
    put(tmp_path, "sub/a.txt")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert names_found(tmp_path) == ["sub/a.txt"]


def test_each_real_file_comes_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    os.link(tmp_path / "a.txt", tmp_path / "c.txt")
    assert names_found(tmp_path) == ["a.txt"]


def test_a_link_to_nothing_is_one_failure(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    failures = [found for found in find_files(tmp_path) if isinstance(found, IngestFailure)]
    assert [failure.source for failure in failures] == [str(tmp_path / "b.txt")]


def test_a_single_file_is_itself(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    assert list(find_files(tmp_path / "a.txt")) == [tmp_path / "a.txt"]


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("missing", "check the name"),
        ("empty", "put .txt"),
        ("unknown", "put .txt"),
        ("unknown/a.png", ".jsonl or .ndjson"),
        ("nul\0byte", "check the name"),
    ],
)
def test_a_source_without_anything_to_read_is_an_error_with_its_cure(
    tmp_path: Path, name: str, cure: str
) -> None:
    put(tmp_path, "unknown/a.png")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=cure):
        list(find_files(tmp_path / name))


def test_a_pipe_is_no_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(SourceError, match="neither a file nor a folder"):
        find_files(tmp_path / "pipe.txt")
    with pytest.raises(SourceError, match="holds no file"):
        list(find_files(tmp_path))
