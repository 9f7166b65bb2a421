"""Runs the bot for long with people, subscriptions and alerts: is anything lost, does it grow?

    python -m scripts.bench soak [--minutes 60] [--rate 2] [--news 10]

The bot runs in a process of its own, with its model, on the articles of seeds/, against the tests'
fake Bot API with flood control. People ask, press buttons and send commands. Meanwhile others make
alerts, each of which one article answers; it comes by a watched folder or by a feed, of which there
are five, beside one that is broken. At the end it is told what got no answer, or two, which alert
was missed or told twice, and how memory and open files were in the course of time.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from retrieval.factory import open_archive
from retrieval.settings import Settings
from scripts.bench.bot import answers, read_questions
from scripts.bench.memory import memory_mib
from tests.site import Reply, Site, article_page, rss, rss_item
from tests.telegram.tgstandin import BotProcess, Chat, StandIn

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
SEED = 20261126
COMMANDS = ("/today", "/help", "/find bridge", "/alerts", "/sources", "What is new?", "thanks!")
TALKERS = 24
FEEDS = 5
LISTED = 40  # entries of a feed
ALERTS_A_USER = 40
REPLY_WITHIN_S = 180.0
NEWS_WITHIN_S = 900.0  # by a feed that is read each five minutes, on a busy machine
TOLD = (  # a question, and the sentence that answers it
    ("Who opened the new bridge in {name}?", "{who} opened the new bridge in {name} on Monday."),
    ("Who won the marathon in {name}?", "{who} won the marathon in {name} by two minutes."),
    ("Who was elected mayor of {name}?", "{who} was elected mayor of {name} on Sunday."),
)
MORE = (
    "Rain fell in {name} for most of the day, and the market closed two hours early.",
    "The bus company of {name} ran extra services until midnight, and the police reported nothing.",
)


@dataclass(slots=True)
class Counts:
    """What was done; ``late`` are messages whose reply took longer than REPLY_WITHIN_S."""

    said: int = 0
    pressed: int = 0
    late: list[str] = field(default_factory=list)
    alerts: dict[str, Chat] = field(default_factory=dict)  # by the sentence that is to be told


def main() -> int:
    """Runs the soak and prints the figures; returns 1 if anything was lost or repeated."""
    options = read_options()
    with tempfile.TemporaryDirectory() as folder, StandIn(flood=True) as tg, Site() as site:
        own = Path(folder)
        admin = tg.user("Ada")
        with bot_on(tg, own, admins=admin.id) as bot:
            soak = Soak(tg, site, own, bot, options)
            soak.subscribe(admin.chat)
            soak.run()
            status = bot.stop()
        misuse = tg.faults_of_bot(allow=["429"])
        return soak.report() | bool(misuse) | status


def read_options() -> argparse.Namespace:
    """Parses the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench soak",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=2.0, help="messages a second of all people")
    parser.add_argument("--news", type=float, default=10.0, help="seconds between two alerts")
    return parser.parse_args()


