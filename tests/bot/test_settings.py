"""The bot's settings: read from file and variables, validated, without secrets in repr."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import load_bot_settings
from retrieval import SettingsError

TOKEN = {"TELEGRAM_BOT_TOKEN": "1:T0ken"}


def test_variables_go_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('k = 5\n[bot]\nadmins = [7]\naccess = "list"\npassages = 2\n')

    settings = load_bot_settings(
        {**TOKEN, "ARTICLE_BOT_SETTINGS": str(file), "ARTICLE_BOT_ADMINS": "1, 2;3"}
    )

    assert settings.admins == (1, 2, 3)
    assert (settings.access, settings.passages) == ("list", 2)


def test_secrets_are_not_in_any_repr() -> None:
    settings = load_bot_settings({**TOKEN, "ARTICLE_BOT_WEBHOOK_SECRET": "hush"})

    assert settings.token.reveal() == "1:T0ken"
    assert "T0ken" not in f"{settings!r} {settings} {settings.token}"
    assert "hush" not in repr(settings)


@pytest.mark.parametrize("secret", ["", "with space", "ї", "x" * 257])
def test_a_webhook_needs_a_secret_that_telegram_accepts(secret: str) -> None:
    variables = {
        "ARTICLE_BOT_WEBHOOK_URL": "https://bot.example/hook",
        "ARTICLE_BOT_WEBHOOK_SECRET": secret,
    }

    with pytest.raises(SettingsError, match="A webhook needs a secret"):
        load_bot_settings({**TOKEN, **variables})


def test_a_stall_must_be_longer_than_an_empty_poll() -> None:
    with pytest.raises(SettingsError, match=r"stall_s .*ARTICLE_BOT_STALL_S.* at least 100,"):
        load_bot_settings({**TOKEN, "ARTICLE_BOT_POLL_TIMEOUT_S": "50"})

    settings = load_bot_settings(
        {**TOKEN, "ARTICLE_BOT_POLL_TIMEOUT_S": "50", "ARTICLE_BOT_STALL_S": "100"}
    )
    assert settings.stall_s == 100.0
