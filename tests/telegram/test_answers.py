"""Answers as a user sees them: the passage and its source, and nothing else."""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap

from bot.rendering.links import web_link
from tests.support.toys import HARBOUR
from tests.telegram.scenario import (
    ARTICLES,
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    HOSTILE,
    UNANSWERED,
    is_ever_within,
    quotations,
)
from tests.telegram.tgstandin import StandIn, utf16


def is_verbatim(quotation: str) -> bool:
    return any(quotation in article.text for article in ARTICLES)


def test_an_answer_is_the_sentence_then_its_source_then_the_passage_folded(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    asked = chat.say(BRIDGE_QUESTION)

    answer = chat.wait_reply()

    assert answer.reply_to == asked.id
    quotation, source, *_ = answer.text.removeprefix("Perhaps:\n").split("\n")
    assert quotation == BRIDGE_SENTENCE
    assert source == (
        "1. Eastwick Post · 25 February 2022 · Tom Ardley, Rhea Quist · "
        f"{HARBOUR.title} · paragraph 1"
    )
    assert [text for text, _ in answer.spans("blockquote")] == [BRIDGE_SENTENCE]
    assert [text for text, _ in answer.spans("expandable_blockquote")] == [HARBOUR.text]
    assert BRIDGE_SENTENCE in [text for text, _ in answer.spans("bold")]
    assert answer.links[0] == (HARBOUR.title, HARBOUR.url)
    assert answer.links[1][0] == "paragraph 1"
    assert answer.links[1][1].startswith(f"{HARBOUR.url}#:~:text=The%20harbour%20bridge")


def test_an_answer_fits_the_first_screen_of_a_phone(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)

    answer = chat.wait_reply()

    [(passage, _)] = answer.spans("expandable_blockquote")
    before_fold = answer.text.partition(passage)[0].rstrip("\n")
    rows = [row for line in before_fold.split("\n") for row in wrap(line, 40)]
    assert BRIDGE_SENTENCE in " ".join(rows)
    assert len(rows) <= 9


def test_an_answer_shows_no_link_preview(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    chat.wait_reply()

    sent = [call.params for call in tg.called("sendMessage")]

    assert [params["link_preview_options"] for params in sent] == [{"is_disabled": True}]


def test_typing_is_shown_within_a_second_and_before_the_answer(tg: StandIn) -> None:
    def typing_after() -> float:
        chat = tg.user("Alice").chat
        asked = chat.say(BRIDGE_QUESTION)
        answer = chat.wait_reply()
        [(at, action)] = chat.actions
        assert action == "typing"
        assert at <= answer.at
        return at - asked.at

    assert is_ever_within(1.0, typing_after)


def test_typing_is_shown_until_the_answer_is_sent(tg: StandIn) -> None:
    def longest_pause() -> float:
        chat = tg.user("Alice").chat
        tg.fault("sendMessage", "slow", delay=6.0, chat_id=chat.id)
        asked = chat.say(BRIDGE_QUESTION)
        answer = chat.wait_reply()
        moments = [asked.at, *(at for at, _ in chat.actions), answer.at]
        assert moments == sorted(moments)
        return max(later - at for at, later in pairwise(moments))

    assert is_ever_within(5.0, longest_pause)


def test_a_question_that_was_deleted_meanwhile_is_answered_all_the_same(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    slow = tg.fault("sendMessage", "slow", delay=60, chat_id=chat.id)
    asked = chat.say(BRIDGE_QUESTION)
    tg.wait_for_call(slow)
    asked.deleted = True
    slow.end()

    answer = chat.wait_reply()

    assert BRIDGE_SENTENCE in answer.text
    assert answer.reply_to is None


def test_every_link_of_an_answer_leads_to_an_article_of_the_archive(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    answer = chat.wait_reply()
    chat.press(answer, "More")

    messages = [answer, *chat.settled()]

    links = [url for message in messages for _, url in message.links]
    pages = {link.partition("#:~:text=")[0] for link in links if "?start=art_" not in link}
    opened = {link.partition("?start=art_")[2] for link in links} - {""}
    assert len(links) > 3
    assert pages <= {web_link(article.url) for article in ARTICLES}
    assert opened <= {article.doc_id for article in ARTICLES}


def test_a_quotation_has_at_most_200_words(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say("What stories do the lighthouse keepers of Skerra tell?")

    quoted = [text for message in chat.settled() for text in quotations(message)]

    assert all(is_verbatim(quotation) for quotation in quoted)
    assert 0 < max(len(quotation.split()) for quotation in quoted) <= 200


def test_a_question_that_the_archive_does_not_answer_is_refused_with_the_nearest(
    tg: StandIn,
) -> None:
    chat = tg.user("Alice").chat
    chat.say(UNANSWERED)

    answer = chat.wait_reply()

    assert answer.text.startswith("This archive does not answer that.\n")
    assert "\n\nClosest articles:\n• " in answer.text
    assert quotations(answer) == []


def test_what_is_to_be_added_stands_in_a_line_under_the_source(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say("Why was the harbour bridge in Eastwick closed in 2019?")

    lines = chat.wait_reply().text.split("\n")

    covered = lines.index("This archive covers 1 June 2021 to 14 May 2023.")
    assert any(line.startswith("1. Eastwick Post") for line in lines[:covered])
    assert HARBOUR.text.split("\n")[0] in lines[covered + 1 :]


def test_hostile_text_is_shown_literally(tg: StandIn) -> None:
    chat = tg.user("<b>Mallory</b>").chat
    chat.say("Did the <b>zeppelin</b> of Count_Orlok land twice on Friday?")

    answer = chat.wait_reply()

    assert quotations(answer) == [HOSTILE.text]  # a passage of one sentence is not repeated
    assert "<b>Zeppelin</b> *lands* [here](tg://user?id=1) & dednuorg" in answer.text
    assert "_The_ <a href='https://evil.example'>Daily</a>" in answer.text
    kinds = {entity["type"] for entity in answer.entities}
    assert kinds <= {"blockquote", "bold", "text_link", "url"}
    assert {url for _, url in answer.spans("text_link") if "evil" in str(url)} == set()
    assert answer.links[0][1].startswith("https://news.example/a%22onmouseover=%22x?%3Cscript%3E=1")


def test_long_answers_are_split_between_sources_and_nothing_is_lost(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say("What stories do the lighthouse keepers of Skerra tell?")
    first = chat.settled()

    chat.press(first[-1], "More")
    more = chat.settled(at_least=3)

    messages = first + more
    assert len(more) > 1
    assert all(utf16(message.text) <= 4096 for message in messages)
    assert all(is_verbatim(quotation) for message in messages for quotation in quotations(message))
    for message in messages:
        sources = [line for line in message.text.split("\n") if line[:1].isdigit()]
        assert len(sources) >= len(message.spans("blockquote")) > 0
    numbers = [
        int(line.partition(".")[0])
        for message in messages
        for line in message.text.split("\n")
        if line[:1].isdigit()
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [bool(message.buttons) for message in more] == [False] * (len(more) - 1) + [True]


def test_an_article_without_an_address_is_linked_to_the_bot_itself(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say("How many snowy owls have nested in the Tarn valley?")

    link = chat.wait_reply().links[0]

    assert link == (
        "Snowy owls return to the Tarn valley",
        "https://t.me/standin_bot?start=art_b7c8d9e0f1a2b3c4",
    )
