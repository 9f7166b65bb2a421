"""Inline mode: complete results, paging, and queries that are no question."""

from __future__ import annotations

from tests.support.toys import HARBOUR
from tests.telegram.scenario import BRIDGE_QUESTION, BRIDGE_SENTENCE, UNANSWERED, is_ever_within
from tests.telegram.tgstandin import StandIn


def test_results_come_quickly_and_are_complete(tg: StandIn) -> None:
    assert is_ever_within(3.0, lambda: tg.user("Alice").inline(BRIDGE_QUESTION).took)
    found = tg.user("Bob").inline(BRIDGE_QUESTION)

    first = found.results[0]
    assert first["title"] == HARBOUR.title
    assert first["description"].startswith("Eastwick Post: The harbour bridge")
    content = first["input_message_content"]
    answer = content["message_text"].removeprefix("Perhaps:\n")
    assert answer.startswith(f"{BRIDGE_SENTENCE}\n1. Eastwick Post · 25 February 2022 · Tom Ardley")
    assert answer.endswith(HARBOUR.text)
    assert content["link_preview_options"] == {"is_disabled": True}
    kinds = {entity["type"] for entity in content["entities"]}
    assert kinds == {"blockquote", "expandable_blockquote", "bold", "text_link"}


def test_a_chosen_result_is_sent_with_its_source(tg: StandIn) -> None:
    alice = tg.user("Alice")
    alice.chat.say("/start")
    found = alice.inline(BRIDGE_QUESTION)

    sent = found.choose(0, alice.chat)

    assert BRIDGE_SENTENCE in [text for text, _ in sent.spans("bold")]
    assert sent.links[0] == (HARBOUR.title, HARBOUR.url)
    assert sent.labels == ["Open page"]


def test_results_come_in_pages_without_repeats(tg: StandIn) -> None:
    alice = tg.user("Alice")
    ids: list[str] = []
    offset = ""

    while True:
        page = alice.inline(BRIDGE_QUESTION, offset)
        ids += [result["id"] for result in page.results]
        offset = page.params["next_offset"]
        if not offset:
            break

    assert len(ids) == len(set(ids)) > 5


def test_an_empty_query_shows_a_hint(tg: StandIn) -> None:
    for query in ("", "  ", "?!"):
        found = tg.user("Alice").inline(query)

        [hint] = found.results
        assert hint["title"] == "Type a question"
        assert "type @standin_bot and a question" in hint["input_message_content"]["message_text"]
        assert found.params["button"]["start_parameter"] == "inline"


def test_a_query_without_an_answer_says_so(tg: StandIn) -> None:
    [hint] = tg.user("Alice").inline(UNANSWERED).results

    assert hint["title"] == "This archive does not answer that"


def test_while_a_user_types_only_the_last_query_is_searched_for(tg: StandIn) -> None:
    alice = tg.user("Alice")
    started = [
        alice.inline(BRIDGE_QUESTION[:end], wait=False)
        for end in range(20, len(BRIDGE_QUESTION), 3)
    ]

    last = alice.inline(BRIDGE_QUESTION)

    tg.wait_for(lambda: all(each.answered for each in started))
    assert last.results[0]["title"] == HARBOUR.title
    assert [each.results for each in started[:-1]] == [[]] * (len(started) - 1)


def test_odd_offsets_are_answered(tg: StandIn) -> None:
    for offset in ("x", "99", "-1", "1" * 60):
        assert tg.user("Alice").inline(BRIDGE_QUESTION, offset).answered


def test_a_question_about_the_archive_is_offered_as_its_reply(tg: StandIn) -> None:
    found = tg.user("Alice").inline("What is the newest article?")

    [result] = found.results
    assert result["title"] == "The newest article:"
    assert "Rovers win the island cup" in result["description"]
    assert "Rovers win the island cup" in result["input_message_content"]["message_text"]
