"""The archive as its users see it: ingest, ask, remove, rebuild, and what survives what."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.components import Components
from retrieval.errors import (
    ArchiveNotFoundError,
    ArticleNotFoundError,
    BackendError,
    IndexMismatchError,
    QueryError,
)
from retrieval.ingest import writer
from retrieval.ingest.writer import REPEATED_IN
from retrieval.search.questions.query import understand
from retrieval.settings import Settings
from retrieval.text.articles.passages import Splitting
from retrieval.types import Answer, Article, FloatArray, IngestReport, Progress, SourceVersion
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, ToyEmbedder, open_toy_archive

ROOT = Path(__file__).resolve().parents[2]
APPEAL = "Sign up for our newsletter and support our journalism."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "one.txt").write_text(
        "Harbour closes\n\nThe harbour closed on Monday, officials said."
    )
    lines = [
        {"title": "Owls", "text": "Owls nest in the valley.", "url": "https://a.example/owls"},
        {"title": "Vote", "text": "Voters chose a mayor.", "url": "https://a.example/vote"},
    ]
    (folder / "two.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


def quoted(answer: Answer) -> list[str]:
    return [
        result.passage.text[span.start : span.end]
        for result in answer.results
        for span in result.highlight
    ]


def titles(archive: Archive) -> set[str | None]:
    return {article.title for article in archive.articles()}


def test_an_answer_quotes_the_sentence_with_its_article(toy_archive: Archive) -> None:
    answer = toy_archive.ask("Which of the nine cables had cracks?")
    assert quoted(answer)[0] == "Engineers found cracks in two of its nine cables."
    assert answer.results[0].article == replace(
        HARBOUR, fetched_at=answer.results[0].article.fetched_at
    )
    assert [result.rank for result in answer.results] == [1, 2]
    assert answer.answered is True


def test_every_result_is_a_slice_of_the_stored_text(toy_archive: Archive) -> None:
    for result in toy_archive.ask("eleven").results:
        stored = toy_archive.article(result.article.doc_id).text
        assert result.passage.text == stored[result.passage.start : result.passage.end]


def test_a_question_that_nothing_answers_gets_the_nearest_misses(toy_archive: Archive) -> None:
    answer = toy_archive.ask("Which submarine reached Jupiter yesterday?")
    assert answer.answered is False
    assert answer.confidence < 0.5
    assert len(answer.results) == 2


def test_an_empty_archive_answers_nothing(make_archive: MakeArchive) -> None:
    answer = make_archive().ask("Who won?")
    assert (answer.answered, answer.confidence, answer.results) == (False, 0.0, ())


def test_a_question_without_words_is_refused(toy_archive: Archive) -> None:
    with pytest.raises(QueryError):
        toy_archive.ask("?")


def test_k_bounds_the_results(toy_archive: Archive) -> None:
    assert len(toy_archive.ask("eleven", k=1).results) == 1


def test_a_follow_up_is_answered_with_what_was_asked_before(toy_archive: Archive) -> None:
    earlier = ["Where have snowy owls nested?"]
    answer = toy_archive.ask("How many chicks did they have?", earlier=earlier)
    assert answer.results[0].article.doc_id == OWLS.doc_id


def test_a_follow_up_with_a_name_of_its_own_is_about_that(make_archive: MakeArchive) -> None:
    told = "The mayor told the firemen of Eastwick to wait."
    asked = "Lowholm said no to the firemen."
    articles = [replace(HARBOUR, doc_id=text[:9], url=None, text=text) for text in (told, asked)]
    archive = make_archive(articles)
    earlier = ["What did the mayor tell the firemen to do?"]

    [first, *_] = archive.ask("And what did Lowholm say?", earlier=earlier).results

    assert first.passage.text == asked


def budgets(*published_at: str, publisher: str = "Eastwick Post") -> list[Article]:
    return [
        replace(
            HARBOUR,
            doc_id=f"{publisher}{day}",
            url=None,
            title="Council passes the budget",
            text="The council passed its budget, the mayor said.",
            publisher=publisher,
            published_at=day,
        )
        for day in published_at
    ]


def dates(answer: Answer) -> list[str | None]:
    return [result.article.published_at for result in answer.results]


def test_the_time_that_a_question_names_decides_between_equals(make_archive: MakeArchive) -> None:
    archive = make_archive(budgets("2020-03-02", "2021-03-02", "2022-03-02"))
    assert dates(archive.ask("What budget did the council pass in March 2021?"))[0] == "2021-03-02"
    assert dates(archive.ask("What budget did the council pass in 2020?"))[0] == "2020-03-02"
    assert dates(archive.ask("What budget did the council recently pass?"))[0] == "2022-03-02"


def test_the_publisher_that_a_question_names_comes_first(make_archive: MakeArchive) -> None:
    mail = budgets("2022-03-09", publisher="Norwick Mail")
    archive = make_archive([*budgets("2022-03-02"), *mail])
    for name in ("Norwick Mail", "Eastwick Post"):
        answer = archive.ask(f"What did the {name} say about the budget of the council?")
        assert answer.results[0].article.publisher == name


def test_near_identical_passages_are_shown_once(make_archive: MakeArchive) -> None:
    copy = replace(HARBOUR, doc_id="0" * 16, publisher="Other", text=HARBOUR.text + " Really.")
    archive = make_archive([HARBOUR, copy, OWLS])
    results = archive.ask("harbour bridge repairs").results
    assert sorted(r.article.doc_id == OWLS.doc_id for r in results) == [False, True]


def test_a_folder_is_ingested_and_then_costs_nothing(make_archive: MakeArchive, news: Path) -> None:
    archive = make_archive()
    assert archive.ingest([news]) == IngestReport(added=3)
    generation = archive.status()
    assert archive.ingest([news]) == IngestReport(unchanged=3)
    assert archive.status() == generation


def test_an_ingest_saves_its_indexes_once(
    make_archive: MakeArchive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, saved = make_archive(), list[object]()
    monkeypatch.setattr(Components, "save_indexes", lambda own: saved.append(own))

    archive.ingest([news])

    assert len(saved) == 1


def test_a_changed_article_replaces_its_passages(make_archive: MakeArchive, news: Path) -> None:
    archive = make_archive()
    archive.ingest([news])
    text = (news / "two.jsonl").read_text().replace("nest in the valley", "left for the coast")
    (news / "two.jsonl").write_text(text)
    assert archive.ingest([news]) == IngestReport(replaced=1, unchanged=2)
    found = [result.passage.text for result in archive.ask("owls valley coast").results]
    assert "Owls left for the coast." in found
    assert "Owls nest in the valley." not in found


def test_an_article_that_its_file_no_longer_holds_goes(
    make_archive: MakeArchive, news: Path
) -> None:
    archive = make_archive()
    archive.ingest([news])
    first, _ = (news / "two.jsonl").read_text().splitlines()
    (news / "two.jsonl").write_text(first)
    assert archive.ingest([news]) == IngestReport(unchanged=2, removed=1)
    assert titles(archive) == {"Harbour closes", "Owls"}


def test_an_edited_text_file_is_one_article_still(make_archive: MakeArchive, news: Path) -> None:
    archive = make_archive()
    archive.ingest([news])
    (news / "one.txt").write_text("Harbour opens\n\nThe harbour opened again, officials said.")
    archive.ingest([news])
    assert titles(archive) == {"Harbour opens", "Owls", "Vote"}


def test_a_removed_article_leaves_every_index(toy_archive: Archive) -> None:
    toy_archive.remove(HARBOUR.doc_id)
    assert titles(toy_archive) == {OWLS.title}
    results = toy_archive.ask("harbour bridge cables cracks").results
    assert {result.article.doc_id for result in results} == {OWLS.doc_id}
    with pytest.raises(ArticleNotFoundError, match=HARBOUR.doc_id):
        toy_archive.remove(HARBOUR.doc_id)
    with pytest.raises(ArticleNotFoundError):
        toy_archive.article(HARBOUR.doc_id)


def test_bad_sources_are_reported_and_the_rest_is_ingested(
    make_archive: MakeArchive, news: Path
) -> None:
    (news / "broken.jsonl").write_text('{"text": "Good."}\n{"text": \n{"title": "No text"}\n')
    report = make_archive().ingest([news, news / "missing.txt"])
    assert report.added == 4
    assert [Path(failure.source.split(" line")[0]).name for failure in report.failed] == [
        "missing.txt",
        "broken.jsonl",
        "broken.jsonl",
    ]


def test_fields_that_are_not_used_are_told_once(make_archive: MakeArchive, tmp_path: Path) -> None:
    archive = make_archive()

    def written(number: int, **fields: int) -> Path:
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps({"text": f"Report {number} from the valley.", **fields}))
        return path

    def told(number: int, **fields: int) -> list[str]:
        return [note.note for note in archive.ingest([written(number, **fields)]).notes]

    # of uploads, posts and subscriptions, nobody sees the notes
    archive.ingest([written(7, stars=5)], files_stay=False)
    archive.ingest([written(8, stars=5)], known_as=SourceVersion("post", "1"))
    archive.subscribe(written(9, stars=5))
    assert [source.added for source in archive.update().sources] == [1]
    assert told(1, stars=5) == ['has fields that are not used: "stars".']
    assert told(2, stars=4) == []
    assert told(3, stars=4, shares=9) == ['has fields that are not used: "stars", "shares".']
    assert told(3, shares=8, stars=3) == []


def test_a_file_that_breaks_keeps_the_articles_that_it_held(
    make_archive: MakeArchive, news: Path
) -> None:
    archive = make_archive()
    archive.ingest([news])
    whole = (news / "two.jsonl").read_text()
    (news / "two.jsonl").write_text(whole[:-20])
    report = archive.ingest([news])
    assert (report.unchanged, len(report.failed)) == (2, 1)
    assert titles(archive) == {"Harbour closes", "Owls", "Vote"}
    (news / "two.jsonl").write_text(whole)
    assert archive.ingest([news]) == IngestReport(unchanged=3)


def test_an_ingest_that_was_interrupted_goes_on_where_it_stopped(
    make_archive: MakeArchive, news: Path
) -> None:
    archive = make_archive()

    def interrupt(progress: Progress) -> None:
        if progress.step == "embedding":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.ingest([news], on_progress=interrupt)
    status = archive.status()
    assert (status.articles, status.pending_passages) == (3, 3)
    assert archive.ask("Who nests in the valley?").results[0].article.title == "Owls"
    assert archive.ingest([news]) == IngestReport(unchanged=3)
    assert archive.status().pending_passages == 0


def repeating(count: int) -> list[Article]:
    return [
        Article(
            doc_id=f"{number:016}",
            title=f"Title {number}",
            text=f"Report {number} from the valley.\n\n{APPEAL}",
            publisher="Valley Post",
        )
        for number in range(count)
    ]


def holding_appeal(archive: Archive) -> int:
    results = archive.ask(APPEAL, k=20).results
    return sum(APPEAL in result.passage.text for result in results)


def test_what_a_publisher_repeats_is_boilerplate_whatever_came_first(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive(repeating(REPEATED_IN - 1))
    assert holding_appeal(archive) == REPEATED_IN - 1
    archive.add(repeating(REPEATED_IN)[-1])
    assert holding_appeal(archive) == 0
    archive.remove(repeating(REPEATED_IN)[0].doc_id)
    assert holding_appeal(archive) == REPEATED_IN - 1


def test_passages_do_not_depend_on_the_order_of_ingest(make_archive: MakeArchive) -> None:
    articles = repeating(REPEATED_IN + 1)
    one = make_archive(articles, archive=str(Path(make_archive().folder) / "one"))
    other = make_archive(articles[::-1], archive=str(Path(one.folder).parent / "other"))

    def spans(archive: Archive) -> list[tuple[str, int, int]]:
        results = archive.ask("report valley", k=20).results
        return sorted((r.article.doc_id, r.passage.start, r.passage.end) for r in results)

    assert spans(one) == spans(other)


@pytest.mark.folder
def test_another_model_is_used_only_after_a_rebuild(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    make_archive([HARBOUR]).close()
    settings = Settings(archive=str(tmp_path / "archive"), embedder="other")
    with open_toy_archive(settings) as archive, pytest.raises(IndexMismatchError, match="rebuild"):
        archive.ask("harbour")
    with open_toy_archive(settings) as archive:
        archive.rebuild()
        assert archive.status().embedder is not None
        assert archive.ask("harbour").results[0].article.doc_id == HARBOUR.doc_id
    with open_toy_archive(Settings(archive=settings.archive)) as archive:
        status = archive.status()
        assert status.embedder is not None
        assert status.embedder.model.model == "other"


@pytest.mark.folder
def test_an_archive_that_is_open_follows_a_rebuild_with_another_model(
    toy_archive: Archive, tmp_path: Path
) -> None:
    before = toy_archive.ask("Which of the nine cables had cracks?")
    settings = Settings(archive=str(tmp_path / "archive"), embedder="other")
    with open_toy_archive(settings) as other:
        other.rebuild()
        expected = other.ask("Which of the nine cables had cracks?")
    after = toy_archive.ask("Which of the nine cables had cracks?")
    assert after.confidence == pytest.approx(expected.confidence) != before.confidence


@pytest.mark.folder
def test_passages_split_otherwise_are_not_mixed(make_archive: MakeArchive, tmp_path: Path) -> None:
    make_archive([HARBOUR]).close()
    settings = Settings(archive=str(tmp_path / "archive"), target_words=20)
    with open_toy_archive(settings) as archive:
        with pytest.raises(IndexMismatchError, match="article-bot rebuild"):
            archive.add(OWLS)
        archive.rebuild()
        archive.add(OWLS)
        assert archive.status().passages == 4


def test_an_archive_that_is_not_there_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFoundError, match="article-bot ingest FOLDER"):
        open_toy_archive(Settings(archive=str(tmp_path / "none")))


def test_status_shows_what_is_in_the_archive(toy_archive: Archive) -> None:
    status = toy_archive.status()
    assert (status.articles, status.passages, status.pending_passages) == (2, 2, 0)
    assert status.publishers == {"Eastwick Post": 1, "Tarn Valley Herald": 1}
    assert (status.first_published_at, status.last_published_at) == ("2022-02-25", "2022-02-25")
    assert status.size_bytes > 0
    assert toy_archive.doctor() == []


@pytest.mark.folder
def test_two_archives_of_one_folder_see_each_others_changes(
    toy_archive: Archive, tmp_path: Path
) -> None:
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as other:
        other.ask("harbour")
        toy_archive.remove(HARBOUR.doc_id)
        assert {r.article.doc_id for r in other.ask("harbour").results} == {OWLS.doc_id}


def test_questions_are_answered_while_another_thread_writes(make_archive: MakeArchive) -> None:
    archive = make_archive([HARBOUR])
    problems: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(30):
                assert archive.ask("harbour bridge").results[0].article.doc_id == HARBOUR.doc_id
        except BaseException as error:
            problems.append(error)

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for article in repeating(12):
        archive.add(article)
    for reader in readers:
        reader.join()
    assert problems == []


def test_an_article_that_was_removed_stays_away_until_its_file_is_named(
    make_archive: MakeArchive, news: Path
) -> None:
    archive = make_archive()
    archive.ingest([news])
    [doc_id] = [article.doc_id for article in archive.articles() if article.title == "Owls"]
    archive.remove(doc_id)
    assert archive.ingest([news]) == IngestReport(unchanged=2, removed_earlier=1)
    assert archive.ingest([news / "two.jsonl"]) == IngestReport(added=1, unchanged=1)


def test_new_readers_do_not_bring_back_one_of_several_articles_of_a_file(
    make_archive: MakeArchive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = make_archive()
    archive.ingest([news])
    [doc_id] = [article.doc_id for article in archive.articles() if article.title == "Owls"]
    archive.remove(doc_id)
    for module in ("retrieval.ingest.files", "retrieval.ingest.source_files"):
        monkeypatch.setattr(f"{module}.READER_VERSION", 1_000_000)
    assert archive.ingest([news]) == IngestReport(unchanged=2)  # all files are read again
    assert archive.ingest([news]) == IngestReport(unchanged=2, removed_earlier=1)
    (news / "two.jsonl").write_text((news / "two.jsonl").read_text() + "\n")
    assert archive.ingest([news]) == IngestReport(added=1, unchanged=2)


def test_a_file_is_one_file_however_it_is_spelled(make_archive: MakeArchive, news: Path) -> None:
    archive = make_archive()
    archive.ingest([news / ".." / "news" / "one.txt"])
    (news / "one.txt").write_text("Harbour opens\n\nThe harbour opened again, officials said.")
    archive.ingest([news / "one.txt"])
    assert titles(archive) == {"Harbour opens"}


def test_articles_that_are_appended_to_a_long_file_are_added(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    file, archive = tmp_path / "posts.jsonl", make_archive()

    def ingest(count: int) -> IngestReport:
        posts = (f"Boat {n} sailed. No storm is expected." for n in range(count))
        file.write_text("\n".join(json.dumps({"text": post}) for post in posts))
        return archive.ingest([file])

    assert ingest(70) == IngestReport(added=70)
    assert ingest(72) == IngestReport(added=2, unchanged=70)


@pytest.mark.parametrize("count", [64, 65])
def test_an_edited_article_is_replaced_in_a_file_of_any_length(
    make_archive: MakeArchive, tmp_path: Path, count: int
) -> None:
    file, archive = tmp_path / "posts.jsonl", make_archive()
    posts = [f"Boat {n} sailed. No storm is expected." for n in range(count)]
    file.write_text("\n".join(json.dumps({"text": post}) for post in posts))
    archive.ingest([file])

    edited = [f"{posts[0]} It came back.", *posts[1:]]
    file.write_text("\n".join(json.dumps({"text": post}) for post in edited))
    report = archive.ingest([file])

    assert report == IngestReport(replaced=1, unchanged=count - 1)
    assert archive.status().articles == count


def test_edited_articles_are_not_looked_for_among_too_many(
    make_archive: MakeArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.ingest.files._MOST_HELD", 3)
    file, archive = tmp_path / "posts.jsonl", make_archive()
    posts = [f"Boat {n} sailed. No storm is expected." for n in range(3)]
    file.write_text("\n".join(json.dumps({"text": post}) for post in posts))
    archive.ingest([file])

    file.write_text("\n".join(json.dumps({"text": f"{post} It came back."}) for post in posts))
    assert archive.ingest([file]) == IngestReport(added=3, removed=3)


def test_an_article_that_comes_as_another_goes_does_not_take_its_place(
    make_archive: MakeArchive, news: Path
) -> None:
    archive = make_archive()
    archive.ingest([news])
    first, _ = (news / "two.jsonl").read_text().splitlines()
    for text in ("The ferry was late. No storm came.", "The bus was full. No storm came."):
        (news / "two.jsonl").write_text(f"{first}\n{json.dumps({'text': text})}\n")
        assert archive.ingest([news]) == IngestReport(added=1, removed=1, unchanged=2)


def test_an_article_that_stays_as_its_file_broke_is_not_replaced(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    file, archive = tmp_path / "posts.jsonl", make_archive()
    ferry, boat, storm = (json.dumps({"text": f"The {n} came on Sunday. It left on Monday."})
                          for n in ("ferry", "boat", "storm"))  # fmt: skip
    file.write_text(f"{ferry}\n{boat}\n")
    archive.ingest([file])

    file.write_text(f"{ferry}\n{boat[:-9]}\n{storm}\n")
    report = archive.ingest([file])

    assert (report.added, report.replaced, len(report.failed)) == (1, 0, 1)
    assert archive.status().articles == 3


def test_a_file_name_in_another_encoding_stops_nothing(
    make_archive: MakeArchive, news: Path
) -> None:
    shutil.copy(news / "one.txt", news / os.fsdecode(b"caf\xe9.txt"))
    archive = make_archive()
    assert archive.ingest([news]) == IngestReport(added=3, unchanged=1)
    assert archive.ingest([news]) == IngestReport(unchanged=3)


def test_an_address_that_is_none_stops_nothing(make_archive: MakeArchive, news: Path) -> None:
    lines = '{"url": "https://e.example/\\ud800x", "text": "Rain fell."}\n{"text": "Snow fell."}'
    (news / "bad.jsonl").write_text(lines)
    archive = make_archive()
    report = archive.ingest([news / "bad.jsonl"])
    assert (report.added, report.failed) == (2, ())
    assert {article.url for article in archive.articles()} == {None}


def test_files_of_others_in_the_folder_are_left_alone(make_archive: MakeArchive) -> None:
    archive = make_archive([HARBOUR])
    precious = archive.folder / "vectors-my.csv"
    precious.write_text("precious")
    archive.add(OWLS)
    archive.rebuild()
    assert precious.read_text() == "precious"


@pytest.mark.folder
def test_a_rebuild_that_was_interrupted_is_not_taken_for_done(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    make_archive([HARBOUR]).close()
    folder = str(tmp_path / "archive")

    def interrupt(progress: Progress) -> None:
        if progress.step == "loading":
            raise KeyboardInterrupt

    with (
        open_toy_archive(Settings(archive=folder, target_words=20)) as archive,
        pytest.raises(KeyboardInterrupt),
    ):
        archive.rebuild(on_progress=interrupt)
    with open_toy_archive(Settings(archive=folder)) as archive:
        with pytest.raises(IndexMismatchError, match="article-bot rebuild"):
            archive.add(OWLS)
        archive.rebuild()
        archive.add(OWLS)
        assert archive.doctor() == []


@pytest.mark.folder
def test_a_rebuild_by_another_program_stops_an_ingest_plainly(
    make_archive: MakeArchive, news: Path, tmp_path: Path
) -> None:
    archive = make_archive([HARBOUR])
    settings = Settings(archive=str(tmp_path / "archive"), embedder="other")

    def rebuild(progress: Progress) -> None:
        if progress.step == "embedding" and progress.done == 0:
            with open_toy_archive(settings) as other:
                other.rebuild()

    with pytest.raises(BackendError, match="run the same command again"):
        archive.ingest([news], on_progress=rebuild)
    archive.ingest([news])
    assert archive.doctor() == []


KILLED = """
import sys
from pathlib import Path
from retrieval.settings import Settings
from tests.support.toys import open_toy_archive
with open_toy_archive(Settings(archive=sys.argv[1]), create=True) as archive:
    archive.ingest([Path(sys.argv[2])], on_progress=lambda p: print(p.step, p.done, flush=True))
