"""Fixtures of the scenarios: one bot process for most, a process of their own for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.telegram.stage import bot_process, fill
from tests.telegram.tgstandin import BotProcess, StandIn, User

RunBot: TypeAlias = Callable[..., BotProcess]


@pytest.fixture(scope="session")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandIn, User, Path]]:
    """A bot that many scenarios talk to, each with users of its own; and its administrator."""
    folder = tmp_path_factory.mktemp("shared")
    fill(folder / "archive")
    with StandIn(log=folder / "calls.jsonl") as tg:
        admin = tg.user("Ada")
        with bot_process(tg, folder, admins=admin.id, questions_per_minute=30):
            yield tg, admin, folder


@pytest.fixture
def tg(shared_stage: tuple[StandIn, User, Path]) -> Iterator[StandIn]:
    """The stand-in with the shared bot; the bot must not have misused the API at the end."""
    stand_in = shared_stage[0]
    stand_in.reset()
    stand_in.presses.clear()
    stand_in.inline_queries.clear()
    yield stand_in
    stand_in.assert_clean()


@pytest.fixture
def admin(shared_stage: tuple[StandIn, User, Path]) -> User:
    """The administrator of the shared bot."""
    return shared_stage[1]


@pytest.fixture
def log_file(shared_stage: tuple[StandIn, User, Path]) -> Path:
    """The log of the shared bot."""
    return shared_stage[2] / "bot.log"


@pytest.fixture
def own_tg() -> Iterator[StandIn]:
    """A stand-in of the test's own; the bot must not have misused the API at the end."""
    with StandIn() as stand_in:
        yield stand_in
        stand_in.assert_clean()


@pytest.fixture
def run_bot(own_tg: StandIn, tmp_path: Path) -> Iterator[RunBot]:
    """Starts a bot of the test's own on the articles of stage.py; keywords are settings."""
    with ExitStack() as stack:

        def run(**variables: object) -> BotProcess:
            if not (tmp_path / "archive").exists():
                fill(tmp_path / "archive")
            process = bot_process(own_tg, tmp_path, **variables)
            stack.callback(process.kill)
            return process.start()

        yield run
