"""The watchdog: stalled polling is restarted, and the bot exits if that fails."""

from __future__ import annotations

import asyncio

from bot.settings import load_bot_settings
from bot.telegram_io.heartbeat import Heartbeat, watch


class Simulation:
    """A clock that only sleeping advances, and what the watchdog did."""

    def __init__(
        self,
        *,
        answers_until: float,
        restart_fails: bool = False,
        until: float,
        stall_s: float = 40.0,
    ) -> None:
        self.stall_s = stall_s
        self.now, self.until = 0.0, until
        self.answers_until, self.restart_fails = answers_until, restart_fails
        self.restarts: list[float] = []
        self.has_given_up = False
        self.heartbeat = Heartbeat(clock=lambda: self.now)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now <= self.answers_until:
            self.heartbeat.beat()
        if self.now > self.until:
            raise asyncio.CancelledError

    async def restart(self) -> None:
        self.restarts.append(self.now)
        if self.restart_fails:
            raise RuntimeError("cannot")

    def give_up(self) -> None:
        self.has_given_up = True

    def run(self) -> None:
        try:
            asyncio.run(
                watch(
                    self.heartbeat,
                    stall_s=self.stall_s,
                    restart=self.restart,
                    give_up=self.give_up,
                    sleep=self.sleep,
                )
            )
        except asyncio.CancelledError:
            return


def test_polling_that_answers_is_left_alone() -> None:
    simulation = Simulation(answers_until=1000.0, until=500.0)

    simulation.run()

    assert simulation.restarts == []


def test_stalled_polling_is_restarted_and_still_watched() -> None:
    simulation = Simulation(answers_until=100.0, until=200.0)

    simulation.run()

    assert simulation.restarts == [140.0, 180.0]
    assert not simulation.has_given_up


def test_the_bot_exits_if_polling_cannot_be_restarted() -> None:
    simulation = Simulation(answers_until=0.0, restart_fails=True, until=500.0)

    simulation.run()

    assert simulation.restarts == [40.0]
    assert simulation.has_given_up


def test_with_the_default_settings_a_stall_is_noticed_within_a_minute() -> None:
    settings = load_bot_settings({"TELEGRAM_BOT_TOKEN": "1:T0ken"})
    for answers_until in range(100, 150):
        simulation = Simulation(answers_until=answers_until, until=300.0, stall_s=settings.stall_s)

        simulation.run()

        assert simulation.restarts[0] - answers_until < 60.0


def test_a_restart_is_not_counted_as_an_answer() -> None:
    simulation = Simulation(answers_until=100.0, until=170.0)

    simulation.run()

    assert simulation.restarts == [140.0]
    assert simulation.heartbeat.silence_s() >= 70.0
