"""What the bot remembers: once, privately, for a time, and not at all when asked to forget."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.state import (
    Answers,
    ArticleList,
    BotState,
    Chats,
    ConversationKey,
    Conversations,
    Database,
    Feedback,
    Inbox,
    People,
    ResultRef,
    Share,
    Shares,
    ShownAnswer,
    SqliteDatabase,
)
from bot.state.database import encoded
from bot.state.schema import MIGRATIONS
from bot.state.transfer import TABLES
from retrieval import BackendError
from retrieval.evaluation.measures import LabelledQuestion, read_questions
from tests.bot.shared_state import open_shared_database
from tests.support.postgres_server import PostgresServer

SHOWN = ShownAnswer(
    answer_id="abc",
    chat_id=1,
    user_id=7,
    message_id=10,
    question="Who won?",
    earlier=("What is the cup?",),
    results=(ResultRef("d1", 0, 9, 1, 123, ((0, 4),)),),
    answered=True,
    reply_ids=(11, 12),
)


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The database of a bot, of each kind, whose files are in tmp_path / "bot"."""
    if request.param == "sqlite":
        database: Database = SqliteDatabase(tmp_path / "bot")
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database = open_shared_database(server.new_database(), tmp_path / "bot")
    yield database
    database.close()


def test_an_update_is_received_once_and_its_body_deleted_when_done(database: Database) -> None:
    inbox = Inbox(database)

    assert [inbox.receive(5, "five"), inbox.receive(4, "four"), inbox.receive(5, "five")] == [
        True,
        True,
        False,
    ]
    assert list(inbox.unfinished().items()) == [(4, "four"), (5, "five")]
    inbox.done(4)

    assert inbox.unfinished() == {5: "five"}
    assert inbox.receive(4, "four") is False


def test_an_update_that_was_begun_three_times_is_given_up(database: Database) -> None:
    inbox = Inbox(database)
    inbox.receive(5, "five")

    for _ in range(3):
        inbox.begin(5)

    assert inbox.unfinished() == {}


def test_old_updates_are_dropped(database: Database) -> None:
    clock = Clock()
    inbox = Inbox(database, clock=clock)
    inbox.receive(5, "five")
    clock.now += 4 * 86_400

    inbox.prune()

    assert inbox.receive(5, "five") is True


def test_conversations_are_apart_by_user_chat_and_topic(database: Database) -> None:
    conversations = Conversations(database)
    places = [
        ConversationKey(1, 1),
        ConversationKey(2, 1),
        ConversationKey(1, 2),
        ConversationKey(1, 1, 5),
    ]
    for number, place in enumerate(places):
        conversations.remember(place, number, [f"question {number}"])

    assert [conversations.earlier(place, before=99) for place in places] == [
        ["question 0"],
        ["question 1"],
        ["question 2"],
        ["question 3"],
    ]


def test_a_conversation_holds_the_last_questions_of_an_hour(database: Database) -> None:
    clock = Clock()
    conversations = Conversations(database, clock=clock)
    place = ConversationKey(1, 1)
    for number in range(10):
        conversations.remember(place, number, [f"q{number}"])

    assert conversations.earlier(place, before=9) == [f"q{number}" for number in range(1, 9)]
    clock.now += 3601
    assert conversations.earlier(place, before=99) == []


def test_an_answer_is_loaded_as_it_was_stored(database: Database) -> None:
    answers = Answers(database)

    answers.put(SHOWN)

    assert answers.get("abc") == SHOWN
    assert answers.to_message(1, 10) == [SHOWN]
    assert answers.get("other") is None


def test_an_answer_is_found_by_its_messages_for_as_long_as_it_is_stored(
    database: Database,
) -> None:
    clock = Clock()
    answers = Answers(database, clock=clock)
    answers.put(SHOWN)

    answers.add_messages(SHOWN, (20,))

    found = [answers.in_message(1, message_id) for message_id in (10, 11, 12, 20)]
    assert found == [None, SHOWN, SHOWN, SHOWN]
    assert answers.in_message(2, 11) is None
    clock.now += 91 * 86_400
    answers.prune()
    assert answers.in_message(1, 11) is None
    assert database.value("SELECT COUNT(*) FROM answer_messages") == 0


