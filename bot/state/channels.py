"""Channels whose posts become articles."""

from __future__ import annotations

from bot.state.database import Table
from bot.state.types import Channel, ChannelStatus

MAX_ASKED = 20  # channels that wait for a decision; anybody can make the bot an administrator


class Channels(Table):
    """Channels in which the bot is, or was, an administrator."""

    def channel(self, chat_id: int) -> Channel | None:
        """The channel with that id; None if it is not known."""
        return next(iter(self._of("WHERE chat_id = ?", chat_id)), None)

    def named(self, username: str) -> Channel | None:
        """The channel with that public name; None if none is known."""
        return next(iter(self._of("WHERE lower(username) = lower(?)", username)), None)

    def all(self) -> list[Channel]:
        """All channels, by title."""
        return self._of("")

    def put(self, channel: Channel) -> None:
        """Stores a channel as it is now."""
        self._database.run(
            "INSERT INTO channels (chat_id, title, username, status, changed_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (chat_id) DO UPDATE SET title = excluded.title,"
            " username = excluded.username, status = excluded.status,"
            " changed_at = excluded.changed_at",
            (channel.chat_id, channel.title, channel.username, channel.status, self._clock()),
        )

    def ask(self, channel: Channel) -> bool:
        """Stores a channel that is to be approved; False if administrators are not to be asked.

        They are asked once for each channel, and again only if the bot was removed from one that
        they had approved. No more than MAX_ASKED channels wait for a decision.
        """
        found = self.channel(channel.chat_id)
        waiting = self._database.value("SELECT COUNT(*) FROM channels WHERE status = 'asked'")
        if (found and found.status != "left") or waiting >= MAX_ASKED:
            return False
        self.put(channel)
        return True

    def set_status(self, chat_id: int, status: ChannelStatus) -> bool:
        """Sets the status of a channel; False if nothing changed or it is not known."""
        statement = "UPDATE channels SET status = ?, changed_at = ? WHERE chat_id = ?"
        values = (status, self._clock(), chat_id, status)
        return bool(self._database.run(f"{statement} AND status <> ?", values))

    def _of(self, condition: str, *values: object) -> list[Channel]:
        rows = self._database.rows(
            f"SELECT chat_id, title, username, status FROM channels {condition}"
            " ORDER BY title, chat_id",
            values,
        )
        return [Channel(**row) for row in rows]
