"""Articles, bot processes and helpers that the scenarios share."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from retrieval import Article, Settings
from tests.telegram.tgstandin import BotProcess, Chat, Msg, StandIn
from tests.telegram.toy_bot import ANSWER_WORDS, CLOCK_AHEAD, KEEPS_LIMITS
from tests.toys import TOY_ARTICLES, open_toy_archive

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tests.telegram.toy_bot"]

HOSTILE = Article(
    doc_id="00000000000h0571",
    title="<b>Zeppelin</b> *lands* [here](tg://user?id=1) & \u202edednuorg\u2066",
    text="The <i>zeppelin</i> of Count_Orlok landed *twice* on `Friday` &amp; nobody </b> saw it.",
    url='https://news.example/a"onmouseover="x?<script>=1&b=ї',
    publisher="_The_ <a href='https://evil.example'>Daily</a>",
)
# Eight paragraphs of 200 words, each word but two its own: each is a passage, and three of them
# are more than a message holds.
LONG = Article(
    doc_id="1111111111111111",
    title="Lighthouse keepers of Skerra tell their stories",
    text="\n\n".join(
        " ".join(
            f"Lighthouse keeper {' '.join(f'story{part}{line}{word}' for word in range(6))}."
            for line in range(25)
        )
        for part in range(8)
    ),
    url="https://skerra.example/keepers",
    publisher="Skerra Times",
    published_at="2021-06-01",
)
FOOTBALL = Article(
    doc_id="2222222222222222",
    title="Rovers win the island cup",
    text=(
        "Before the match it rained on the pitch at Norwater for two days.\n\n"
        "Rovers won the island cup on Saturday, beating Athletic three goals to one.\n\n"
        "After the match the captain Lena Brandt thanked the volunteers."
    ),
    url="https://norwater.example/cup",
    publisher="Norwater Echo",
    published_at="2023-05-14",
)
ARTICLES = (*TOY_ARTICLES, HOSTILE, LONG, FOOTBALL)

BRIDGE_QUESTION = "When will the harbour bridge in Eastwick close?"
BRIDGE_SENTENCE = "The harbour bridge in Eastwick will close on Monday for eleven weeks."
CUP_QUESTION = "Who won the island cup on Saturday?"
CUP_SENTENCE = "Rovers won the island cup on Saturday, beating Athletic three goals to one."
UNANSWERED = "Which orchestra tours Patagonia?"


def fill(folder: Path, articles: Sequence[Article] = ARTICLES) -> None:
    """Creates a toy archive in ``folder``."""
    with open_toy_archive(Settings(archive=str(folder)), create=True) as archive:
        for article in articles:
            archive.add(article)


def bot_process(tg: StandIn, folder: Path, **variables: object) -> BotProcess:
    """The bot as a process on the archive in ``folder / "archive"``; its log is ``bot.log``.

    ``variables`` are settings of the bot, without their prefix, and ``answer_words``, with which
    passages are read by a toy to which these words answer, and ``keeps_limits``, with which the
    bot sends no more than Telegram takes.
    """
    answer_words = str(variables.pop("answer_words", ""))
    keeps_limits = "1" if variables.pop("keeps_limits", False) else ""
    settings = {"archive": folder / "archive", **variables}
    environment = {f"ARTICLE_BOT_{name.upper()}": str(value) for name, value in settings.items()}
    environment |= {"PYTHONPATH": str(ROOT), ANSWER_WORDS: answer_words}
    environment[KEEPS_LIMITS] = keeps_limits
    environment[CLOCK_AHEAD] = str(folder / "clock")
    return tg.bot_process(COMMAND, env=environment, cwd=folder, output=folder / "bot.log")


def pass_time(folder: Path, seconds: float) -> None:
    """Sets the clock of the bot that runs in ``folder`` ahead."""
    file, new = folder / "clock", folder / "clock.new"
    ahead_s = float(file.read_text()) if file.exists() else 0.0
    new.write_text(str(ahead_s + seconds))
    new.replace(file)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def reply_to(chat: Chat, text: str) -> Msg:
    """Sends a message in a chat; returns the bot's reply."""
    chat.say(text)
    return chat.wait_reply()


def quotations(message: Msg) -> list[str]:
    """The quoted passages of a message."""
    return [text for text, _ in message.spans("blockquote", "expandable_blockquote")]
