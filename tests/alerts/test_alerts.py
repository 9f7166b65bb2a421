"""Alerts: each new story that answers a standing question is told once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from retrieval import AlertError, AlertSchedule, Archive, Filters, PastAlertError, QueryError
from retrieval.types import AnswerScores
from retrieval.types.alerts import AlertDelivery
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, ToyReader

BRIDGE = "When will the harbour bridge in Eastwick close?"
CORRECTED = HARBOUR.text.replace("eleven weeks", "nineteen weeks")
COPY = replace(HARBOUR, doc_id="c0c0c0c0c0c0c0c0", url=None, publisher="The Other Paper")


def told(archive: Archive, owner: str = "terminal") -> list[tuple[str, str]]:
    """What is told to an owner now: kind and article of each match."""
    matches = archive.take_matches(owner)
    archive.mark_told(match.match_id for match in matches)
    return [(match.kind, match.answer.results[0].article.doc_id) for match in matches]


class UnsureReader(ToyReader):
    """A reader that is sure of what tells of frost, and not sure of anything else."""

    def _scores(self, asked: set[str], heading: str, text: str) -> AnswerScores:
        scores = super()._scores(asked, heading, text)
        return replace(scores, relevance=9.0 if "frost" in text else -2.0)


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    """An empty archive with an alert on the bridge."""
    made = make_archive()
    made.add_alert(BRIDGE)
    return made


def test_a_new_article_that_answers_is_told_once(archive: Archive) -> None:
    archive.add(HARBOUR)
    archive.add(OWLS)

    assert told(archive) == [("story", HARBOUR.doc_id)]
    assert told(archive) == []


def test_what_is_told_is_the_answer_to_the_question(archive: Archive) -> None:
    archive.add(HARBOUR)

    [match] = archive.take_matches("terminal")
    asked = archive.ask(BRIDGE)

    assert match.answer.question == BRIDGE
    assert match.answer.answered
    assert match.answer.results[0].passage == asked.results[0].passage
    assert match.answer.results[0].highlight == asked.results[0].highlight


def test_a_passage_that_is_not_among_the_first_read_is_told_if_these_leave_it_open(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive(reader=UnsureReader(frozenset({"March"})))
    archive.add_alert(BRIDGE)
    others = (
        " Many people walk there daily and look at ships." * 20,
        " Some drivers wait for hours in long lines." * 20,
        " Nobody knows what engineers found so far." * 22,
        " Shops sell fewer goods this year." * 24,
    )
    asking = [f"Will the harbour bridge in Eastwick close?{other}" for other in others]
    told_last = "The bridge in Eastwick shuts in March, when the frost ends."
    answering = told_last + " The quay is long, boats are moored at it." * 20

    archive.add(replace(HARBOUR, title="News", text="\n\n".join([*asking, answering])))

    [match] = archive.take_matches("terminal")
    assert match.answer.results[0].passage.text == answering


def test_an_article_from_before_the_alert_is_not_told(make_archive: MakeArchive) -> None:
    archive = make_archive([HARBOUR])
    archive.add_alert(BRIDGE)

    archive.add(OWLS)
    archive.add(replace(HARBOUR, text=f"{HARBOUR.text}\n\nThe footpath beside it is muddy."))

    assert told(archive) == []


def test_what_is_new_in_an_article_from_before_the_alert_is_told(make_archive: MakeArchive) -> None:
    begun = replace(HARBOUR, text="Engineers look at cables." + "\n\nThe ferry is full today." * 9)
    archive = make_archive([begun])
    archive.add_alert(BRIDGE)

    archive.add(replace(begun, text=f"{begun.text}\n\n{HARBOUR.text}"))

    assert told(archive) == [("story", HARBOUR.doc_id)]


@pytest.mark.parametrize("is_told_between", [True, False])
def test_a_copy_is_not_told_again(archive: Archive, is_told_between: bool) -> None:
    archive.add(HARBOUR)
    first = told(archive) if is_told_between else []
    archive.add(COPY)

    assert first + told(archive) == [("story", HARBOUR.doc_id)]


def test_another_story_that_answers_is_told_too(archive: Archive) -> None:
    other = "In Eastwick the harbour bridge will close: when, the council decides on Friday."
    archive.add(HARBOUR)
    archive.add(replace(OWLS, text=other))

    assert told(archive) == [("story", HARBOUR.doc_id), ("story", OWLS.doc_id)]


@pytest.mark.parametrize("doc_id", [HARBOUR.doc_id, COPY.doc_id])
def test_a_correction_of_what_was_told_is_told_as_one(archive: Archive, doc_id: str) -> None:
    archive.add(HARBOUR)
    [first] = archive.take_matches("terminal")
    archive.mark_told([first.match_id])

    archive.add(replace(HARBOUR, doc_id=doc_id, text=CORRECTED))

    [match] = archive.take_matches("terminal")
    assert (match.kind, match.corrects) == ("correction", first.match_id)
    assert "nineteen weeks" in match.answer.results[0].passage.text
    is_there = doc_id != HARBOUR.doc_id
    assert match.told_before == (first.answer.results[0] if is_there else None)


@pytest.mark.parametrize(
    ("question", "lead", "kinds"),
    [
        (BRIDGE, "It is for 19 weeks from Tuesday that the bridge shuts", ["correction"]),
        (BRIDGE, "The bridge shuts for 11 weeks from Monday, Ines Holm said", []),
        (BRIDGE.replace("When", "Why"), "From Tuesday, the bridge is shut", []),
    ],
)
def test_an_edited_article_is_a_correction_if_its_answer_has_another_fact(
    make_archive: MakeArchive, question: str, lead: str, kinds: list[str]
) -> None:
    archive = make_archive(reader=ToyReader(frozenset({"Monday", "Tuesday"})))
    archive.add_alert(question)
    archive.add(HARBOUR)
    first = told(archive)

    edited = HARBOUR.text.replace(HARBOUR.text[: HARBOUR.text.index(".")], lead)
    archive.add(replace(HARBOUR, text=edited))
    second = told(archive)
    archive.add(replace(HARBOUR, text=edited.replace(lead, f"{lead}, so much is sure")))

    assert [kind for kind, _ in first] == ["story"]
    assert [kind for kind, _ in [*second, *told(archive)]] == kinds


def test_of_what_was_told_before_a_correction_the_corrected_sentence_is_marked(
    archive: Archive,
) -> None:
    archive.add(HARBOUR)
    told(archive)

    archive.add(replace(HARBOUR, doc_id=COPY.doc_id, text=HARBOUR.text.replace("two of", "six of")))

    [match] = archive.take_matches("terminal")
    assert match.told_before is not None
    [span] = match.told_before.highlight
    marked = match.told_before.passage.text[span.start : span.end]
    assert marked == "Engineers found cracks in two of its nine cables."


def test_what_was_told_is_forgotten_after_a_year(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.add(HARBOUR)
    first = told(archive)
    in_two_years = datetime.now(UTC) + timedelta(days=730)
    monkeypatch.setattr(archive, "_now", lambda: in_two_years)
    archive.add(COPY)

    assert first + told(archive) == [("story", HARBOUR.doc_id), ("story", COPY.doc_id)]


def test_a_second_correction_is_told_and_copies_of_one_are_not(archive: Archive) -> None:
    archive.add(HARBOUR)
    kinds = told(archive)
    for doc_id, weeks in (("c1", "nineteen"), ("c2", "nineteen"), ("c3", "twenty")):
        text = HARBOUR.text.replace("eleven weeks", f"{weeks} weeks")
        archive.add(replace(HARBOUR, doc_id=doc_id, url=None, text=text))
        kinds += told(archive)

    assert kinds == [("story", HARBOUR.doc_id), ("correction", "c1"), ("correction", "c3")]


def test_a_correction_of_another_passage_is_not_told(archive: Archive) -> None:
    owls = " ".join([OWLS.text] * 9).replace("\n\n", " ")
    text = f"{HARBOUR.text}\n\n{owls}\n\nThe old ferry carries two dozen passengers to the market."
    archive.add(replace(HARBOUR, text=text))
    told(archive)

    archive.add(replace(HARBOUR, text=text.replace("two dozen", "three dozen")))

    assert told(archive) == []


def test_a_correction_before_anything_was_told_is_the_story(archive: Archive) -> None:
    archive.add(HARBOUR)
    archive.add(replace(HARBOUR, text=CORRECTED))

    [match] = archive.take_matches("terminal")
    assert match.kind == "story"
    assert "nineteen weeks" in match.answer.results[0].passage.text


def test_what_is_worded_alike_of_another_place_takes_no_place_of_a_story(
    archive: Archive,
) -> None:
    archive.change_alert(1, question="When will the harbour bridge close?")
    elsewhere = HARBOUR.text.replace("Eastwick", "Westwick")
    archive.add(HARBOUR)
    archive.add(replace(HARBOUR, doc_id="c0", url=None, text=elsewhere))

    assert told(archive) == [("story", HARBOUR.doc_id), ("story", "c0")]


def test_a_late_copy_takes_no_place_of_what_corrected_it(archive: Archive) -> None:
    archive.add(HARBOUR)
    archive.add(replace(HARBOUR, doc_id="c0", url=None, text=CORRECTED))
    archive.add(COPY)

    assert told(archive) == [("story", "c0")]
    assert told(archive) == []


def test_a_story_is_told_if_what_corrected_it_goes_before_it_is_told(archive: Archive) -> None:
    archive.add(HARBOUR)
    archive.add(replace(HARBOUR, doc_id="c0", url=None, text=CORRECTED))
    archive.remove("c0")

    assert told(archive) == [("story", HARBOUR.doc_id)]


def test_an_edited_file_without_address_is_not_told_again(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "bridge.jsonl"

    def ingest(text: str) -> list[str]:
        file.write_text(json.dumps({"title": HARBOUR.title, "text": text, "publisher": "Post"}))
        archive.ingest([file])
        return [kind for kind, _ in told(archive)]

    longer = HARBOUR.text + "\n\nBuses run every ten minutes, the ferry every twenty."
    assert ingest(longer) == ["story"]
    assert ingest(longer.replace("Buses run", "Buses will run")) == []
    assert ingest(longer.replace("eleven weeks", "nineteen weeks")) == ["correction"]


@pytest.mark.parametrize("is_told_between", [True, False])
def test_a_short_post_without_address_that_grows_is_told_once(
    archive: Archive, tmp_path: Path, is_told_between: bool
) -> None:
    file = tmp_path / "post.jsonl"
    first = "The harbour bridge in Eastwick will close in March, when the frost ends."
    told_of = []
    for text in (first, f"{first} {OWLS.text} Buses run. The ferry sails at noon."):
        file.write_text(json.dumps({"title": "Bridge", "text": text}))
        archive.ingest([file])
        told_of += told(archive) if is_told_between else []
    told_of += told(archive)

    assert [kind for kind, _ in told_of] == ["story"]
    assert len(list(archive.articles())) == 1


def test_an_article_of_a_file_that_is_edited_before_it_is_judged_is_told(
    archive: Archive, tmp_path: Path
) -> None:
    file = tmp_path / "post.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "judge_alerts", lambda **_: 0)  # as if killed before it
        file.write_text(json.dumps({"title": HARBOUR.title, "text": HARBOUR.text}))
        archive.ingest([file])
    file.write_text(json.dumps({"title": HARBOUR.title, "text": f"{HARBOUR.text} So it is."}))
    archive.ingest([file])

    assert [kind for kind, _ in told(archive)] == ["story"]


def test_of_a_file_of_several_articles_a_new_one_is_told_and_an_edited_one_is_not(
    archive: Archive, tmp_path: Path
) -> None:
    file = tmp_path / "posts.jsonl"
    first = "The harbour bridge in Eastwick will close in March, when the frost ends."
    second = "The harbour bridge in Eastwick will close on Monday when a ship comes."

    def ingest(*texts: str) -> list[tuple[str, str]]:
        file.write_text("\n".join(json.dumps({"title": t[:9], "text": t}) for t in texts))
        archive.ingest([file])
        return told(archive)

    assert len(ingest(first, OWLS.text)) == 1
    told_of = ingest(f"{first} {OWLS.text[:99]}. No more.", second, f"{OWLS.text} They thrive.")
    assert [archive.article(doc_id).text for _, doc_id in told_of] == [second]


def test_in_a_long_file_that_is_watched_only_what_is_new_is_told(
    archive: Archive, tmp_path: Path
) -> None:
    file = tmp_path / "posts.jsonl"
    texts = [f"Boat {n} sailed. No storm is expected." for n in range(70)]
    texts.append("The harbour bridge in Eastwick will close in March. Frost ends.")

    def write() -> None:
        file.write_text("\n".join(json.dumps({"text": text}) for text in texts))

    def update() -> tuple[int, int, int, list[tuple[str, str]]]:
        write()
        [source] = archive.update(due_only=False).sources
        return source.added, source.replaced, source.removed, told(archive)

    write()
    archive.subscribe(file)
    added, _, _, told_of = update()
    assert (added, len(told_of)) == (71, 1)

    texts[-1] += " So it is."
    assert update() == (0, 1, 0, [])
    texts.append("The harbour bridge in Eastwick will close on Monday when a ship comes.")
    added, replaced, _, told_of = update()
    assert (added, replaced, len(told_of)) == (1, 0, 1)
    del texts[0]
    assert update() == (0, 0, 1, [])


def test_a_removed_article_takes_what_is_not_told_along(archive: Archive) -> None:
    archive.add(HARBOUR)
    archive.remove(HARBOUR.doc_id)

    assert told(archive) == []
    assert archive.alert_counts().untold == 0


def test_a_copy_is_told_if_the_article_is_removed_before_it_is(archive: Archive) -> None:
    archive.add(HARBOUR)
    archive.add(COPY)
    archive.remove(HARBOUR.doc_id)
    archive.judge_alerts()

    assert told(archive) == [("story", COPY.doc_id)]


def test_a_copy_from_before_an_alert_is_not_told_if_the_article_is_removed(
    archive: Archive,
) -> None:
    archive.add(HARBOUR)
    archive.add(COPY)
    archive.add_alert(BRIDGE, owner="later")
    archive.remove(HARBOUR.doc_id)
    archive.judge_alerts()

    assert told(archive, "later") == []
    assert told(archive) == [("story", COPY.doc_id)]


@pytest.mark.parametrize("is_judged_between", [True, False])
def test_an_article_that_changes_before_it_is_told_is_not_told_to_later_alerts(
    archive: Archive, is_judged_between: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if not is_judged_between:
            patch.setattr(archive, "judge_alerts", lambda **_: 0)
        archive.add(HARBOUR)
    archive.add_alert(BRIDGE, owner="later")
    archive.add(replace(HARBOUR, text=f"{HARBOUR.text} The footpath is muddy."))

    assert told(archive, "later") == []
    assert told(archive) == [("story", HARBOUR.doc_id)]


def test_filters_of_an_alert_and_those_that_it_names_count(make_archive: MakeArchive) -> None:
    archive = make_archive([replace(OWLS, publisher="The Other Paper")])
    archive.add_alert(BRIDGE, owner="a", filters=Filters(publisher="The Other Paper"))
    archive.add_alert(f"In The Other Paper, {BRIDGE[0].lower()}{BRIDGE[1:]}", owner="b")

    archive.add(HARBOUR)
    assert told(archive, "a") == []
    archive.add(replace(COPY, text=f"{HARBOUR.text} No ship passes."))
    assert told(archive, "a") == [("story", COPY.doc_id)]


def test_owners_are_told_apart(make_archive: MakeArchive) -> None:
    archive = make_archive()
    for owner in ("telegram:1", "telegram:12", "telegram:1:7", "terminal"):
        archive.add_alert(BRIDGE, owner=owner)

    assert len(archive.alerts("telegram:1")) == 2
    assert len(archive.alerts("telegram")) == 3
    archive.add(HARBOUR)
    assert len(told(archive, "telegram:1")) == 2
    assert archive.remove_alerts("telegram") == 3
    assert [alert.owner for alert in archive.alerts()] == ["terminal"]
    assert len(told(archive)) == 1


@pytest.mark.parametrize("typed", [f" {BRIDGE}", BRIDGE.lower().removesuffix("?")])
def test_the_same_alert_of_an_owner_is_made_once(archive: Archive, typed: str) -> None:
    again = archive.add_alert(typed)

    assert [alert.alert_id for alert in archive.alerts()] == [again.alert_id]


@pytest.mark.parametrize(
    ("question", "cure"),
    [
        ("thanks!", "not about the archive"),
        ("How many articles?", "not about the archive"),
        ("Why?", "ask it in full"),
        ("articles by Maja Quist", "not about the archive"),
        ("When did he resign?", "ask it in full"),
        ("Who won?", "ask it in full"),
        ("And who resigned?", "ask it in full"),
    ],
)
def test_what_asks_nothing_of_the_news_is_no_alert(
    archive: Archive, question: str, cure: str
) -> None:
    with pytest.raises(AlertError, match=cure):
        archive.add_alert(question)


@pytest.mark.parametrize(
    "question",
    [
        "floods",
        "What about strikes?",
        "Who is Brandt?",
        "who is brandt?",
        "is there a strike?",
        "What is inflation?",
        "Is the war over?",
        "who's the pope?",
        "Wer ist der Papst?",
        "Gibt es einen Streik?",
        "What has Maja Quist written?",
    ],
)
def test_a_question_that_names_one_thing_is_an_alert(archive: Archive, question: str) -> None:
    assert archive.add_alert(question).question == question


@pytest.mark.parametrize("filters", [Filters(until=date(2020, 1, 1)), Filters(as_of=date.today())])
def test_an_alert_that_can_tell_nothing_is_refused(archive: Archive, filters: Filters) -> None:
    [alert] = archive.alerts()

    with pytest.raises(AlertError, match="articles to come"):
        archive.add_alert(BRIDGE, filters=filters)
    with pytest.raises(AlertError, match="articles to come"):
        archive.change_alert(alert.alert_id, filters=filters)


@pytest.mark.parametrize(
    ("time", "is_past"),
    [
        ("as of 1 May 2022", True),
        ("until March 2022", True),
        ("between March and May 2022", True),
        ("last week", True),
        ("the day before yesterday", True),
        ("last night", True),
        ("in May last year", True),
        ("in Last Week Tonight", False),
        ("before Monday", True),
        ("on Monday", False),
        ("today", False),
        ("this year", False),
        ("on 3 March", False),
        ("in the last two weeks", False),
        ("since yesterday", False),
        ("since March 2022", False),
    ],
)
def test_an_alert_whose_question_names_a_time_that_is_past_is_refused(
    archive: Archive, time: str, is_past: bool
) -> None:
    question = f"What was said about the harbour bridge {time}?"

    with pytest.raises(PastAlertError) if is_past else nullcontext():
        archive.add_alert(question)


@pytest.mark.parametrize(
    "time", ["Gestern", "gestern Abend", "letzte Nacht", "im Mai letzten Jahres", "im Vorjahr"]
)
def test_a_capital_marks_no_name_for_an_alert_in_german(archive: Archive, time: str) -> None:
    with pytest.raises(PastAlertError):
        archive.add_alert(f"Was wurde über die Hafenbrücke {time} gesagt?")


def test_an_alert_since_a_day_keeps_that_day(archive: Archive) -> None:
    question, yesterday = f"{BRIDGE.rstrip('?')} since yesterday?", date.today() - timedelta(1)
    made = archive.add_alert(question)

    assert made.filters.since in (yesterday, yesterday - timedelta(1))  # by the last time zone
    assert archive.add_alert(question) == made
    for article, days in ((OWLS, 9), (HARBOUR, 2)):  # the newest one does not come last
        archive.add(replace(article, published_at=str(date.today() + timedelta(days))))
    found = archive.take_matches("terminal")
    assert made.alert_id in [own.alert.alert_id for own in found]
    assert archive.change_alert(made.alert_id, question=question).filters == made.filters


def test_an_alert_may_end_today(archive: Archive) -> None:
    assert archive.add_alert(BRIDGE, filters=Filters(until=date.today())).filters.until


def test_an_empty_question_is_no_alert(archive: Archive) -> None:
    with pytest.raises(QueryError):
        archive.add_alert("?")


def test_a_changed_alert_asks_the_new_question(archive: Archive) -> None:
    [alert] = archive.alerts()
    archive.add(HARBOUR)
    told(archive)
    changed = archive.change_alert(alert.alert_id, question="How many owl chicks were counted?")

    archive.add(OWLS)

    assert archive.alert(alert.alert_id) == changed
    assert told(archive) == [("story", OWLS.doc_id)]


def test_what_an_alert_found_for_another_question_is_dropped(archive: Archive) -> None:
    [alert] = archive.alerts()
    archive.add(HARBOUR)
    archive.change_alert(alert.alert_id, question="When will the bridge in Eastwick close?")
    assert told(archive) == []

    other = "The bridge in Eastwick will close: when, the council decides on Friday."
    archive.add(replace(HARBOUR, doc_id="b1", url=None, text=other))
    assert told(archive) == [("story", "b1")]
    archive.change_alert(alert.alert_id, question=BRIDGE)
    archive.add(replace(HARBOUR, doc_id="b2", url=None, text=other, publisher="The Other Paper"))
    assert told(archive) == [("story", "b2")]


def test_another_schedule_drops_nothing(archive: Archive) -> None:
    [alert] = archive.alerts()
    archive.add(HARBOUR)
    archive.change_alert(alert.alert_id, schedule=AlertSchedule(time_zone="Europe/Berlin"))

    assert told(archive) == [("story", HARBOUR.doc_id)]


def test_an_unknown_alert_cannot_be_removed(archive: Archive) -> None:
    with pytest.raises(AlertError, match="no alert 99"):
        archive.remove_alert(99)


def test_what_is_being_told_is_not_taken_again_for_ten_minutes(archive: Archive) -> None:
    archive.add(HARBOUR)
    now = datetime.now(UTC)

    assert len(archive.take_matches("terminal", now)) == 1
    assert archive.take_matches("terminal", now + timedelta(minutes=9)) == []
    [again] = archive.take_matches("terminal", now + timedelta(minutes=11))
    archive.release_matches([again.match_id])
    assert len(archive.take_matches("terminal", now)) == 1


def test_a_claim_under_a_wrong_clock_does_not_count(archive: Archive) -> None:
    archive.add(HARBOUR)
    now = datetime.now(UTC)
    archive.take_matches("terminal", now + timedelta(days=400))

    assert len(archive.take_matches("terminal", now)) == 1


def test_a_digest_is_told_at_its_hour(make_archive: MakeArchive) -> None:
    archive = make_archive()
    archive.add_alert(BRIDGE, schedule=AlertSchedule("daily", hour=8, time_zone="+02:00"))
    archive.add(HARBOUR)
    found = datetime.now(UTC)
    digest = found.replace(hour=6, minute=0, second=0, microsecond=0)
    digest += timedelta(days=digest <= found)

    assert archive.take_matches("terminal", digest - timedelta(minutes=1)) == []
    assert len(archive.take_matches("terminal", digest)) == 1


@pytest.mark.parametrize("delivery", ["daily", "weekly"])
def test_a_digest_whose_hour_falls_into_a_mute_is_told_once_when_that_ends(
    make_archive: MakeArchive, delivery: AlertDelivery
) -> None:
    archive = make_archive()
    at_once = AlertSchedule(quiet_from=0, quiet_to=23)  # of which a digest takes no notice
    digest = replace(at_once, delivery=delivery, hour=8, weekday=4)
    ends = datetime.now(UTC).replace(hour=10, minute=0) + timedelta(days=9)
    archive.add_alert(BRIDGE, schedule=replace(digest, muted_until=ends.isoformat()))
    archive.add(HARBOUR)

    def told_at(moment: datetime) -> int:
        matches = archive.take_matches("terminal", moment)
        archive.mark_told((match.match_id for match in matches), moment)
        return len(matches)

    days = [ends - timedelta(days=9 - day) for day in range(1, 9)]
    assert [told_at(day) for day in days] == [0] * 8
    assert told_at(ends - timedelta(seconds=1)) == 0
    assert told_at(ends) == 1
    assert [told_at(ends + timedelta(days=day)) for day in range(1, 9)] == [0] * 8


def test_a_digest_is_taken_whole(make_archive: MakeArchive) -> None:
    archive = make_archive()
    digest = AlertSchedule("daily")
    archive.add_alert(BRIDGE, owner="a:1", schedule=digest)
    archive.add_alert(BRIDGE, owner="a:2")
    archive.add_alert(BRIDGE, owner="a:3", schedule=digest)
    archive.add_alert("When will the bridge in Eastwick close?", owner="a:1", schedule=digest)
    archive.add(HARBOUR)
    in_a_week = datetime.now(UTC) + timedelta(days=7)

    taken = archive.take_matches("a", in_a_week, limit=2)

    assert [match.alert.owner for match in taken] == ["a:1", "a:2", "a:1"]


def test_an_interrupted_judgement_is_made_up_for(
    archive: Archive, make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "judge_alerts", lambda **_: 0)  # as if killed before it
    archive.add(HARBOUR)
    assert archive.alert_counts().unjudged == 1

    other = make_archive([OWLS])  # another program
    assert other.alert_counts().unjudged == 0
    assert told(other) == [("story", HARBOUR.doc_id)]


def test_two_programs_judge_an_article_once(archive: Archive) -> None:
    from retrieval.alerts.recording import AlertAnswer, MatchRecorder
    from retrieval.types import QueuedArticle

    judged: list[QueuedArticle] = []
    record = MatchRecorder.record

    def record_twice(
        self: MatchRecorder, article: QueuedArticle, answers: Sequence[AlertAnswer]
    ) -> int:
        judged.append(article)
        first = record(self, article, answers)
        return first + record(self, article, answers)  # of a program that judged it as well

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MatchRecorder, "record", record_twice)
        archive.add(HARBOUR)

    assert len(judged) == 1
    assert told(archive) == [("story", HARBOUR.doc_id)]


def test_nothing_is_queued_without_alerts(make_archive: MakeArchive) -> None:
    archive = make_archive([HARBOUR])
    alert = archive.add_alert(BRIDGE)
    archive.remove_alert(alert.alert_id)

    archive.add(OWLS)

    assert archive.alert_counts().unjudged == 0


def test_alerts_survive_a_rebuild(archive: Archive) -> None:
    archive.add(HARBOUR)
    archive.rebuild()

    assert told(archive) == [("story", HARBOUR.doc_id)]


def test_what_a_killed_program_had_taken_is_released_by_owner(make_archive: MakeArchive) -> None:
    killed = make_archive()
    for owner in ("telegram:7", "telegram:8:2", "terminal"):
        killed.add_alert(BRIDGE, owner=owner)
    killed.add(HARBOUR)
    assert len(killed.take_matches("telegram")) == 2
    assert len(killed.take_matches("terminal")) == 1

    archive = make_archive()
    archive.release_all_matches("telegram")

    assert len(archive.take_matches("telegram")) == 2
    assert archive.take_matches("terminal") == []
    archive.release_all_matches("telegram")
    assert killed.take_matches("telegram") == []


def test_alerts_move_to_another_owner_with_what_they_found(make_archive: MakeArchive) -> None:
    archive = make_archive()
    archive.add_alert(BRIDGE, owner="telegram:-7")
    archive.add_alert(BRIDGE, owner="telegram:-78")
    archive.add(HARBOUR)

    archive.move_alerts("telegram:-7", "telegram:-1007")

    assert told(archive, "telegram:-7") == []
    assert told(archive, "telegram:-1007") == [("story", HARBOUR.doc_id)]
    assert [own.owner for own in archive.alerts()] == ["telegram:-1007", "telegram:-78"]


def test_what_is_being_told_is_not_told_again_if_its_article_changes(archive: Archive) -> None:
    archive.add(HARBOUR)
    [taken] = archive.take_matches("terminal")

    archive.add(replace(HARBOUR, text=f"{HARBOUR.text}\n\nFerries leave at the quay each hour."))
    [renewed] = archive.renew_matches([taken.match_id])
    archive.mark_told([taken.match_id])

    assert renewed.match_id == taken.match_id
    assert told(archive) == []


def test_what_is_being_told_is_told_as_its_article_says_it_now(archive: Archive) -> None:
    archive.add(HARBOUR)
    [taken] = archive.take_matches("terminal")

    archive.add(replace(HARBOUR, text=CORRECTED))

    assert archive.renew_matches([taken.match_id]) == []
    archive.judge_alerts()
    assert told(archive) == [("story", HARBOUR.doc_id)]
    assert told(archive) == []


def test_a_copy_is_told_if_the_article_goes_while_it_is_being_told(archive: Archive) -> None:
    archive.add(HARBOUR)
    archive.add(COPY)
    [taken] = archive.take_matches("terminal")

    archive.remove(HARBOUR.doc_id)
    renewed = archive.renew_matches([taken.match_id])
    archive.mark_told(match.match_id for match in renewed)
    archive.judge_alerts()

    assert [match.answer.results[0].article.doc_id for match in renewed] == [COPY.doc_id]
    assert told(archive) == []


def test_what_is_being_told_waits_if_its_alert_is_muted(archive: Archive) -> None:
    archive.add(HARBOUR)
    [taken] = archive.take_matches("terminal")
    muted = AlertSchedule(muted_until="2100-01-01T00:00:00+00:00")
    archive.change_alert(taken.alert.alert_id, schedule=muted)

    assert archive.renew_matches([taken.match_id]) == []
    archive.change_alert(taken.alert.alert_id, schedule=AlertSchedule())
    assert told(archive) == [("story", HARBOUR.doc_id)]


def test_a_program_gives_back_only_what_it_took(
    archive: Archive, make_archive: MakeArchive
) -> None:
    archive.add(HARBOUR)
    now = datetime.now(UTC)
    other = make_archive()
    [slow] = other.take_matches("terminal", now - timedelta(minutes=11))
    [own] = archive.take_matches("terminal", now)

    other.release_matches([slow.match_id])

    assert other.renew_matches([slow.match_id]) == []
    assert other.take_matches("terminal", now) == []
    assert [match.match_id for match in archive.renew_matches([own.match_id])] == [own.match_id]
