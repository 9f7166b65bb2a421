"""Two processes of one bot behind a balancer, on one archive in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, web

from retrieval import Settings
from tests.support.postgres_server import PostgresServer, running_server
from tests.support.toys import open_toy_archive
from tests.telegram.front_server import front_server
from tests.telegram.scenario import (
    ARTICLES,
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    CUP_SENTENCE,
    bot_process,
    reply_to,
    reserved_port,
)
from tests.telegram.test_admin import ADDED, ARTICLE
from tests.telegram.tgstandin import BotProcess, StandIn

SECRET = "a-secret_of-the-webhook"
SCHEMA = "article_bot_telegram_"
_READY_WITHIN_S = 90.0  # two processes start beside a server


class Balancer:
    """Passes requests to the ports in turn, and to the next one if one refuses."""

    def __init__(self, ports: list[int]) -> None:
        self.ports = ports
        self._count = 0

    async def pass_on(self, request: web.Request) -> web.Response:
        """Answers as the bot that takes the request."""
        body, self._count = await request.read(), self._count + 1
        async with ClientSession() as session:
            for turn in range(len(self.ports)):
                port = self.ports[(self._count + turn) % len(self.ports)]
                url = f"http://127.0.0.1:{port}{request.path}"
                try:
                    async with session.post(url, data=body, headers=request.headers) as answer:
                        if answer.status < 500:
                            return web.Response(status=answer.status, body=await answer.read())
                except ClientError:
                    continue
        return web.Response(status=503)


class TwoBots:
    """Two processes of one bot, and the server with their data."""

    def __init__(self, tg: StandIn, server: PostgresServer, folder: Path, stack: ExitStack) -> None:
        self.tg, self.server = tg, server
        self.address = server.new_database()
        self.ports = [stack.enter_context(reserved_port()) for _ in range(2)]
        self.admin = tg.user("Ada")
        with open_toy_archive(Settings(archive=self.address), create=True) as archive:
            for article in ARTICLES:
                archive.add(article)
        self.balancer = Balancer(self.ports)
        self.public = stack.enter_context(front_server(self.balancer.pass_on))
        self.bots = [
            self._start(folder / name, port, stack)
            for name, port in zip("ab", self.ports, strict=True)
        ]
        tg.is_all_handled = self._is_all_handled

    def _start(self, folder: Path, port: int, stack: ExitStack) -> BotProcess:
        folder.mkdir()
        process = bot_process(
            self.tg,
            folder,
            archive=self.address,
            state=folder / "state",
            admins=self.admin.id,
            webhook_url=f"{self.public}/hook",
            webhook_path="hook",
            webhook_port=port,
            webhook_secret=SECRET,
        )
        process.ready_timeout = _READY_WITHIN_S
        stack.callback(process.kill)
        return process.start()

    def query(self, statement: str) -> list[str]:
        """The rows that a statement gives on the data of the bot."""
        database = self.address.partition("@/")[2].partition("?")[0]
        bot_id = self.tg.token.partition(":")[0]
        statement = f"SET search_path = {SCHEMA}{bot_id}; {statement}"
        return self.server.query(database, statement).splitlines()

    def _is_all_handled(self) -> bool:
        return self.query("SELECT count(*) FROM inbox WHERE body IS NOT NULL") == ["0"]


@pytest.fixture
def two_bots(own_tg: StandIn, postgres_server: PostgresServer, tmp_path: Path) -> Iterator[TwoBots]:
    with ExitStack() as stack:
        yield TwoBots(own_tg, postgres_server, tmp_path, stack)


def test_each_update_is_handled_once_also_if_both_processes_receive_it(
    own_tg: StandIn, two_bots: TwoBots
) -> None:
    chats = [own_tg.user(f"User {number}").chat for number in range(8)]
    for number, chat in enumerate(chats):
        chat.say((BRIDGE_QUESTION, CUP_QUESTION)[number % 2])
    answers = [chat.wait_reply().text for chat in chats]
    for _ in range(2):  # to the same processes, then to the others
        own_tg.webhook["delivered"] = 0
        own_tg.redeliver(len(chats))
        own_tg.wait_for(lambda: own_tg.webhook["delivered"] == len(chats))
        two_bots.balancer.ports.reverse()

    assert [sentence in text for text, sentence in zip(
        answers, [BRIDGE_SENTENCE, CUP_SENTENCE] * 4, strict=True
    )] == [True] * 8  # fmt: skip
    own_tg.wait_until_idle()
    assert [len(chat.bot_messages) for chat in chats] == [1] * len(chats)
    handled = two_bots.query("SELECT count(*) FROM inbox GROUP BY process_id")
    assert handled == ["4", "4"]


def test_a_conversation_and_its_buttons_go_on_with_the_other_process(
    own_tg: StandIn, two_bots: TwoBots
) -> None:
    chat = own_tg.user("Alice").chat
    chat.press(reply_to(chat, "/language"), "Deutsch")
    answer = reply_to(chat, BRIDGE_QUESTION)

    for _ in range(2):  # once to each process
        assert reply_to(chat, "/sources").text.startswith("5 Artikel")
    chat.press(answer, "👍 Hilfreich")

    assert two_bots.query("SELECT helpful FROM feedback") == ["1"]
    assert len(two_bots.query("SELECT DISTINCT process_id FROM inbox")) == 2


def test_messages_of_a_chat_are_answered_in_order_by_two_processes(
    own_tg: StandIn, two_bots: TwoBots
) -> None:
    chat = own_tg.user("Alice").chat
    own_tg.fault("sendMessage", "slow", delay=2.0)
    chat.say(BRIDGE_QUESTION)
    chat.say(CUP_QUESTION)
    own_tg.wait_for(lambda: len(chat.bot_messages) == 2)

    first, second = (message.text for message in chat.bot_messages)

    assert BRIDGE_SENTENCE in first
    assert CUP_SENTENCE in second
    assert len(two_bots.query("SELECT DISTINCT process_id FROM inbox")) == 2


def test_the_other_process_answers_what_a_killed_one_did_not(
    own_tg: StandIn, two_bots: TwoBots
) -> None:
    own_tg.fault("sendMessage", "slow", delay=60.0, times=2)
    chats = [own_tg.user(name).chat for name in ("Alice", "Bob")]
    two_bots.balancer.ports[:] = two_bots.ports[:1]
    for chat in chats:
        chat.say(BRIDGE_QUESTION)
    own_tg.wait_for(lambda: all(chat.actions for chat in chats))
    two_bots.bots[0].kill()
    two_bots.balancer.ports[:] = two_bots.ports[::-1]
    # a minute passes: the killed process is not seen, and the other one is
    [killed] = two_bots.query("SELECT DISTINCT process_id FROM inbox")
    two_bots.query("UPDATE processes SET since = since - 100")
    two_bots.query(f"UPDATE processes SET seen_at = seen_at - 100 WHERE process_id = '{killed}'")

    for chat in chats:
        assert BRIDGE_SENTENCE in chat.wait_reply().text
    own_tg.wait_until_idle()
    assert [len(chat.bot_messages) for chat in chats] == [1, 1]


def test_questions_wait_for_a_server_that_was_killed(own_tg: StandIn, tmp_path: Path) -> None:
    with running_server(is_durable=True) as server, ExitStack() as stack:
        TwoBots(own_tg, server, tmp_path, stack)
        before, during, after = (own_tg.user(name).chat for name in ("Alice", "Bob", "Carol"))
        assert BRIDGE_SENTENCE in reply_to(before, BRIDGE_QUESTION).text
        server.stop("immediate")
        during.say(BRIDGE_QUESTION)
        own_tg.wait_for(lambda: own_tg.webhook["errors"])
        server.start()

        assert BRIDGE_SENTENCE in during.wait_reply().text
        assert CUP_SENTENCE in reply_to(after, CUP_QUESTION).text
        own_tg.wait_until_idle()
        assert [len(chat.bot_messages) for chat in (before, during, after)] == [1, 1, 1]


def test_an_upload_goes_on_when_a_server_that_was_killed_is_back(
    own_tg: StandIn, tmp_path: Path
) -> None:
    with running_server(is_durable=True) as server, ExitStack() as stack:
        two_bots = TwoBots(own_tg, server, tmp_path, stack)
        chat = two_bots.admin.chat
        slow = own_tg.fault("sendMessage", "slow", delay=60)
        chat.upload("ferry.txt", ARTICLE.encode())
        own_tg.wait_for_call(slow)
        server.stop("immediate")  # while the progress is sent
        slow.end()
        own_tg.wait_for(lambda: own_tg.called("deleteMessage"))
        server.start()

        own_tg.wait_for(lambda: ADDED in [own.text for own in chat.bot_messages], what="no report")
        chat.silence(6.0)  # until unfinished updates would have been handled again
        assert len(chat.bot_messages) == 1


def test_a_server_that_is_killed_while_an_answer_is_sent_causes_no_second_answer(
    own_tg: StandIn, tmp_path: Path
) -> None:
    with running_server(is_durable=True) as server, ExitStack() as stack:
        TwoBots(own_tg, server, tmp_path, stack)
        slow = own_tg.fault("sendMessage", "slow", delay=60)
        chat, other = own_tg.user("Alice").chat, own_tg.user("Bob").chat
        chat.say(BRIDGE_QUESTION)
        own_tg.wait_for_call(slow)
        server.stop("immediate")
        slow.end()
        answer = chat.wait_reply()
        server.start()

        assert BRIDGE_SENTENCE in answer.text
        assert CUP_SENTENCE in reply_to(other, CUP_QUESTION).text
        chat.silence(6.0)  # until unfinished updates would have been handled again
        assert len(chat.bot_messages) == 1
