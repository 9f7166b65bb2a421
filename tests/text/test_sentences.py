"""Sentences: where they end, and that nothing is lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.articles.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It makes all the difference.Anna left.", ["It makes all the difference.", "Anna left."]),
        ("Costs rose 8%.Wages did not.", ["Costs rose 8%.", "Wages did not."]),
        ("It began in 2022.Then it ended.", ["It began in 2022.", "Then it ended."]),
        ("See example.com or Booking.com now.", ["See example.com or Booking.com now."]),
        ("Write to Ann.Roe@post.example now.", ["Write to Ann.Roe@post.example now."]),
        ("He uses Node.JS at work.", ["He uses Node.JS at work."]),
        ("Mr. Roe met Dr. Poe. They spoke.", ["Mr. Roe met Dr. Poe.", "They spoke."]),
        ("J. R. Doe of the U.S. team won.", ["J. R. Doe of the U.S. team won."]),
        ("She lives in the U.S. The rest do not.", ["She lives in the U.S.", "The rest do not."]),
        ("It opens at 5 p.m. Monday.", ["It opens at 5 p.m. Monday."]),
        ("No. 5 won. Say no. Or yes.", ["No. 5 won.", "Say no.", "Or yes."]),
        ("“Stop!” he said. “Go.” She went.", ["“Stop!” he said.", "“Go.”", "She went."]),
        ("It cost $3.5 million. Cheap.", ["It cost $3.5 million.", "Cheap."]),
        ("He paused... and went. Yes… And left.", ["He paused... and went.", "Yes…", "And left."]),
        ("他说完了。我们走！", ["他说完了。", "我们走！"]),
        ("Він пішов.Вона лишилася.", ["Він пішов.", "Вона лишилася."]),
        ("A heading\nA sentence.", ["A heading", "A sentence."]),
        ("  \n ", []),
    ],
)  # fmt: skip
def test_a_text_falls_into_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am 14. Dezember wird gesprengt. Dann ist Ruhe.", 2),
        ("de", "Der 3. Tag war kalt. Es schneite.", 2),
        ("de", "Er wurde 14. Danach ging er.", 2),
        ("de", "Dr. Ohle sagte bzw. schrieb das. Sie ging.", 2),
        ("ru", "Мост на ул. Ленина открыт. Движение идёт.", 2),
        ("es", "El Sr. Cobos habló. Nadie rió.", 2),
        ("fr", "M. Petit est venu. Il a parlé.", 2),
        ("hi", "पुल खुला। लोग आए।", 2),
        ("ar", "هل فتح الجسر؟ نعم.", 2),
    ],
)
def test_sentences_end_by_the_rules_of_the_language(
    language: str, text: str, expected: int
) -> None:
    assert len(sentence_spans(text, language)) == expected


@given(st.text(alphabet=st.sampled_from("aB1 .!?…\n“”'()。,J-"), max_size=80))
def test_sentences_hold_every_character_but_white_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(max_size=200))
def test_spans_are_in_order_trimmed_and_not_empty(text: str) -> None:
    last = 0
    for span in sentence_spans(text):
        sentence = text[span.start : span.end]
        assert last <= span.start < span.end
        assert sentence == sentence.strip()
        last = span.end
