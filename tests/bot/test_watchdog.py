"""The watchdog: silent polling is started anew, and the bot ends where that fails."""

from __future__ import annotations

import asyncio

from bot.settings import load_bot_settings
from bot.telegram_io.pulse import Pulse
from bot.telegram_io.watchdog import watch


class World:
    """A clock that only sleep moves, and what the watchdog did."""

    def __init__(
        self,
        *,
        beats_until: float,
        restart_fails: bool = False,
        ends_at: float,
        stall_s: float = 40.0,
    ) -> None:
        self.stall_s = stall_s
        self.now, self.ends_at = 0.0, ends_at
        self.beats_until, self.restart_fails = beats_until, restart_fails
        self.restarts: list[float] = []
        self.given_up = False
        self.pulse = Pulse(clock=lambda: self.now)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now <= self.beats_until:
            self.pulse.beat()
        if self.now > self.ends_at:
            raise asyncio.CancelledError

    async def restart(self) -> None:
        self.restarts.append(self.now)
        if self.restart_fails:
            raise RuntimeError("cannot")

    def give_up(self) -> None:
        self.given_up = True

    def run(self) -> None:
        try:
            asyncio.run(
                watch(
                    self.pulse,
                    stall_s=self.stall_s,
                    restart=self.restart,
                    give_up=self.give_up,
                    sleep=self.sleep,
                )
            )
        except asyncio.CancelledError:
            return


def test_polling_that_beats_is_left_alone() -> None:
    world = World(beats_until=1000.0, ends_at=500.0)

    world.run()

    assert world.restarts == []


def test_silence_is_ended_by_a_new_start_and_watched_on() -> None:
    world = World(beats_until=100.0, ends_at=200.0)

    world.run()

    assert world.restarts == [140.0, 180.0]
    assert not world.given_up


def test_the_bot_ends_where_polling_cannot_be_started_anew() -> None:
    world = World(beats_until=0.0, restart_fails=True, ends_at=500.0)

    world.run()

    assert world.restarts == [40.0]
    assert world.given_up


def test_with_the_settings_that_are_given_a_stall_is_noticed_within_a_minute() -> None:
    settings = load_bot_settings({"TELEGRAM_BOT_TOKEN": "1:T0ken"})
    for beats_until in range(100, 150):
        world = World(beats_until=beats_until, ends_at=300.0, stall_s=settings.stall_s)

        world.run()

        assert world.restarts[0] - beats_until < 60.0


def test_a_new_start_is_no_sign_of_life() -> None:
    world = World(beats_until=100.0, ends_at=170.0)

    world.run()

    assert world.restarts == [140.0]
    assert world.pulse.silent_s() >= 70.0
