"""The program: questions in a batch, and filters."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.support.cli_run import ANSWERED, NOT_ANSWERED, Run
from tests.support.toys import HARBOUR, OWLS

# Batch ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("toy_archive")
def test_a_batch_is_answered_in_order_a_line_each(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [ANSWERED, NOT_ANSWERED, "Who is the mayor?"]
    lines = "\n\n".join(json.dumps({"question": question}) for question in questions)
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))

    ran = run("ask", "--batch", "-")

    assert (ran.status, ran.err) == (0, "")
    assert [line["question"] for line in ran.json_lines] == questions
    assert [line["answered"] for line in ran.json_lines] == [True, False, True]


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_batch_without_questions_says_so(run: Run, tmp_path: Path, text: str) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text(text)

    ran = run("ask", "--batch", str(batch))

    assert (ran.status, ran.out, ran.err) == (0, "", "There were no questions.\n")


@pytest.mark.usefixtures("toy_archive")
def test_a_batch_and_a_single_question_give_the_same_answer(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text(json.dumps({"question": ANSWERED}))

    (together,) = run("ask", "--batch", str(batch), "-k", "2").json_lines
    alone = run("ask", ANSWERED, "-k", "2", "--json").json

    assert {**together, "took_ms": 0} == {**alone, "took_ms": 0}


@pytest.mark.usefixtures("toy_archive")
def test_a_line_of_a_batch_may_be_a_follow_up(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines: list[dict[str, object]] = [
        {"question": "And when was it?"},
        {"question": "And when was it?", "earlier": [ANSWERED]},
    ]
    batch.write_text("\n".join(map(json.dumps, lines)))

    assert [line["answered"] for line in run("ask", "--batch", str(batch)).json_lines] == [
        False,
        True,
    ]


@pytest.mark.usefixtures("toy_archive")
def test_fields_of_a_batch_that_are_not_used_are_told_once(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = [{"question": ANSWERED, "id": 1}, {"question": ANSWERED, "id": 2, "since": None}]
    batch.write_text("\n".join(map(json.dumps, lines)))

    ran = run("ask", "--batch", str(batch))

    assert [line["answered"] for line in ran.json_lines] == [True, True]
    assert ran.err == "Fields that are not used: \"id\"; see 'article-bot ask --help'.\n"


@pytest.mark.usefixtures("toy_archive")
def test_several_questions_in_a_line_are_answered_one_by_one(run: Run) -> None:
    both = f"{ANSWERED} And when was it?"
    ran = run("ask", both)

    assert ran.status == 0
    assert ran.out.startswith(f"{ANSWERED}\n")
    assert "\n\nAnd when was it?\n" in ran.out
    assert ran.out.count("% likely to be right") == 2
    as_one = run("ask", both, "--json").json
    assert as_one["question"] == both
    assert as_one["notes"][0] == {
        "kind": "several_questions",
        "questions": [ANSWERED, "And when was it?"],
    }
    assert run("ask", "Who? What? When?").out.count("names nothing to look for") == 1
    assert run("ask", f"{NOT_ANSWERED} {NOT_ANSWERED}").status == 3


@pytest.mark.usefixtures("toy_archive")
def test_an_id_may_be_shortened_to_four_characters(run: Run) -> None:
    doc_id = run("articles", "--json").json_lines[0]["doc_id"]

    assert run("show", doc_id[:4]).status == 0
    short = run("show", doc_id[:3])
    assert (short.status, short.err) == (
        1,
        f"article-bot: Give at least 4 characters of the ID, not “{doc_id[:3]}”: "
        "'article-bot articles' shows the IDs.\n",
    )


@pytest.mark.usefixtures("toy_archive")
def test_options_and_lines_of_a_batch_filter(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = [
        {"question": ANSWERED},
        {"question": ANSWERED, "publisher": "Post"},
        {"question": ANSWERED, "since": "someday"},
        {"question": ANSWERED, "until": 2022},
    ]
    batch.write_text("\n".join(map(json.dumps, lines)))

    herald, post, no_date, no_text = run(
        "ask", "--batch", str(batch), "--publisher", "tarn valley herald"
    ).json_lines

    assert [result["article"]["publisher"] for result in herald["results"]] == [OWLS.publisher]
    assert herald["filters"]["publisher"] == OWLS.publisher
    assert [result["article"]["publisher"] for result in post["results"]] == [HARBOUR.publisher]
    assert no_date["error"].startswith('"since": no date in “someday”; write it as 2022-03-01')
    assert no_text == {"answered": False, "error": '"until" is not a string', "line": 4}


@pytest.mark.parametrize(
    ("since", "count"),
    [
        ("2022-02-25", 1), ("25 Feb 2022", 1), ("February 2022", 1), ("2022", 1), ("2022-02-26", 0),
        ("yesterday", 0), ("25. Februar 2022", 1), ("25 de febrero de 2022", 1), ("last week", 0),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("toy_archive")
def test_dates_are_understood_as_people_write_them(run: Run, since: str, count: int) -> None:
    assert len(run("articles", "--since", since, "--json").json_lines) == count


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--publisher", "Estwick Post"), "No publisher “Estwick Post”; did you mean “Eastwick Po"),
        (("--language", "de"), "No article in the language “de”: it has en (English)."),
        (("--since", "3/4/2022"), "--since: no date in “3/4/2022”; write it as 2022-03-01, “1 Ma"),
        (("--as-of", ""), "--as-of: no date in “”"),
        (("--since", "2023", "--until", "2022"), "No day is since 2023-01-01 and until 2022-12-31"),
    ],
)
@pytest.mark.parametrize("command", ["ask Who?", "chat", "articles", "compare Who?"])
@pytest.mark.usefixtures("toy_archive")
def test_a_wrong_filter_has_status_2_and_names_what_there_is(
    run: Run, command: str, options: tuple[str, ...], sentence: str
) -> None:
    ran = run(*command.split(), *options)

    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.err


@pytest.mark.usefixtures("toy_archive")
def test_filters_in_force_and_relaxed_are_told_below_an_answer(run: Run) -> None:
    within = run("ask", ANSWERED, "--publisher", "Herald", "--language", "English")
    relaxed = run("ask", ANSWERED, "--since", "1 March 2030")

    assert within.out.splitlines()[-1].endswith(" · only from Tarn Valley Herald, in English")
    assert "Nothing since 1 March 2030 answers that, so this filter was left out." in relaxed.out


@pytest.mark.usefixtures("toy_archive")
def test_an_invalid_line_of_a_batch_is_reported_in_its_place_and_the_rest_answered(
    run: Run, tmp_path: Path
) -> None:
    batch = tmp_path / "questions.jsonl"
    broken = ["{", "[1]", '{"question": 3}', '{"question": ""}', "[" * 5000]
    good = json.dumps({"question": ANSWERED})
    batch.write_text("\n".join([*broken, good]))

    ran = run("ask", "--batch", str(batch))

    assert ran.status == 1
    assert [line.get("line") for line in ran.json_lines] == [1, 2, 3, 4, 5, None]
    assert all(line["error"] and line["answered"] is False for line in ran.json_lines[:5])
    assert ran.json_lines[5]["answered"] is True


@pytest.mark.usefixtures("toy_archive")
def test_a_missing_batch_file_is_one_sentence(run: Run) -> None:
    ran = run("ask", "--batch", "nowhere.jsonl")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "article-bot: nowhere.jsonl: cannot be read (No such file or directory): check the name.\n"
    )
