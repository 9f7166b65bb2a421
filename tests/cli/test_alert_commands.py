"""Alerts from the command line: made, listed, told once, deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval import AlertSchedule, Archive, load_settings
from tests.support.cli_run import Run
from tests.support.toys import HARBOUR, OWLS, open_toy_archive

BRIDGE = "When will the harbour bridge in Eastwick close?"


@pytest.fixture
def article(tmp_path: Path) -> str:
    """A file with an article that answers."""
    file = tmp_path / "bridge.jsonl"
    line = {"title": HARBOUR.title, "text": HARBOUR.text, "publisher": HARBOUR.publisher}
    file.write_text(json.dumps(line), encoding="utf-8")
    return str(file)


def test_a_story_is_shown_once_after_an_ingest(run: Run, article: str) -> None:
    assert run("alert", BRIDGE)[0] == 0

    assert "1 new story answers an alert" in run("ingest", article)[2]
    status, shown, _ = run("alerts", "--new")
    assert status == 0
    assert f"New: {BRIDGE}" in shown
    assert "close on Monday for eleven weeks" in shown
    assert "Eastwick Post" in shown
    assert run("alerts", "--new")[1:] == ("", "Nothing new.\n")
    assert "new story" not in run("ingest", article)[2]


def test_update_tells_what_came(run: Run, article: str) -> None:
    run("alert", BRIDGE)
    run("subscribe", "--later", article)

    _, first, _ = run("update", "--all", "--json")
    report, match = map(json.loads, first.splitlines())
    assert "sources" in report
    assert (match["kind"], match["question"], match["answered"]) == ("story", BRIDGE, True)
    assert match["results"][0]["article"]["publisher"] == HARBOUR.publisher
    assert len(run("update", "--all", "--json")[1].splitlines()) == 1


def test_subscribe_says_that_it_brought_what_answers_an_alert(run: Run, article: str) -> None:
    run("alert", BRIDGE)

    assert "1 new story answers an alert" in run("subscribe", article).err
    assert f"New: {BRIDGE}" in run("alerts", "--new").out


def test_alerts_are_listed_and_deleted(run: Run, article: str) -> None:
    run("ingest", article)
    made = json.loads(run("alert", BRIDGE, "--publisher", HARBOUR.publisher, "--json")[1])

    assert f"(only from {HARBOUR.publisher})" in run("alerts")[1]
    assert [json.loads(line) for line in run("alerts", "--json")[1].splitlines()] == [made]
    assert run("unalert", "99")[0] == 1
    assert run("unalert", str(made["alert_id"]))[0] == 0
    status, listed, said = run("alerts")
    assert (status, listed) == (0, "")
    assert "There are no alerts" in said


def test_alerts_of_chats_are_listed_with_when_they_tell(run: Run) -> None:
    run("alert", BRIDGE)
    with open_toy_archive(load_settings()) as archive:
        weekly = AlertSchedule("weekly", hour=7, weekday=2, time_zone="Asia/Tokyo")
        alert = archive.add_alert(BRIDGE, owner="telegram:7", schedule=weekly, created_by="12")

    assert "telegram" not in run("alerts")[1]
    assert "(weekly, Wednesday 07:00, Asia/Tokyo)  [telegram:7]" in run("alerts", "--all")[1]
    of_chat = json.loads(run("alerts", "--all", "--json")[1].splitlines()[1])
    assert of_chat["created_by"] == "12"
    assert (of_chat["schedule"]["delivery"], of_chat["schedule"]["weekday"]) == ("weekly", 2)
    assert run("alerts", "--all", "--new")[0] == 2
    assert "[telegram:7]" in run("unalert", str(alert.alert_id))[1]


def test_an_alert_waits_for_a_publisher_whose_articles_are_to_come(run: Run, article: str) -> None:
    status, made, said = run("alert", BRIDGE, "--publisher", "the eastwick post")
    assert (status, made.count("Alert 1 ")) == (0, 1)
    assert "The alert waits for articles to come." in said
    assert run("alert", BRIDGE, "--publisher", "Another Paper")[0] == 0

    run("ingest", article)

    assert run("alerts", "--new")[1].count("alert 1") == 1
    assert run("alerts", "--new")[2] == "Nothing new.\n"


@pytest.mark.parametrize(("language", "status"), [("de", 0), ("German", 0), ("gibberish", 2)])
def test_an_alert_takes_only_languages_that_there_are(run: Run, language: str, status: int) -> None:
    assert run("alert", BRIDGE, "--language", language)[0] == status


def test_an_alert_takes_no_day_that_is_past(run: Run) -> None:
    status, _, said = run("alert", BRIDGE, "--until", "2020-01-01")
    assert (status, said.count("\n")) == (1, 1)
    assert "2020-01-01 is past" in said
    assert run("alert", BRIDGE, "--as-of", "2020-01-01")[0] == 2
    assert run("alerts")[1] == ""


def test_status_and_doctor_tell_of_alerts(
    run: Run, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("alert", BRIDGE)
    run("ingest", article)
    assert "1, 1 story not told yet" in run("status")[1]

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "judge_alerts", lambda *_, **__: 0)  # as if killed before it
        Path(article).write_text(json.dumps({"text": OWLS.text}), encoding="utf-8")
        run("ingest", article)
    assert json.loads(run("status", "--json")[1])["alerts"]["unjudged"] == 1
    assert "not been judged for alerts yet" in run("doctor")[1]
    run("alerts", "--new")
    assert run("doctor")[0] == 0


def test_what_an_interrupted_ingest_has_left_is_told(
    run: Run, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("alert", BRIDGE)
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "_complete", lambda *_: None)  # as if killed before it
        run("ingest", article)

    status, shown, _ = run("alerts", "--new")

    assert status == 0
    assert f"New: {BRIDGE}" in shown


def test_articles_that_cannot_be_judged_yet_are_told_of(
    run: Run, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("alert", BRIDGE)
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "_complete", lambda *_: None)  # as if killed before it
        run("ingest", article)
        patch.setattr(Archive, "_has_few_pending", lambda _: False)  # another program is at it
        status, shown, said = run("alerts", "--new")

    assert (status, shown) == (1, "")
    assert said.startswith("1 article is not judged yet")


def test_a_correction_is_shown_with_what_was_told_before(
    run: Run, article: str, tmp_path: Path
) -> None:
    run("alert", BRIDGE)
    run("ingest", article)
    run("alerts", "--new")
    corrected = tmp_path / "corrected.jsonl"
    text = HARBOUR.text.replace("eleven weeks", "nineteen weeks")
    corrected.write_text(json.dumps({"text": text, "publisher": "Harbour News"}), encoding="utf-8")
    run("ingest", str(corrected))

    shown = " ".join(run("alerts", "--new")[1].split())

    assert shown.startswith(f"Corrected: {BRIDGE}")
    assert "nineteen weeks" in shown
    before = shown[shown.index("Told before: ") :]
    assert "eleven weeks" in before
    assert "Eastwick Post" in before


def test_small_talk_is_refused_in_a_sentence(run: Run) -> None:
    status, _, said = run("alert", "thanks a lot")

    assert status == 1
    assert "not about the archive" in said


def test_what_cannot_be_printed_is_not_recorded_as_told(
    run: Run, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("alert", BRIDGE)
    run("ingest", article)

    def closed(*_: object) -> None:
        raise BrokenPipeError

    with monkeypatch.context() as patch:
        patch.setattr("retrieval.cli.call.print_json", closed)
        run("alerts", "--new", "--json")

    assert json.loads(run("alerts", "--new", "--json")[1])["question"] == BRIDGE


def test_an_alert_that_is_there_already_is_said_to_exist(run: Run) -> None:
    _, first, said_first = run("alert", BRIDGE)
    status, second, said = run("alert", BRIDGE)

    assert (status, second) == (0, first)
    assert "exists already" not in said_first
    assert "This alert exists already" in said
    assert "exists already" not in run("alert", BRIDGE, "--since", "2099-01-01")[2]
