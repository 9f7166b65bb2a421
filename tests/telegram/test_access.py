"""Who can ask, and how often."""

from __future__ import annotations

from tests.telegram.conftest import RunBot
from tests.telegram.scenario import BRIDGE_QUESTION, BRIDGE_SENTENCE, CUP_QUESTION, reply_to
from tests.telegram.tgstandin import StandIn


def test_users_request_access_and_an_administrator_decides(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    admin, alice, bob = (own_tg.user(name) for name in ("Ada", "Alice <&>", "Bob"))
    run_bot(admins=admin.id, access="list")
    assert BRIDGE_SENTENCE in reply_to(admin.chat, BRIDGE_QUESTION).text
    refusal = reply_to(alice.chat, BRIDGE_QUESTION)
    assert refusal.text == "I only answer people who have been given access."
    assert alice.inline(BRIDGE_QUESTION).results == []

    first = alice.chat.press(refusal, "Request access")
    again = alice.chat.press(refusal, "Request access")
    request = admin.chat.wait_reply()
    before_edits = request.as_now()

    assert first.text == "I have asked an administrator and will write to you."
    assert again.text == "I have already asked an administrator."
    assert request.text.startswith("Alice <&> (@alice")
    assert admin.chat.press(request, "Approve").text == "Alice <&> now has access."
    assert admin.chat.press(before_edits, "Approve").answered  # again, before the edit has come
    assert alice.chat.wait_reply().text == "You now have access. Ask me a question."
    assert BRIDGE_SENTENCE in reply_to(alice.chat, BRIDGE_QUESTION).text
    alice.chat.silence()

    bob.chat.press(reply_to(bob.chat, "/start"), "Request access")
    admin.chat.wait_reply()
    listed = reply_to(admin.chat, "/users")
    assert listed.text.split("\n")[1:] == ["People with access:", f"• Alice <&> ({alice.id})"]
    admin.chat.press(admin.chat.wait_reply(), "Decline")

    assert bob.chat.wait_reply().text == "Your request for access was declined."
    assert (
        reply_to(bob.chat, BRIDGE_QUESTION).text
        == "I only answer people who have been given access."
    )


def test_only_administrators_decide(own_tg: StandIn, run_bot: RunBot) -> None:
    admin, alice, mallory = (own_tg.user(name) for name in ("Ada", "Alice", "Mallory"))
    run_bot(admins=admin.id, access="list")
    reply_to(admin.chat, "/start")
    alice.chat.press(reply_to(alice.chat, "/start"), "Request access")
    request = admin.chat.wait_reply()

    press = mallory.chat.press(request, "Approve")

    assert press.alert
    assert press.text == "Only administrators can do that."
    assert (
        reply_to(alice.chat, BRIDGE_QUESTION).text
        == "I only answer people who have been given access."
    )


def test_an_approved_user_who_has_blocked_the_bot_is_recorded(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    admin, alice = own_tg.user("Ada"), own_tg.user("Alice")
    run_bot(admins=admin.id, access="list")
    reply_to(admin.chat, "/start")
    alice.chat.press(reply_to(alice.chat, "/start"), "Request access")
    request = admin.chat.wait_reply()
    alice.block()

    press = admin.chat.press(request, "Approve")

    assert press.text == "Alice now has access."
    own_tg.wait_for(lambda: own_tg.called("sendMessage", ok=False))
    assert own_tg.faults_of_bot() == ["sendMessage: 403 Forbidden: bot was blocked by the user"]
    own_tg.calls.clear()
    assert (
        "2 people have written to me, 1 of them blocks me" in reply_to(admin.chat, "/status").text
    )
    alice.unblock()
    assert BRIDGE_SENTENCE in reply_to(alice.chat, BRIDGE_QUESTION).text


def test_too_many_inline_queries_get_a_notice(own_tg: StandIn, run_bot: RunBot) -> None:
    run_bot(questions_per_minute=1)
    alice, bob = own_tg.user("Alice"), own_tg.user("Bob")
    for _ in range(3):
        assert len(alice.inline(BRIDGE_QUESTION).results) > 1

    [notice] = alice.inline(BRIDGE_QUESTION).results

    assert notice["title"].startswith("That was a lot of questions. Please wait ")
    assert len(bob.inline(BRIDGE_QUESTION).results) > 1


def test_too_many_questions_in_a_minute_get_one_notice(own_tg: StandIn, run_bot: RunBot) -> None:
    run_bot(questions_per_minute=2)
    alice, bob = own_tg.user("Alice"), own_tg.user("Bob")
    for _ in range(2):
        reply_to(alice.chat, BRIDGE_QUESTION)

    notice = reply_to(alice.chat, BRIDGE_QUESTION)
    for _ in range(3):
        alice.chat.say(BRIDGE_QUESTION)

    assert notice.text.startswith("That was a lot of questions. Please wait ")
    alice.chat.silence()
    assert BRIDGE_SENTENCE in reply_to(bob.chat, BRIDGE_QUESTION).text


def test_the_limit_holds_for_edits_and_for_the_button_that_searches_too(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    run_bot(questions_per_minute=1)
    chat = own_tg.user("Alice").chat
    question = chat.say(BRIDGE_QUESTION)
    answer = chat.wait_reply()

    presses = [chat.press(answer, "More") for _ in range(2)]
    chat.edit(question, CUP_QUESTION)

    assert [press.alert for press in presses] == [True, True]
    assert {press.text[:34] for press in presses} == {"That was a lot of questions. Pleas"}
    chat.silence()
    assert len(answer.versions) == 1
    assert chat.press(answer, "Context").text == ""  # searches for nothing


def test_what_is_no_question_does_not_use_up_the_notice(own_tg: StandIn, run_bot: RunBot) -> None:
    run_bot(questions_per_minute=1)
    chat = own_tg.user("Alice").chat
    chat.send(location={"latitude": 1.0, "longitude": 1.0})
    assert chat.wait_reply().text.startswith("I read text only.")

    chat.send(location={"latitude": 1.0, "longitude": 1.0})
    chat.say(BRIDGE_QUESTION)

    assert chat.wait_reply().text.startswith("That was a lot of questions. Please wait ")
    chat.silence()
