"""The claim of a program on a subscription, prolonged while it reads the source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from retrieval.store.store import SqlStore
from retrieval.subscriptions.claimant import has_ended
from retrieval.text.times.days import stored_time
from retrieval.types import Subscription

_HOLDS_FOR = timedelta(minutes=5)  # longer than one page takes, with all that waits for it
_RENEWED_AFTER = timedelta(minutes=1)


@dataclass(slots=True)
class Claim:
    """Claims the subscription for ``claimant``; ends by itself if the program is killed.

    It ends at once for programs that can see that the process is gone.
    """

    store: SqlStore
    subscription_id: int
    claimant: str
    now: Callable[[], datetime]
    _made_at: datetime | None = None

    def take(self) -> Subscription | None:
        """The claimed subscription; None if it is gone or another program reads it."""
        claimed = self._try()
        if claimed is None and has_ended(holder := self.store.claimant_of(self.subscription_id)):
            self.store.release_subscription(self.subscription_id, by=holder)
            claimed = self._try()
        return claimed

    def _try(self) -> Subscription | None:
        self._made_at = self.now()
        return self.store.claim_subscription(
            self.subscription_id,
            by=self.claimant,
            now=stored_time(self._made_at),
            until=stored_time(self._made_at + _HOLDS_FOR),
        )

    def keep(self) -> None:
        """Prolongs the claim if much of its time is over."""
        now = self.now()
        if self._made_at is None or now - self._made_at >= _RENEWED_AFTER:
            self._made_at = now
            until = stored_time(now + _HOLDS_FOR)
            self.store.renew_claim(self.subscription_id, by=self.claimant, until=until)

    def release(self) -> None:
        """Ends the claim."""
        self.store.release_subscription(self.subscription_id, by=self.claimant)
