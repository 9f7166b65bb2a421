"""Measures response times of the bot with 200 concurrent users.

    python -m scripts.bench bot [--users 200] [--questions 2000] [--pause S]
                         [--archive DIR --ask FILE.jsonl]

The bot runs in a separate process against the tests' fake Bot API, with flood control.
Without --archive it uses a small archive and a toy model, which measures the bot alone; with
--archive it uses that archive and its model, and questions from FILE (JSON Lines). The number of
questions per second is the number of users divided by the sum of pause and response time.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.memory import memory_mib
from tests.telegram.scenario import BRIDGE_QUESTION, CUP_QUESTION, UNANSWERED, fill
from tests.telegram.tgstandin import BotProcess, Chat, Msg, StandIn

ROOT = Path(__file__).resolve().parents[2]

TOY_QUESTIONS = (BRIDGE_QUESTION, CUP_QUESTION, UNANSWERED)
TIMEOUT_S = 900.0


@dataclass(frozen=True, slots=True)
class Load:
    """The result of a load test: response times in seconds, and the numbers of questions asked,
    never answered, and answered more than once.
    """

    name: str
    seconds: tuple[float, ...]
    asked: int
    lost: int
    repeated: int
    took_s: float


def main() -> int:
    """Run the load tests and print a table; returns 1 if a question was lost."""
    options = read_options()
    questions = read_questions(options.ask) if options.archive else list(TOY_QUESTIONS)
    with tempfile.TemporaryDirectory() as folder, StandIn(flood=True) as tg:
        process = start_bot(tg, Path(folder), options.archive)
        with process:
            warm = tg.user("Warm").chat
            warm.say(questions[0])
            warm.wait_reply(120)
            start_mib, _ = memory_mib(process.pid)
            loads = [
                beside_burst(tg, questions),
                with_pauses(tg, questions, options),
                at_once(tg, questions, options.users, options.questions),
            ]
            end_mib, _ = memory_mib(process.pid)
            tg.assert_clean(allow=["429"])
    show(loads, start_mib, end_mib, sum(c.status == 429 for c in tg.calls))
    return int(any(load.lost for load in loads))


def read_options() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument(
        "--pause",
        type=float,
        default=8.0,
        metavar="S",
        help="seconds between an answer and the same person's next question, on average",
    )
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--ask", type=Path, default=ROOT / "seeds" / "questions.jsonl")
    return parser.parse_args()


def read_questions(path: Path) -> list[str]:
    """Read the questions of a JSON Lines file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


def start_bot(tg: StandIn, folder: Path, archive: Path | None) -> BotProcess:
    """Start the bot with ``archive``, or with a toy one."""
    if archive is None:
        fill(folder / "archive")
    module = "bot" if archive else "tests.telegram.toy_bot"
    environment = {
        "ARTICLE_BOT_ARCHIVE": str(archive.resolve() if archive else folder / "archive"),
        "ARTICLE_BOT_STATE": str(folder / "state"),
        "ARTICLE_BOT_QUESTIONS_PER_MINUTE": "600",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", module]
    return tg.bot_process(
        command, env=environment, cwd=folder, output=folder / "bot.log", ready_timeout=120
    )


def beside_burst(tg: StandIn, questions: Sequence[str]) -> Load:
    """Response times for one user while another one asks 20 questions at once."""
    seconds = []
    began = time.monotonic()
    for number in range(5):
        busy, calm = tg.user("Busy").chat, tg.user("Calm").chat
        for offset in range(20):
            busy.say(questions[(number + offset) % len(questions)])
        asked = calm.say(questions[number % len(questions)])
        seconds.append(calm.wait_reply(60).at - asked.at)
        busy.settled(quiet=2.0, timeout=60, at_least=20)
    return Load("beside a burst of 20", tuple(seconds), 5, 0, 0, time.monotonic() - began)


def with_pauses(tg: StandIn, questions: Sequence[str], options: argparse.Namespace) -> Load:
    """Each user asks, pauses after the answer, and asks again."""
    pause_s, each = options.pause, options.questions // options.users
    chats = [tg.user("Leisure").chat for _ in range(options.users)]

    def converse(chat: Chat, seed: int) -> None:
        choice = random.Random(seed)
        time.sleep(choice.random() * pause_s)
        for _ in range(each):
            chat.say(choice.choice(questions))
            chat.wait_reply(TIMEOUT_S)
            time.sleep(choice.uniform(0.5, 1.5) * pause_s)

    began = time.monotonic()
    threads = [threading.Thread(target=converse, args=(c, i)) for i, c in enumerate(chats)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return measured(tg, "at leisure", chats, began)


def at_once(tg: StandIn, questions: Sequence[str], users: int, total: int) -> Load:
    """All questions arrive at once; Telegram allows 30 answers per second."""
    chats = [tg.user("Burst").chat for _ in range(users)]
    began = time.monotonic()
    for number in range(total):
        chats[number % users].say(questions[number % len(questions)])
    deadline = time.monotonic() + TIMEOUT_S
    while sum(len(answers(chat)) for chat in chats) < total and time.monotonic() < deadline:
        time.sleep(0.5)
    return measured(tg, "all at once", chats, began)


def measured(tg: StandIn, name: str, chats: Sequence[Chat], began: float) -> Load:
    """Match questions with answers."""
    took_s = time.monotonic() - began
    seconds, asked, repeated = [], 0, 0
    for chat in chats:
        replies = answers(chat)
        for message in list(chat.messages.values()):
            if not message.by_bot:
                asked += 1
                own = replies.get(message.id, [])
                repeated += len(own) > 1
                seconds += [own[0].at - message.at] if own else []
    return Load(name, tuple(seconds), asked, asked - len(seconds), repeated, took_s)


def answers(chat: Chat) -> dict[int, list[Msg]]:
    """The bot's replies by the message id of the question."""
    found: dict[int, list[Msg]] = {}
    for message in chat.bot_messages:
        if message.reply_to is not None:
            found.setdefault(message.reply_to, []).append(message)
    return found


def show(loads: Sequence[Load], start_mib: float, end_mib: float, refusals: int) -> None:
    """Print the results."""
    names = ("asked", "lost", "twice", "p50 s", "p95 s", "max s", "in s")
    heads = "".join(f"{name:>8}" for name in names)
    print(f"{'load':<22}{heads}")
    for load in loads:
        p50 = statistics.median(load.seconds)
        p95 = statistics.quantiles(load.seconds, n=20, method="inclusive")[-1]
        print(
            f"{load.name:<22}{load.asked:>8}{load.lost:>8}{load.repeated:>8}{p50:>8.2f}{p95:>8.2f}"
            f"{max(load.seconds):>8.2f}{load.took_s:>8.1f}"
        )
    print(f"memory: {start_mib:.0f} MiB at the start, {end_mib:.0f} MiB at the end")
    print(f"refused by flood control: {refusals}")