def test_an_answer_from_before_its_messages_were_stored_is_found_by_them(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
        for statement in (*MIGRATIONS[0], *MIGRATIONS[1]):
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 2")
        connection.execute(
            "INSERT INTO answers VALUES ('abc', 1, 7, 10, '[11,12]', 'Won?', '[]', '[]', 1, 1e6)"
        )
    connection.close()
    database = SqliteDatabase(tmp_path)

    found = Answers(database).in_message(1, 12)

    assert found is not None
    assert found.question == "Won?"
    database.close()


def test_the_answers_to_a_message_come_in_the_order_in_which_they_were_sent(
    database: Database,
) -> None:
    answers = Answers(database)
    second = replace(SHOWN, answer_id="a2", reply_ids=(30,))
    answers.put(second)
    answers.put(replace(SHOWN, answer_id="a1", reply_ids=(20, 21)))

    assert [shown.answer_id for shown in answers.to_message(1, 10)] == ["a1", "a2"]
    answers.forget("a1")
    assert answers.to_message(1, 10) == [second]


def test_the_questions_of_one_message_are_earlier_questions_each(database: Database) -> None:
    conversations = Conversations(database)
    place = ConversationKey(1, 1)
    conversations.remember(place, 1, ["Who won?", "And when?", "Why?"])
    conversations.remember(place, 2, [f"And in {year}?" for year in range(2010, 2016)])

    assert conversations.earlier(place, before=3) == [
        "And when?",
        "Why?",
        *(f"And in {year}?" for year in range(2010, 2016)),
    ]
    assert conversations.earlier(place, before=2) == ["Who won?", "And when?", "Why?"]


def test_articles_that_were_listed_are_known_to_follow_ups(database: Database) -> None:
    conversations, answers, place = (
        Conversations(database),
        Answers(database),
        ConversationKey(1, 1),
    )
    listed = ArticleList("What is new?", "", ("d2", "d1"))
    shown = replace(SHOWN, question="What is new?", earlier=(listed, "Why?"), listed=listed)

    conversations.remember(place, 1, ["Who won?", listed])
    answers.put(shown)

    assert conversations.earlier(place, before=2) == ["Who won?", listed]
    assert answers.get(shown.answer_id) == shown
    assert shown.questions == (listed, "Why?", listed)


def test_a_question_from_before_lists_were_stored_can_be_followed_up(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO questions VALUES (1, 0, 7, 10, 'Who said “yes”?', ?)", [time.time()]
        )
    connection.close()
    database = SqliteDatabase(tmp_path)

    earlier = Conversations(database).earlier(ConversationKey(7, 1), before=11)

    assert earlier == ["Who said “yes”?"]
    database.close()


def test_a_shared_answer_is_stored_unchanged_for_90_days(database: Database) -> None:
    clock = Clock()
    shares = Shares(database, clock=clock)
    first = shares.share(SHOWN)
    grown = replace(SHOWN, results=(*SHOWN.results, ResultRef("d2", 0, 9, 1, 456)))

    assert shares.share(SHOWN) == first
    assert shares.share(grown) != first
    assert shares.get(first) == Share("Who won?", SHOWN.results)
    clock.now += 91 * 86_400
    shares.prune()
    assert shares.get(first) is None


def test_a_link_that_was_shared_before_there_were_shares_is_frozen_too(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO answers VALUES ('abc', 1, 7, 10, '[11]', 'Who won?', '[]', ?, 1, 1e6)",
            [encoded(SHOWN.results)],
        )
    connection.close()
    database = SqliteDatabase(tmp_path)

    Answers(database).show_more("abc", (*SHOWN.results, ResultRef("d2", 0, 9, 1, 456)))

    assert Shares(database).get("abc") == Share("Who won?", SHOWN.results)
    database.close()


def test_helpful_answers_become_labels_that_evaluate_reads(
    database: Database, tmp_path: Path
) -> None:
    feedback = Feedback(database)
    refused = replace(SHOWN, answer_id="def", question="Who lost?", answered=False, results=())

    feedback.give(SHOWN, 7, helpful=True)
    feedback.give(refused, 7, helpful=True)

    lines = (tmp_path / "bot" / "feedback.jsonl").read_text().splitlines()
    assert read_questions(lines, "feedback.jsonl") == [
        LabelledQuestion("Who won?", None, ("d1",), ("What is the cup?",)),
        LabelledQuestion("Who lost?", earlier=("What is the cup?",)),
    ]


def test_the_export_follows_the_last_rating(database: Database, tmp_path: Path) -> None:
    feedback = Feedback(database)

    changed = [feedback.give(SHOWN, 7, helpful=each) for each in (True, True, False)]

    assert changed == [True, False, True]
    assert (tmp_path / "bot" / "feedback.jsonl").read_text() == ""


def test_deleting_a_user_leaves_no_byte(database: Database, tmp_path: Path) -> None:
    state = BotState(database)
    state.people.see(7, "Zebedee Quux")
    state.conversations.remember(ConversationKey(7, 1), 10, ["Who won?"])
    state.answers.put(SHOWN)
    state.feedback.give(SHOWN, 7, helpful=True)
    state.shares.share(SHOWN)
    state.chats.set_time_zone(7, 0, "Pacific/Zebedee")

    state.forget_person(7)

    for path in (tmp_path / "bot").iterdir():
        content = path.read_bytes()
        assert b"Zebedee" not in content
        assert b"Who won?" not in content
    for table in TABLES:
        assert database.rows(f"SELECT * FROM {table}") == []


def test_language_and_access_are_kept_when_a_user_returns(database: Database) -> None:
    people = People(database)
    people.see(7, "Zoe")
    people.choose_language(7, "uk")

    assert [people.set_access(7, "asked"), people.set_access(7, "asked")] == [True, False]
    person = people.see(7, "Zoë")

    assert (person.name, person.language, person.access) == ("Zoë", "uk", "asked")
    assert people.set_access(8, "allowed") is False


def test_a_group_is_greeted_once_also_under_its_new_id(database: Database) -> None:
    chats = Chats(database)

    assert [chats.greet(-1), chats.greet(-1)] == [True, False]
    chats.migrate(-1, -2)

    assert chats.greet(-2) is False
    assert chats.count() == 1


def test_a_time_zone_goes_with_its_group(database: Database) -> None:
    chats = Chats(database)
    chats.set_time_zone(-1, 5, "Europe/Kyiv")

    chats.migrate(-1, -2)
    moved = [chats.time_zone(chat_id, 5) for chat_id in (-1, -2)]
    chats.leave(-2)

    assert moved == [None, "Europe/Kyiv"]
    assert chats.time_zone(-2, 5) is None


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    SqliteDatabase(tmp_path).close()
    with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(BackendError, match="newer version"):
        SqliteDatabase(tmp_path)


def test_a_damaged_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "bot.sqlite").write_bytes(b"no database" * 100)

    with pytest.raises(BackendError, match="cannot be used"):
        SqliteDatabase(tmp_path)


def test_two_bots_cannot_share_a_database(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="Another bot is already running"):
        SqliteDatabase(tmp_path / "bot")
