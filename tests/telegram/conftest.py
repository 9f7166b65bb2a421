"""Fixtures: one bot process that most scenarios share, and processes for single scenarios.

The files whose scenarios need other settings, but no kill of their own, share a process as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from retrieval import Archive, Article, Settings
from tests.support.toys import open_toy_archive
from tests.telegram.scenario import ARTICLES, bot_process, fill, reserved_port
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

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """Its archive, as another program has it open."""
        with open_toy_archive(Settings(archive=str(self.folder / "archive"))) as archive:
            yield archive

    @contextmanager
    def scenario(self) -> Iterator[StandIn]:
        """A scenario with this bot, which must not have misused the API at its end."""
        self.tg.reset()
        self.tg.presses.clear()
        self.tg.inline_queries.clear()
        yield self.tg
        self.tg.assert_clean()

    @contextmanager
    def nothing_stays(self) -> Iterator[None]:
        """Removes what comes to the archive meanwhile: articles, subscriptions and alerts."""
        with self.archive() as archive:
            before = set(archive.article_ids())
            yield
            for alert in archive.alerts():
                archive.remove_alert(alert.alert_id)
            for own in archive.subscriptions():
                archive.unsubscribe(own.subscription_id)
            archive.remove(*(set(archive.article_ids()) - before))


@contextmanager
def running_bot(
    folder: Path, articles: Sequence[Article] = ARTICLES, **settings: object
) -> Iterator[SharedBot]:
    """A bot for many scenarios, with 40 administrators."""
    fill(folder / "archive", articles)
    with StandIn() as tg:
        admins = [tg.user("Ada") for _ in range(40)]
        ids = ",".join(str(admin.id) for admin in admins)
        with bot_process(tg, folder, admins=ids, questions_per_minute=30, **settings):
            yield SharedBot(tg, admins, folder)


@pytest.fixture(scope="session")
def shared_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBot]:
    """The bot that many scenarios share."""
    with running_bot(tmp_path_factory.mktemp("shared"), sets_profile=True) as shared:
        yield shared


@pytest.fixture
def tg(shared_bot: SharedBot) -> Iterator[StandIn]:
    """The stand-in with the shared bot."""
    with shared_bot.scenario() as stand_in:
        yield stand_in


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
def port() -> Iterator[int]:
    """A port on which only the bot of this test listens."""
    with reserved_port() as port:
        yield port


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
