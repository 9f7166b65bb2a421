"""The JSON that programs rely on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.cli.output.json_output import (
    answer_json,
    article_json,
    dumps,
    evaluation_json,
    listed_json,
    report_json,
    status_json,
)
from retrieval.evaluation.measures import LabelledQuestion, judge, measure, per_question_values
from retrieval.types import (
    Answer,
    ArchiveStatus,
    Article,
    Fingerprint,
    IngestFailure,
    IngestNote,
    IngestReport,
    ModelIdentity,
    Note,
    Passage,
    Result,
    Span,
)
from tests.support.toys import HARBOUR

BARE = Article(doc_id="0f", title=None, text="Rain fell.")


def result(article: Article, *, rank: int = 1) -> Result:
    passage = Passage(7, article.doc_id, paragraph=1, start=0, end=9, text=article.text[:9])
    return Result(rank, 1.23456, passage, article, highlight=(Span(0, 4),))


def test_an_answer_has_every_key_of_the_contract() -> None:
    answer = Answer("Does it rain?", True, 0.912345, (result(BARE),), took_ms=21.449)

    assert answer_json(answer) == {
        "question": "Does it rain?",
        "answered": True,
        "confidence": 0.9123,
        "results": [
            {
                "rank": 1,
                "score": 1.2346,
                "text": "Rain fell",
                "start": 0,
                "end": 9,
                "paragraph": 1,
                "highlight": [{"start": 0, "end": 4}],
                "answer": None,
                "article": {
                    "doc_id": "0f",
                    "title": None,
                    "publisher": None,
                    "authors": None,
                    "published_at": None,
                    "updated_at": None,
                    "url": None,
                    "path": None,
                    "language": None,
                    "also_in": [],
                },
            }
        ],
        "notes": [],
        "searched": "",
        "filters": {
            "since": None,
            "until": None,
            "as_of": None,
            "publisher": None,
            "language": None,
        },
        "reply": None,
        "took_ms": 21.4,
    }


def test_an_answer_and_its_notes_are_told_with_their_fields() -> None:
    marked = replace(result(BARE), answer=Span(5, 9))
    note = Note("missing_term", {"term": "Lviv"})
    value = answer_json(
        Answer("Did rain fall?", True, 0.9, (marked,), notes=(note,), searched="rain fall")
    )
    assert value["results"][0]["answer"] == {"start": 5, "end": 9}
    assert value["notes"] == [{"kind": "missing_term", "term": "Lviv"}]
    assert value["searched"] == "rain fall"


def test_copies_of_an_article_are_told_with_their_source() -> None:
    copied = replace(result(BARE), also_in=(HARBOUR,))
    expected = {
        "doc_id": HARBOUR.doc_id,
        "title": HARBOUR.title,
        "publisher": "Eastwick Post",
        "published_at": "2022-02-25",
        "url": "https://eastwick-post.example/bridge",
    }
    value = answer_json(Answer("Did rain fall?", True, 0.9, (copied,)))
    assert value["results"][0]["article"]["also_in"] == [expected]
    assert article_json(BARE, (HARBOUR,))["also_in"] == [expected]


def test_an_article_is_listed_without_its_text_and_shown_with_it() -> None:
    shown, listed = article_json(HARBOUR), listed_json(HARBOUR)

    assert shown == {**listed, "also_in": [], "text": HARBOUR.text}
    assert listed["authors"] == ["Tom Ardley", "Rhea Quist"]
    assert listed["published_at"] == "2022-02-25"


def test_a_status_lists_publishers_one_of_which_may_be_unknown() -> None:
    fingerprint = Fingerprint(ModelIdentity("toy", None, "ab", 64), "paragraphs")
    status = ArchiveStatus(
        "news",
        3,
        5,
        0,
        {"Post": 2, None: 1},
        embedder=fingerprint,
        publisher_dates={"Post": ("2022-02-25", "2022-03-01"), None: (None, None)},
    )

    value = status_json(status)

    assert value["publishers"] == [
        {
            "publisher": "Post",
            "articles": 2,
            "first_published_at": "2022-02-25",
            "last_published_at": "2022-03-01",
        },
        {
            "publisher": None,
            "articles": 1,
            "first_published_at": None,
            "last_published_at": None,
        },
    ]
    assert value["embedder"]["dimension"] == 64
    assert status_json(replace(status, embedder=None))["embedder"] is None


def test_a_report_names_each_failure() -> None:
    report = IngestReport(
        added=1,
        failed=(IngestFailure("a.txt", "is empty."),),
        passed_over={".pdf": 2},
        notes=(IngestNote("a.json", "holds 2 links."),),
    )

    assert report_json(report) == {
        "added": 1,
        "replaced": 0,
        "removed": 0,
        "unchanged": 0,
        "removed_earlier": 0,
        "failed": [{"source": "a.txt", "problem": "is empty."}],
        "passed_over": {".pdf": 2},
        "notes": [{"source": "a.json", "note": "holds 2 links."}],
    }


def test_an_evaluation_lists_the_outcome_of_each_question() -> None:
    labelled = LabelledQuestion("Does it rain?", "rain fell")
    judged = judge(labelled, Answer("", True, 0.5, (result(BARE),)))

    value = evaluation_json(measure([judged], k=1), [judged], per_question_values([judged], k=1))

    assert value["measures"]["answer@1"] == {"value": 1.0, "low": 1.0, "high": 1.0, "questions": 1}
    assert value["questions"] == [
        {
            "earlier": [],
            "question": "Does it rain?",
            "answerable": True,
            "answered": True,
            "confidence": 0.5,
            "answer_rank": 1,
            "article_rank": None,
            "values": {"answer@1": 1.0, "answer RR@1": 1.0, "answerable answered": 1.0},
        }
    ]


@given(st.text(st.characters(codec=None)))
def test_any_text_survives_as_json_that_can_be_printed(text: str) -> None:
    line = dumps({"text": text})

    assert json.loads(line) == {"text": text}
    assert [char for char in line if ord(char) < 32 or 127 <= ord(char) < 160] == []
    line.encode("utf-8")


@pytest.mark.parametrize("text", ["Kyïv", "“Щось нове”", "東京", "🦉"])
def test_letters_of_every_script_are_not_escaped(text: str) -> None:
    assert dumps(text) == f'"{text}"'
