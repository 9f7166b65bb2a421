"""Messages that are no questions: each gets one sentence, and the bot continues."""

from __future__ import annotations

import pytest

from tests.telegram.scenario import BRIDGE_QUESTION, BRIDGE_SENTENCE, reply_to
from tests.telegram.tgstandin import Json, StandIn

FILE: Json = {"file_id": "x", "file_unique_id": "y"}
VOICE: Json = {"voice": {**FILE, "duration": 3}}
PHOTO: Json = {"photo": [{**FILE, "width": 1, "height": 1}]}
STICKER: Json = {
    "sticker": {
        **FILE,
        "type": "regular",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
    }
}


LOCATION: Json = {"location": {"latitude": 1.0, "longitude": 2.0}}
DICE: Json = {"dice": {"emoji": "🎲", "value": 3}}
CONTACT: Json = {"contact": {"phone_number": "+10000", "first_name": "Eve"}}
POLL: Json = {
    "poll": {
        "id": "1",
        "question": "Tea?",
        "options": [{"text": "Yes", "voter_count": 0, "persistent_id": "1"}],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }
}


@pytest.mark.parametrize(
    "content",
    [STICKER, VOICE, PHOTO, {**PHOTO, "caption": " "}, LOCATION, DICE, CONTACT, POLL],
    ids=lambda content: "-".join(content),
)
def test_messages_without_text_get_an_explanation(tg: StandIn, content: Json) -> None:
    chat = tg.user("Alice").chat

    chat.send(**content)

    assert chat.wait_reply().text == "I read text only. Write me a question in words."


def test_a_caption_is_a_question(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    chat.send(**PHOTO, caption=BRIDGE_QUESTION)

    assert BRIDGE_SENTENCE in chat.wait_reply().text


@pytest.mark.parametrize("captioned", [0, 2])
def test_an_album_with_a_question_gets_one_reply(tg: StandIn, captioned: int) -> None:
    chat = tg.user("Alice").chat
    captions: list[Json] = [
        {"caption": BRIDGE_QUESTION} if n == captioned else {} for n in range(3)
    ]

    for caption in captions:
        chat.send(**PHOTO, **caption, media_group_id=f"question{captioned}")

    assert BRIDGE_SENTENCE in chat.wait_reply().text
    chat.silence()


def test_an_album_without_words_gets_one_reply(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    for _ in range(3):
        chat.send(**PHOTO, media_group_id="silent")

    assert chat.wait_reply().text == "I read text only. Write me a question in words."
    chat.silence()


def test_an_album_of_files_with_a_question_gets_one_reply(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    file: Json = {"document": {**FILE, "file_name": "a.txt"}}

    chat.send(**file, media_group_id="files")
    chat.send(**file, caption=BRIDGE_QUESTION, media_group_id="files")

    assert BRIDGE_SENTENCE in chat.wait_reply().text
    chat.silence()


@pytest.mark.parametrize(
    "text", ["😀" * 2048, "👩‍👩‍👧‍👦" * 300, "???", "\u200b\u200d\u2060", "\u202e\u2066", "…"]
)
def test_texts_without_words_get_an_explanation(tg: StandIn, text: str) -> None:
    assert reply_to(tg.user("Alice").chat, text).text.startswith("I found no words in that.")


def test_a_question_of_4096_signs_is_too_long(tg: StandIn) -> None:
    answer = reply_to(tg.user("Alice").chat, "why " * 1024)

    assert answer.text == "That is too long: ask in at most 1,000 characters."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\u202eWhen will the harbour bridge\u202c in Eastwick close?", "Eastwick Post"),
        ("\u200fWhen will\u200b the harbour bridge in Eastwick close?\u2069", "Eastwick Post"),
        ("When will the harbour bridge in Eastwick close? 😀" + "\u0301" * 200, "Eastwick Post"),
        ('"; DROP TABLE zeppelin; --', "Zeppelin"),
        ("NEAR(zeppelin b) AND c* OR", "Zeppelin"),
        ("C++ {0} %s zeppelin", "Zeppelin"),
    ],
)
def test_marks_of_direction_and_special_characters_have_no_effect(
    tg: StandIn, text: str, found: str
) -> None:
    assert found in reply_to(tg.user("Alice").chat, text).text


@pytest.mark.parametrize("text", ["متى يُغلق الجسر؟", "橋は何時閉まりますか", "Коли закриють міст?"])
def test_questions_in_other_scripts_are_answered_or_refused(tg: StandIn, text: str) -> None:
    assert reply_to(tg.user("Alice").chat, text).text.startswith(
        "This archive does not answer that."
    )


def test_names_with_odd_signs_do_not_matter(tg: StandIn) -> None:
    chat = tg.user("\u202e</b>*_`[](", last_name="\u2066" * 5).chat

    assert BRIDGE_SENTENCE in reply_to(chat, BRIDGE_QUESTION).text
