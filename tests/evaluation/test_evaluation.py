"""Labelled questions and the measures of what the archive makes of them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval import Archive, SourceError
from retrieval.cli import main
from retrieval.errors import QueryError
from retrieval.evaluation.measures import (
    Judgement,
    LabelledQuestion,
    Measure,
    contains_answer,
    evaluate,
    judge,
    measure,
    read_questions,
)
from retrieval.types import Answer, Article, Passage, Result
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, open_toy_archive


def answer_of(*articles_and_texts: tuple[Article, str], answered: bool = True) -> Answer:
    results = tuple(
        Result(rank, -rank, Passage(rank, article.doc_id, 1, 0, len(text), text), article)
        for rank, (article, text) in enumerate(articles_and_texts, start=1)
    )
    return Answer("Who?", answered, 0.7, results)


def judgement(labelled: LabelledQuestion, *texts: str, answered: bool = True) -> Judgement:
    return judge(labelled, answer_of(*((OWLS, text) for text in texts), answered=answered))


def values(measures: list[Measure]) -> dict[str, float]:
    return {item.name: round(item.value, 4) for item in measures}


# Reading ----------------------------------------------------------------------------------------


def test_labels_say_what_answers_and_what_nothing_answers() -> None:
    lines = [
        '{"question": "a", "answer": "x", "articles": ["owls.txt"]}',
        '{"question": "b", "articles": ["owls.txt"]}',
        "",
        '{"question": "c", "answer": null, "articles": []}',
        '{"question": "d", "answerable": false}',
    ]

    questions = read_questions(lines, "q.jsonl")

    assert questions == [
        LabelledQuestion("a", "x", ("owls.txt",)),
        LabelledQuestion("b", None, ("owls.txt",)),
        LabelledQuestion("c"),
        LabelledQuestion("d"),
    ]
    assert [item.is_answerable for item in questions] == [True, True, False, False]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"answer": "x"}',
        '{"question": ""}',
        '{"question": "a"}',
        '{"question": "a", "answer": "..."}',
        '{"question": "a", "answer": 3}',
        '{"question": "a", "articles": "owls.txt"}',
    ],
)
def test_a_line_that_cannot_be_used_is_named_by_its_number(line: str) -> None:
    with pytest.raises(SourceError, match=r"q\.jsonl: line 2: .*: correct the line\."):
        read_questions(['{"question": "a", "answer": "x"}', line], "q.jsonl")


def test_a_file_without_a_question_is_an_error() -> None:
    with pytest.raises(SourceError, match="holds no question"):
        read_questions(["", " "], "q.jsonl")


# Judging ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "text", "stands"),
    [
        ("eleven chicks", "Rangers counted ELEVEN chicks.", True),
        ("1,370", "It was 1 370 in all", True),
        ("Women's Cup", "the WOMEN\u2019S cup", True),
        ("four", "Fourteen died", False),
        ("chicks eleven", "eleven chicks", False),
        ("Київ", "місто київ.", True),
    ],
)
def test_an_answer_stands_in_a_text_by_whole_words(answer: str, text: str, stands: bool) -> None:
    assert contains_answer(answer, text) is stands


def test_an_article_is_found_where_a_copy_of_it_is_quoted() -> None:
    answer = answer_of((OWLS, "a"))
    copied = replace(answer, results=(replace(answer.results[0], also_in=(HARBOUR,)),))
    assert judge(LabelledQuestion("Who?", None, (HARBOUR.doc_id,)), copied).article_rank == 1


@pytest.mark.parametrize(
    "label",
    [HARBOUR.doc_id, "https://eastwick-post.example/bridge", "articles/bridge.txt", "bridge.txt"],
)
def test_an_article_is_named_by_id_address_or_the_end_of_its_path(label: str) -> None:
    article = Article(HARBOUR.doc_id, None, "x", url=HARBOUR.url, path="/in/articles/bridge.txt")

    judged = judge(LabelledQuestion("Who?", None, (label,)), answer_of((OWLS, "a"), (article, "b")))

    assert judged.article_rank == 2


def test_part_of_a_file_name_names_no_article() -> None:
    article = Article("0f", None, "x", path="/in/harbour-bridge.txt")
    labelled = LabelledQuestion("Who?", None, ("bridge.txt",))

    assert judge(labelled, answer_of((article, "x"))).article_rank is None


def test_an_article_counts_once_by_its_first_passage() -> None:
    labelled = LabelledQuestion("Who?", None, (HARBOUR.doc_id,))

    judged = judge(labelled, answer_of((OWLS, "a"), (OWLS, "b"), (HARBOUR, "c"), (HARBOUR, "d")))

    assert judged.found == (OWLS.doc_id, HARBOUR.doc_id)


# Measures, reckoned by hand ---------------------------------------------------------------------


def test_measures_of_answers_are_means_over_the_questions_that_have_one() -> None:
    labelled = LabelledQuestion("Who?", "chicks")
    judged = [
        judgement(labelled, "chicks", "owls"),
        judgement(labelled, "owls", "chicks", answered=False),
        judgement(labelled, "owls"),
        judgement(LabelledQuestion("Why?"), "chicks", answered=False),
    ]

    assert values(measure(judged, k=10)) == {
        "answer@1": 0.3333,
        "answer@3": 0.6667,
        "answer@10": 0.6667,
        "answer RR@10": 0.5,
        "answerable answered": 0.6667,
        "unanswerable refused": 1.0,
    }


def test_measures_of_articles_count_those_that_were_not_found() -> None:
    labelled = LabelledQuestion("Who?", None, (HARBOUR.doc_id, "never-ingested.txt"))
    judged = [judge(labelled, answer_of((OWLS, "a"), (HARBOUR, "b")))]
    second = 1 / math.log2(3)

    found = values(measure(judged, k=3))

    assert found["RR@3"] == 0.5
    assert found["R@1"] == 0.0
    assert found["R@3"] == 0.5
    assert found["nDCG@3"] == round(second / (1 + second), 4)


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    labelled = LabelledQuestion("Who?", "chicks")
    judged = [judgement(labelled, "chicks" if number % 2 else "owls") for number in range(40)]

    first, *_ = measure(judged, k=1)

    assert first.value == 0.5
    assert 0.3 < first.low < 0.4 < 0.6 < first.high < 0.7
    assert measure(judged, k=1)[0] == first


def test_a_question_that_cannot_be_searched_for_counts_as_not_answered() -> None:
    def refuse(question: LabelledQuestion) -> Answer:
        raise QueryError("The question is empty.")

    done: list[int] = []
    judged = evaluate(
        [LabelledQuestion("?", "x"), LabelledQuestion("!", "y")], refuse, on_done=done.append
    )

    assert [item.answered for item in judged] == [False, False]
    assert done == [1, 2]


CHICKS = "How many chicks did the rangers count?"
CABLES = "Which of the nine cables had cracks?"

# The command ------------------------------------------------------------------------------------


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    labels = [
        {"question": "How many chicks did the rangers count?", "answer": "eleven chicks"},
        {"question": "Who is the mayor?", "articles": [HARBOUR.doc_id]},
        {"question": "What is the capital of Peru?", "answer": None},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, labels)), encoding="utf-8")
    return path


def run(archive: Archive, *argv: str) -> int:
    arguments = ["--archive", str(archive.folder), "--quiet", *argv]
    return main(arguments, open_archive=open_toy_archive)


def test_evaluate_prints_a_table(
    toy_archive: Archive, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(toy_archive, "evaluate", "--questions", str(questions))

    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert lines[0].split() == ["value", "95", "%", "interval", "questions"]
    assert lines[1].split() == ["answer@1", "1.000", "1.000", "to", "1.000", "1"]
    assert lines[-1].split() == ["unanswerable", "refused", "1.000", "1.000", "to", "1.000", "1"]


def test_evaluate_prints_json(
    toy_archive: Archive, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(toy_archive, "evaluate", "--questions", str(questions), "--json", "--k", "2")

    value = json.loads(capsys.readouterr().out)
    assert status == 0
    assert value["measures"]["RR@2"]["value"] == 1.0
    assert [item["answered"] for item in value["questions"]] == [True, True, False]


def test_a_follow_up_is_asked_after_the_questions_before_it(
    toy_archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels: list[dict[str, object]] = [
        {"question": "And when was it?", "articles": [OWLS.doc_id]},
        {"question": "And when was it?", "articles": [OWLS.doc_id], "earlier": [CHICKS]},
        {"question": "And when was it?", "articles": [HARBOUR.doc_id], "earlier": [CABLES]},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, labels)), encoding="utf-8")

    run(toy_archive, "evaluate", "--questions", str(path), "--json")
    found = json.loads(capsys.readouterr().out)["questions"]
    assert [item["answered"] for item in found] == [False, True, True]
    assert [item["earlier"] for item in found] == [[], [CHICKS], [CABLES]]
    assert [item["article_rank"] for item in found][1:] == [1, 1]


@pytest.mark.parametrize("earlier", ["Who?", [1], {"a": 1}])
def test_earlier_questions_that_are_no_list_of_texts_are_refused(earlier: object) -> None:
    line = json.dumps({"question": "When?", "answer": "May", "earlier": earlier})
    with pytest.raises(SourceError, match='line 1: "earlier" must be a list of questions'):
        read_questions([line], "q.jsonl")


def test_too_few_questions_to_calibrate_by_are_told(
    toy_archive: Archive, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(toy_archive, "calibrate", "--questions", str(questions)) == 1
    assert "too few labelled questions" in capsys.readouterr().err


def test_calibrate_fits_an_archive_to_its_own_questions(
    make_archive: MakeArchive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    towns = [
        f"{first}{last}"
        for first in ("East", "Nor", "Sel", "Tam", "Vor")
        for last in ("wick", "ham", "ford", "stead", "mouth")
    ]
    archive = make_archive(
        [
            replace(
                HARBOUR,
                doc_id=f"{place:016x}",
                url=None,
                title=f"{town} council",
                text=f"Mayor {town}son said that {town} would build {place + 20} houses.",
            )
            for place, town in enumerate(towns)
        ]
    )
    path = tmp_path / "towns.jsonl"
    labels = [
        {"question": f"What number of homes has {t} got planned?", "answer": str(n + 20)}
        for n, t in enumerate(towns)
    ]
    path.write_text("\n".join(map(json.dumps, labels)), encoding="utf-8")

    assert run(archive, "calibrate", "--questions", str(path), "--json") == 0
    value = json.loads(capsys.readouterr().out)
    assert value["used"]
    assert value["after"]["calibration_error"] < value["before"]["calibration_error"]

    assert run(archive, "evaluate", "--questions", str(path), "--json") == 0
    measures = json.loads(capsys.readouterr().out)["measures"]
    assert measures["answerable answered"]["value"] == 1.0

    model = archive.confidence_model()
    lines = path.read_text(encoding="utf-8").splitlines()
    second = archive.calibrate(read_questions(lines, str(path)))
    assert second.after.error == pytest.approx(second.before.error, abs=0.05)
    assert archive.confidence_model() == model


def test_a_broken_questions_file_is_one_sentence(
    toy_archive: Archive, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions.write_text("{", encoding="utf-8")

    status = run(toy_archive, "evaluate", "--questions", str(questions))

    captured = capsys.readouterr()
    assert (status, captured.out) == (1, "")
    assert captured.err.endswith("questions.jsonl: line 1: is not JSON: correct the line.\n")


def test_labels_that_no_article_has_are_told(
    toy_archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    line = '{"question": "Who opened the harbour?", "articles": ["LABEL"]}\n'
    path.write_text(line.replace("LABEL", "nowhere/gone.txt"))
    known = next(iter(toy_archive.articles())).doc_id

    status = run(toy_archive, "evaluate", "--questions", str(path))

    assert (status, "such as nowhere/gone.txt: give the path" in capsys.readouterr().err) == (
        1,
        True,
    )

    path.write_text(path.read_text() + line.replace("LABEL", known))
    status = run(toy_archive, "evaluate", "--questions", str(path))

    assert (status, "1 of 2 labels are unknown" in capsys.readouterr().err) == (0, True)
