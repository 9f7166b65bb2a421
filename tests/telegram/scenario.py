"""Articles, bot processes and helpers that the scenarios share."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from bot.state.sqlite import DATABASE_FILE
from retrieval import Article, Settings
from tests.support.toys import TOY_ARTICLES, open_toy_archive
from tests.telegram.forked_bots import ForkedBot
from tests.telegram.tgstandin import BotProcess, Chat, Msg, StandIn
from tests.telegram.toy_bot import ANSWER_WORDS, CLOCK_AHEAD, KEEPS_LIMITS, SETS_PROFILE

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
    passages are read by a toy to which these words answer, ``keeps_limits``, with which the bot
    sends no more than Telegram takes, ``sets_profile``, with which it sets its menus and profile,
    and ``library``, a folder whose modules come before those installed.
    """
    answer_words = str(variables.pop("answer_words", ""))
    path = os.pathsep.join(str(each) for each in (variables.pop("library", ROOT), ROOT))
    switches = {
        name: "1" if variables.pop(option, False) else ""
        for name, option in ((KEEPS_LIMITS, "keeps_limits"), (SETS_PROFILE, "sets_profile"))
    }
    settings = {"archive": folder / "archive", **variables}
    environment = {f"ARTICLE_BOT_{name.upper()}": str(value) for name, value in settings.items()}
    environment |= {"PYTHONPATH": path, ANSWER_WORDS: answer_words, **switches}
    environment[CLOCK_AHEAD] = str(folder / "clock")
    tg.is_all_handled = partial(is_all_handled, folder / "archive" / "bot" / DATABASE_FILE)
    log = folder / "bot.log"
    return tg.bot_process(COMMAND, env=environment, cwd=folder, output=log, begin=ForkedBot)


def is_all_handled(state: Path) -> bool:
    """Whether the bot with this file is done with all that it has received."""
    if not state.exists():
        return True
    with closing(sqlite3.connect(f"{state.as_uri()}?mode=ro", uri=True)) as database:
        return not database.execute("SELECT 1 FROM inbox WHERE body IS NOT NULL").fetchone()


def hanging_library(folder: Path) -> Path:
    """A new folder in it with a module that makes the reading of ``storms`` hang."""
    library = folder / "library"
    library.mkdir()
    shutil.copy(ROOT / "tests" / "support" / "unruly_library.py", library / "charset_normalizer.py")
    return library


def storms(count: int) -> bytes:
    """Lines of JSON with an article each, and one at whose end the ``hanging_library`` hangs."""
    titles = (f"Storm {number} over Skerra" for number in range(count + 1))
    lines = (json.dumps({"title": title, "text": f"{title}. " * 60}) for title in titles)
    return b"\xe4\xff\xe4\xff\xe4\xffHANG".join("\n".join(lines).encode().rsplit(b". ", 1))


def pass_time(folder: Path, seconds: float) -> None:
    """Sets the clock of the bot that runs in ``folder`` ahead."""
    file, new = folder / "clock", folder / "clock.new"
    ahead_s = float(file.read_text()) if file.exists() else 0.0
    new.write_text(str(ahead_s + seconds))
    new.replace(file)


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port on which a bot may listen, and which is given to nobody else meanwhile.

    Linux lets two sockets that set SO_REUSEADDR have a port of which only one listens.
    """
    with socket.socket() as reserving:
        reserving.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserving.bind(("127.0.0.1", 0))
        yield int(reserving.getsockname()[1])


def is_ever_within(seconds: float, measure: Callable[[], float]) -> bool:
    """Whether one of five attempts takes less: a busy machine may hold up some of them."""
    return any(measure() < seconds for _ in range(5))


def reply_to(chat: Chat, text: str) -> Msg:
    """Sends a message in a chat; returns the bot's reply."""
    chat.say(text)
    return chat.wait_reply()


def quotations(message: Msg) -> list[str]:
    """The quoted passages of a message."""
    return [text for text, _ in message.spans("blockquote", "expandable_blockquote")]
