"""What outlives a restart, and what does not come back."""

from __future__ import annotations

from pathlib import Path

from tests.telegram.conftest import RunBot
from tests.telegram.scenario import BRIDGE_QUESTION, reply_to
from tests.telegram.tgstandin import StandIn


def test_a_chosen_language_and_a_deletion_outlive_a_kill(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    bot = run_bot()
    alice, dora = own_tg.user("Alice").chat, own_tg.user("Dora").chat
    alice.press(reply_to(alice, "/language"), "Deutsch")
    answer = reply_to(dora, "When will the harbour bridge close, asks Doramarker?")
    dora.press(answer, "👍 Helpful")
    offer = reply_to(dora, "/delete")
    dora.press(offer, "Delete all")
    dora.wait_edit(offer, after=1)
    reply_to(own_tg.user("Eve").chat, "/help")  # so that the press is done, not only its edit sent
    bot.kill()

    bot.start()

    assert "Eastwick Post" in reply_to(alice, BRIDGE_QUESTION).text
    assert reply_to(alice, "/sources").text.startswith("5 Artikel")
    state = tmp_path / "archive" / "bot"
    kept = [path.name for path in state.iterdir() if b"Doramarker" in path.read_bytes()]
    assert kept == []
    assert dora.press(answer, "👍 Helpful").alert
