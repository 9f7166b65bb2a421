"""Fixtures: one bot process that most scenarios share, and processes for single scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.telegram.scenario import bot_process, fill
from tests.telegram.tgstandin import BotProcess, StandIn, User

RunBot: TypeAlias = Callable[..., BotProcess]


@dataclass(frozen=True)
class SharedBot:
    """A bot that many scenarios talk to, each with its own users.

    ``admins`` are its administrators, one for each scenario that needs one, as a chat takes no
    more than a message a second; ``folder`` is where its archive and its log are.
    """

    tg: StandIn
    admins: list[User]
    folder: Path

    @property
    def state(self) -> Path:
        """The folder of the bot's data."""
        return self.folder / "archive" / "bot"


@pytest.fixture(scope="session")
def shared_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBot]:
    """The bot that many scenarios share."""
    folder = tmp_path_factory.mktemp("shared")
    fill(folder / "archive")
    with StandIn(log=folder / "calls.jsonl") as tg:
        admins = [tg.user("Ada") for _ in range(40)]
        ids = ",".join(str(admin.id) for admin in admins)
        with bot_process(tg, folder, admins=ids, questions_per_minute=30):
            yield SharedBot(tg, admins, folder)


@pytest.fixture
def tg(shared_bot: SharedBot) -> Iterator[StandIn]:
    """The stand-in with the shared bot; the bot must not have misused the API at the end."""
    stand_in = shared_bot.tg
    stand_in.reset()
    stand_in.presses.clear()
    stand_in.inline_queries.clear()
    yield stand_in
    stand_in.assert_clean()


@pytest.fixture
def admin(shared_bot: SharedBot) -> User:
    """An administrator of the shared bot who has not talked to it yet."""
    return shared_bot.admins.pop()


@pytest.fixture
def own_tg() -> Iterator[StandIn]:
    """A stand-in for one test; the bot must not have misused the API at the end."""
    with StandIn() as stand_in:
        yield stand_in
        stand_in.assert_clean()


@pytest.fixture
def run_bot(own_tg: StandIn, tmp_path: Path) -> Iterator[RunBot]:
    """Starts a bot for one test on the articles of scenario.py; keywords are settings."""
    with ExitStack() as stack:

        def run(**variables: object) -> BotProcess:
            if not (tmp_path / "archive").exists():
                fill(tmp_path / "archive")
            process = bot_process(own_tg, tmp_path, **variables)
            stack.callback(process.kill)
            return process.start()

        yield run