"""


@pytest.mark.folder
def test_an_ingest_that_is_killed_loses_nothing_that_it_reported(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    """The long form, with kills at any moment, is in python -m scripts.stress."""
    many = [{"title": f"Flood {n}", "text": f"River number {n} rose."} for n in range(300)]
    (tmp_path / "many.jsonl").write_text("\n".join(map(json.dumps, many)))
    paths = (str(tmp_path / "archive"), str(tmp_path / "many.jsonl"))
    command = [sys.executable, "-c", KILLED, *paths]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as ingest:
        assert ingest.stdout is not None
        reported = [ingest.stdout.readline().split() for _ in range(3)]
        ingest.kill()
    archive = make_archive()
    stored = archive.status()
    assert stored.articles >= max(int(done) for step, done in reported if step == "reading")
    assert stored.articles % 64 == 0 or stored.articles == 300
    assert stored.passages == stored.articles
    archive.ingest([tmp_path / "many.jsonl"])
    assert (archive.status().articles, archive.status().pending_passages) == (300, 0)
    assert archive.doctor() == []


def test_of_a_file_that_does_not_stay_the_place_is_not_kept(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive()
    for folder in ("upload-1", "upload-2"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "owls.txt"
        path.write_text("Snowy owls\n\nThree pairs of snowy owls have nested in the Tarn valley.")
        report = archive.ingest([path], files_stay=False)
        path.unlink()

    assert (report.added, report.unchanged) == (0, 1)
    assert [article.path for article in archive.articles()] == [None]


def test_an_article_whose_file_was_renamed_tells_the_new_name(
    make_archive: MakeArchive, news: Path
) -> None:
    archive = make_archive()
    archive.ingest([news])
    (news / "two.jsonl").rename(news / "three.jsonl")
    assert archive.ingest([news]) == IngestReport(unchanged=3)
    paths = {article.title: Path(article.path or "").name for article in archive.articles()}
    assert paths == {"Harbour closes": "one.txt", "Owls": "three.jsonl", "Vote": "three.jsonl"}


def test_a_question_to_an_archive_that_was_closed_meanwhile_is_a_plain_sentence(
    toy_archive: Archive,
) -> None:
    searcher = toy_archive.searcher()
    toy_archive.close()
    with pytest.raises(BackendError, match="The archive was closed"):
        searcher.search(understand("harbour"), 1)


def test_a_question_to_an_archive_that_was_closed_is_a_plain_sentence(
    make_archive: MakeArchive, news: Path
) -> None:
    with make_archive() as archive:
        archive.ingest([news])
        archive.ask("Where do owls nest?")
    with pytest.raises(BackendError, match="The archive was closed"):
        archive.ask("Where do owls nest?")


def test_two_programs_that_embed_at_once_soon_embed_different_passages(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_VECTORS_PER_TRANSACTION", 4)
    both, side_by_side = [make_archive(), make_archive()], threading.Barrier(2)
    for number in range(240):
        both[0]._writer().put(Article(f"{number:016x}", None, f"River number {number} rose."))
    embedded: list[str] = []

    class Embedder(ToyEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> FloatArray:
            with suppress(threading.BrokenBarrierError):  # the other one has ended
                side_by_side.wait(5)
            embedded.extend(texts)
            return super().embed_passages(texts)

    embedder_id = both[0]._components.activate(Embedder(), Splitting())

    def embed(archive: Archive) -> None:
        archive._writer().embed_pending(Embedder(), embedder_id, lambda progress: None)
        side_by_side.abort()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(embed, both))

    assert both[0].status().pending_passages == 0
    assert len(set(embedded)) == 240
    # Where they go on is chance: some 280 are embedded, and 480 if they stay side by side.
    assert len(embedded) < 400
