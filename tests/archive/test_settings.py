"""Settings: where they come from, what wins, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import BotSettings, load_bot_settings
from retrieval.errors import SettingsError
from retrieval.setting_names import BOT_NAMES
from retrieval.settings import Settings, load_settings


def test_defaults_hold_where_nothing_is_set() -> None:
    assert load_settings({}) == Settings()


def test_a_variable_wins_over_the_file_and_an_override_over_both(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('archive = "file"\nk = 4\nthreads = 2\n[bot]\nadmins = [7]\n')
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
        ({"ARTICLE_BOT_K": "many"}, r"ARTICLE_BOT_K\) cannot be used: give a whole number\.$"),
        ({"ARTICLE_BOT_KEEP_DAYS": "x"}, r"ARTICLE_BOT_KEEP_DAYS.*: give a whole number\.$"),
        ({"ARTICLE_BOT_KEEP_DAYS": "0"}, r"give a whole number of at least 1\.$"),
        ({"ARTICLE_BOT_ANSWER_THRESHOLD": "1.5"}, r"ARTICLE_BOT_ANSWER_THRESHOLD"),
        ({"ARTICLE_BOT_SETTINGS": "/no/such/file"}, r"settings file /no/such/file cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environment: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        load_settings(environment)


def test_an_archive_without_a_name_is_refused_and_the_home_folder_is_found() -> None:
    with pytest.raises(SettingsError, match="ARTICLE_BOT_ARCHIVE"):
        load_settings({}, archive="")
    assert load_settings({"ARTICLE_BOT_ARCHIVE": "~/news"}).archive == str(Path.home() / "news")


@pytest.mark.parametrize("name", ["K", "THREADS", "ANSWER_THRESHOLD", "ARCHIVE"])
def test_bytes_that_are_no_text_are_told_as_a_setting(name: str) -> None:
    with pytest.raises(SettingsError, match="ARTICLE_BOT_"):
        load_settings({f"ARTICLE_BOT_{name}": "~\ud800"})


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ARTICLE_BOT_ARCHIV", "ARTICLE_BOT_ARCHIVE"),
        ("ARTICLE_BOT_ARCHIVES", "ARTICLE_BOT_ARCHIVE"),
        ("ARTICLE_BOT_archive", "ARTICLE_BOT_ARCHIVE"),
        ("ARTICLE_BOT_ADMIN", "ARTICLE_BOT_ADMINS"),
        ("ARTICLE_BOT_SETTING", "ARTICLE_BOT_SETTINGS"),
        ("ARTICLEBOT_ARCHIVE", "ARTICLE_BOT_ARCHIVE"),
        ("ARTICEL_BOT_ARCHIVE", "ARTICLE_BOT_ARCHIVE"),
    ],
)
def test_a_misspelt_variable_is_told_with_the_nearest_name(name: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"no variable {name}: did you mean {nearest}\\?"):
        load_settings({name: "x"})


def test_a_variable_that_is_like_none_is_told_as_well() -> None:
    with pytest.raises(SettingsError, match="no variable ARTICLE_BOT_XYZZY: remove it"):
        load_settings({"ARTICLE_BOT_XYZZY": "x"})


def test_variables_of_the_whole_program_and_of_others_are_passed_over() -> None:
    names = [*BOT_NAMES, "settings", "debug", "allow_cuda"]
    mine = {f"ARTICLE_BOT_{name.upper()}": "" for name in names}
    others = {"ARTIST_ROBOT": "x", "ARTICLE_BOT": "x", "ARTICLE_ROBOT_HOME": "x"}
    given = {"ARTICLE_BOT_DEBUG": "1", "ARTICLE_BOT_ADMINS": "7", "ARTICLE_BOT_ALLOW_CUDA": "1"}
    assert load_settings(mine | others | given) == Settings()


def test_the_names_of_the_bot_are_those_of_its_settings() -> None:
    assert BotSettings.__struct_fields__ == BOT_NAMES


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('archiv = "x"', "no setting archiv in .*: did you mean archive?"),
        ("[bot]\nadmin = [7]", r"no setting admin below \[bot\] in .*: did you mean admins?"),
        ("[bott]\nadmins = [7]", r"no table \[bott\] in .*: did you mean \[bot\]?"),
        ("admins = [7]", r"setting admins in .* is the bot's: write it below \[bot\]"),
        ("[bot]\nthreads = 2", r"setting threads in .* is not the bot's: write it above \[bot\]"),
        ("bot = 3", r"make it a table, \[bot\]"),
        ("[[bot]]\nadmins = [7]", r"make it a table, \[bot\]"),
        ("archive = 3", r"setting archive \(ARTICLE_BOT_ARCHIVE\) cannot be used"),
        ("k = [3]", r"setting k \(ARTICLE_BOT_K\) cannot be used"),
        ("k = 1e400", r"setting k \(ARTICLE_BOT_K\) cannot be used"),
        ("k = 1979-05-27", r"setting k \(ARTICLE_BOT_K\) cannot be used"),
        ("threads = 99999999999999999999999999", "ARTICLE_BOT_"),
        ('archive = "a\\u0000b"', "a folder's name holds a zero byte"),
        ("k = ", r"settings\.toml cannot be read"),
        ("k = " + "[" * 5000, "cannot be read"),
        ("k = " + "9" * 5000, "cannot be read"),
    ],
)
@pytest.mark.parametrize("load", [load_settings, load_bot_settings])
def test_a_line_of_the_file_that_cannot_be_used_is_told(
    tmp_path: Path, content: str, told: str, load: Callable[[dict[str, str]], object]
) -> None:
    (tmp_path / "settings.toml").write_text(content)
    environment = {
        "ARTICLE_BOT_SETTINGS": str(tmp_path / "settings.toml"),
        "TELEGRAM_BOT_TOKEN": "1:T0ken",
    }
    if "(ARTICLE_BOT_" in told or told == "ARTICLE_BOT_" or "zero byte" in told:
        load = load_settings  # the value of a setting that is not the bot's
    with pytest.raises(SettingsError, match=told):
        load(environment)


def test_the_state_of_the_bot_is_read_from_its_own_table(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[bot]\nstate = "~/memory"\n')
    environment = {"ARTICLE_BOT_SETTINGS": str(tmp_path / "settings.toml")}
    assert load_settings(environment).state == str(Path.home() / "memory")
    environment["ARTICLE_BOT_STATE"] = "elsewhere"
    assert load_settings(environment).state == "elsewhere"


@pytest.mark.parametrize("parameters", ["", "?password=secret"])
def test_the_password_of_an_archive_is_not_shown(parameters: str) -> None:
    settings = Settings(archive=f"postgresql://ada:secret@db.example/news{parameters}", k=4)

    assert "secret" not in repr(settings)
    assert "archive='postgresql://…'" in repr(settings)
    assert "k=4" in f"{settings}"
