"""The words of a sentence that answer, by the scores of its tokens."""

from __future__ import annotations

from retrieval.search.evidence.answer_span import answers_in
from retrieval.text.articles.sentences import sentence_spans
from retrieval.types import AnswerScores, Span
from tests.support.toys import answer_scores

TEXT = "Captain Ilse Brandt steers the ferry. It carries 240 people."


def scored(likely: dict[str, float], text: str = TEXT) -> AnswerScores:
    """Scores of the words of ``text``; of those that are not ``likely``, -5."""
    spans, scores, at = [], [], 0
    for word in text.rstrip(".").replace(". ", "  ").split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        scores.append(likely.get(word, -5.0))
        at += len(word)
    return answer_scores(spans, scores)


def words(span: Span, text: str = TEXT) -> str:
    return text[span.start : span.end]


def test_each_sentence_has_its_likeliest_words() -> None:
    scores = scored({"Brandt": 6.0, "240": 2.0})
    first, second = answers_in(TEXT, sentence_spans(TEXT), scores)
    assert first is not None
    assert second is not None
    assert words(first.span) == "Brandt"
    assert words(second.span) == "240"
    assert (first.score, second.score) == (12.0, 4.0)


def test_where_no_words_stand_out_the_sentence_answers() -> None:
    [first, _] = answers_in(TEXT, sentence_spans(TEXT), scored({}))
    assert first is not None
    assert words(first.span) == "Captain Ilse Brandt steers the ferry."


def test_a_row_with_several_columns_is_told_whole() -> None:
    for row, answer in (("Halden | 4.1 | 4.7", "Halden | 4.1 | 4.7"), ("Halden | 4.7", "4.7")):
        [own] = answers_in(row, [Span(0, len(row))], scored({"4.7": 6.0}, row))
        assert own is not None
        assert words(own.span, row) == answer


def test_words_that_stand_out_and_may_not_answer_are_told_apart() -> None:
    sentences, scores = sentence_spans(TEXT), scored({"Brandt": 6.0})
    [other, _] = answers_in(TEXT, sentences, scores, lambda words, before: False)
    [own, unsure] = answers_in(TEXT, sentences, scores)
    assert other is not None
    assert own is not None
    assert unsure is not None
    assert (other.is_other_kind, own.is_other_kind, unsure.is_other_kind) == (True, False, False)
    assert words(other.span) == "Captain Ilse Brandt steers the ferry."


def test_a_long_sentence_in_which_nothing_stands_out_is_cut_to_whole_words() -> None:
    text = " ".join(f"word{number}" for number in range(60)) + "."
    [answer] = answers_in(text, [Span(0, len(text))], scored({}, text))
    assert answer is not None
    assert len(words(answer.span, text).split()) <= 40
    assert f" {words(answer.span, text)} " in f" {text.rstrip('.')} "


def test_an_answer_is_whole_words_though_tokens_are_parts() -> None:
    text = "They met in Skarholm."
    scores = answer_scores([(0, 4), (5, 8), (9, 11), (12, 16), (16, 20)], [-5, -5, -5, 5, -5])
    [answer] = answers_in(text, [Span(0, len(text))], scores)
    assert answer is not None
    assert words(answer.span, text) == "Skarholm"


def test_a_sentence_that_was_not_read_has_no_answer() -> None:
    assert answers_in(TEXT, sentence_spans(TEXT), answer_scores([(0, 7)], [1.0]))[1] is None