@contextmanager
def bot_on(tg: StandIn, folder: Path, **settings: object) -> Iterator[BotProcess]:
    """The bot on the articles of seeds/ and a subscription to the folder ``papers``."""
    archive = folder / "archive"
    (folder / "papers").mkdir()
    with open_archive(Settings(archive=str(archive)), create=True) as filled:
        filled.ingest([SEEDS / "articles"])
        filled.subscribe(folder / "papers")
    settings |= {"archive": archive, "allow_private_addresses": True, "fetch_delay_s": 0}
    environment = {f"ARTICLE_BOT_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "bot"]
    with tg.bot_process(
        command,
        env={**environment, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        output=folder / "bot.log",
        ready_timeout=300,
    ) as bot:
        yield bot


class Soak:
    """People, news and alerts beside a bot, for some minutes."""

    def __init__(
        self,
        tg: StandIn,
        site: Site,
        folder: Path,
        bot: BotProcess,
        options: argparse.Namespace,
    ) -> None:
        self.tg, self.site, self.folder, self.bot, self.options = tg, site, folder, bot, options
        self.counts = Counts()
        self.people: list[Chat] = []
        self.began = time.monotonic()
        self.entries: list[list[str]] = [[] for _ in range(FEEDS)]

    def subscribe(self, admin: Chat) -> None:
        """The administrator subscribes to the feeds, one of which breaks afterwards."""
        for number in range(FEEDS):
            paragraphs = tuple(text.format(name="the valley") for text in MORE)
            self.publish(number, f"/weather/{number}", f"Weather {number}", paragraphs)
        self.site.replies["/broken"] = self.site.replies["/feed0"]
        for name in (*(f"feed{number}" for number in range(1, FEEDS)), "broken", "feed0"):
            admin.say(f"/subscribe {self.site.url('/' + name)}")
            admin.wait_reply(REPLY_WITHIN_S)
        self.site.replies["/broken"] = Reply(b"out of order", status=500)

    def run(self) -> None:
        """Lets everybody do what they do, and prints a line a minute."""
        self.people = [self.tg.user(f"Reader {number}").chat for number in range(TALKERS)]
        questions = read_questions(SEEDS / "questions.jsonl")
        threads = [
            threading.Thread(target=self.talk, args=(chat, questions, number), daemon=True)
            for number, chat in enumerate(self.people)
        ]
        threads.append(threading.Thread(target=self.make_news, daemon=True))
        for thread in threads:
            thread.start()
        print("minute  messages  alerts  told  memory MiB  not mapped  files  threads")
        while not self.is_over():
            self.print_line()
            time.sleep(min(60.0, 60.0 * self.options.minutes / 10))
        for thread in threads:
            thread.join(2 * REPLY_WITHIN_S)
        with suppress(AssertionError):
            self.tg.wait_for(lambda: not self.untold() and not self.unanswered(), NEWS_WITHIN_S)
        self.print_line()

    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() - self.began > 60.0 * float(self.options.minutes)

    def talk(self, chat: Chat, questions: Sequence[str], seed: int) -> None:
        """A person sends a message, waits for the reply, and mostly pauses."""
        choice = random.Random(seed)
        while not self.is_over():
            time.sleep(choice.uniform(0.5, 1.5) * TALKERS / self.options.rate)
            is_command = choice.random() < 0.4
            text = choice.choice(COMMANDS if is_command else questions)
            self.counts.said += 1
            try:
                chat.say(text)
                reply = chat.wait_reply(REPLY_WITHIN_S)
                if "Context" in reply.labels and choice.random() < 0.3:
                    self.counts.pressed += 1
                    chat.press(reply, "Context", timeout=REPLY_WITHIN_S)
                    chat.wait_reply(REPLY_WITHIN_S)
            except AssertionError:
                self.counts.late.append(text)

    def make_news(self) -> None:
        """Makes alerts, and then the article that answers each."""
        for number in itertools.count():
            if self.is_over():
                return
            if number % ALERTS_A_USER == 0:
                chat = self.tg.user(f"Subscriber {number}").chat
            self.make_alert(number, chat)
            time.sleep(self.options.news)

    def make_alert(self, number: int, chat: Chat) -> None:
        """Makes an alert in a chat, and then what answers it: a file, or an entry of a feed."""
        name, who = name_of(f"place {number}"), f"Anna {name_of(f'person {number}')}"
        question, sentence = (text.format(name=name, who=who) for text in TOLD[number % len(TOLD)])
        chat.say(f"/alert {question}")
        try:
            self.tg.wait_for(
                lambda: any(question in message.text for message in chat.bot_messages),
                REPLY_WITHIN_S,
            )
        except AssertionError:
            self.counts.late.append(f"/alert {question}")
        self.counts.alerts[sentence] = chat
        title, paragraphs = (
            f"News from {name}",
            (sentence, *(text.format(name=name) for text in MORE)),
        )
        if number % 2:
            file = self.folder / "papers" / f"{number}.txt"
            file.write_text("\n\n".join((title, *paragraphs)), encoding="utf-8")
        else:
            self.publish(number // 2 % FEEDS, f"/report/{number}", title, paragraphs)

    def publish(self, feed: int, path: str, title: str, paragraphs: tuple[str, ...]) -> None:
        """Publishes a page, and lists it first in a feed."""
        self.site.replies[path] = Reply(article_page(title, paragraphs=paragraphs))
        date = format_datetime(datetime.now(UTC))
        self.entries[feed].insert(0, rss_item(self.site.url(path), date=date, title=title))
        head = f"<title>Feed {feed}</title><ttl>5</ttl>"
        self.site.replies[f"/feed{feed}"] = rss(*self.entries[feed][:LISTED], head=head)

    def told(self, sentence: str) -> int:
        """How many messages tell of a story."""
        chat = self.counts.alerts[sentence]
        return sum(sentence in message.text for message in chat.bot_messages)

    def untold(self) -> list[str]:
        """The stories that are not told yet."""
        return [own for own in list(self.counts.alerts) if not self.told(own)]

    def unanswered(self) -> list[str]:
        """The messages that have no reply."""
        return [
            message.text
            for chat in (*self.people, *set(self.counts.alerts.values()))
            for replies in [answers(chat)]
            for message in list(chat.messages.values())
            if not message.by_bot and message.id not in replies
        ]

    def print_line(self) -> None:
        """Prints where the soak stands."""
        minutes = (time.monotonic() - self.began) / 60
        resident, own = memory_mib(self.bot.pid)
        process = Path(f"/proc/{self.bot.pid}")
        files, threads = (len(os.listdir(process / name)) for name in ("fd", "task"))
        alerts = len(self.counts.alerts)
        print(
            f"{minutes:6.1f}{self.counts.said:10}{alerts:8}{alerts - len(self.untold()):6}"
            f"{resident:12.0f}{own:12.0f}{files:7}{threads:9}",
            flush=True,
        )

    def report(self) -> int:
        """Prints what was lost or came twice; returns whether anything was."""
        twice = [
            text
            for chat in self.people
            for own in answers(chat).values()
            for text in [own[0].text]
            if len(own) > 1
        ]
        repeated = [own for own in self.counts.alerts if self.told(own) > 1]
        missed, lost = self.untold(), self.unanswered()
        refused = sum(call.status == 429 for call in self.tg.calls)
        log = (self.folder / "bot.log").read_text(encoding="utf-8").splitlines()
        errors = [line for line in log if " ERROR " in line or "Traceback" in line]
        print(
            f"{self.counts.said:,} messages and {self.counts.pressed:,} presses: "
            f"{len(lost)} lost, {len(twice)} answered twice, "
            f"{len(self.counts.late)} not within {REPLY_WITHIN_S:.0f} s\n"
            f"{len(self.counts.alerts):,} alerts: {len(missed)} missed, "
            f"{len(repeated)} told twice\n"
            f"refused by flood control: {refused}; errors in the log: {len(errors)}"
        )
        for text in (*lost, *twice, *missed, *repeated, *errors):
            print(f"  {text}")
        return int(bool(lost or twice or missed or repeated))


def name_of(key: str) -> str:
    """An invented name of ten letters, of which hardly any other one is a misspelling.

    >>> name_of("place 1") == name_of("place 1") != name_of("place 2")
    True
    """
    digest = hashlib.sha256(key.encode()).digest()
    pairs = zip(digest[:5], digest[5:10], strict=True)
    return "".join("bdfgklmnprstvz"[one % 14] + "aeiou"[two % 5] for one, two in pairs).title()


if __name__ == "__main__":
    sys.exit(main())
