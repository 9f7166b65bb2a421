"""Settings: where they come from, what wins, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.errors import SettingsError
from retrieval.settings import Settings, load_settings


def test_defaults_hold_where_nothing_is_set() -> None:
    assert load_settings({}) == Settings()


def test_a_variable_wins_over_the_file_and_an_override_over_both(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('archive = "file"\nk = 4\nthreads = 2\n[bot]\nlanguage = "uk"\n')
    environment = {
        "ARTICLE_BOT_SETTINGS": str(file),
        "ARTICLE_BOT_ARCHIVE": "variable",
        "ARTICLE_BOT_K": "5",
    }
    loaded = load_settings(environment, archive="override", k=None)
    assert loaded == Settings(archive="override", k=5, threads=2)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load_settings({"ARTICLE_BOT_K": ""}) == Settings()


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({"ARTICLE_BOT_K": "0"}, r"The setting k \(ARTICLE_BOT_K\) cannot be used"),
        ({"ARTICLE_BOT_K": "many"}, r"ARTICLE_BOT_K"),
        ({"ARTICLE_BOT_ANSWER_THRESHOLD": "1.5"}, r"ARTICLE_BOT_ANSWER_THRESHOLD"),
        ({"ARTICLE_BOT_SETTINGS": "/no/such/file"}, r"settings file /no/such/file cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environment: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        load_settings(environment)


def test_an_unknown_key_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('archiv = "typo"\n')
    with pytest.raises(SettingsError, match="archiv"):
        load_settings({"ARTICLE_BOT_SETTINGS": str(tmp_path / "settings.toml")})


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("k = ")
    with pytest.raises(SettingsError, match=r"settings\.toml cannot be read"):
        load_settings({"ARTICLE_BOT_SETTINGS": str(tmp_path / "settings.toml")})


def test_an_archive_without_a_name_is_refused_and_the_home_folder_is_found() -> None:
    with pytest.raises(SettingsError, match="ARTICLE_BOT_ARCHIVE"):
        load_settings({}, archive="")
    assert load_settings({"ARTICLE_BOT_ARCHIVE": "~/news"}).archive == str(Path.home() / "news")


@pytest.mark.parametrize("name", ["K", "THREADS", "ANSWER_THRESHOLD", "ARCHIVE"])
def test_bytes_that_are_no_text_are_told_as_a_setting(name: str) -> None:
    with pytest.raises(SettingsError, match="ARTICLE_BOT_"):
        load_settings({f"ARTICLE_BOT_{name}": "~\ud800"})
