"""Stories: copies of an article are one story, corrections and other articles are not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.archive import Archive
from retrieval.cli import main
from retrieval.errors import BackendError
from retrieval.factory import restore_archive
from retrieval.ingest.minhash import bands_of
from retrieval.settings import Settings
from retrieval.types import Article, Note
from tests.conftest import MakeArchive
from tests.support.site import Reply, Site, article_page

AGENCY = """\
KESTON – A fire destroyed the old grain mill at Keston harbour on Tuesday night and killed four
people, the fire brigade said. The building had stood empty since its owner moved the milling to the
rail yard three years ago.

Flames were first seen at about ten in the evening by the crew of a ferry, who raised the alarm over
the ship's radio. Sixty firefighters from nine towns fought the blaze until dawn, pumping water out
of the basin.

Brigade commander Anselm Rook said that the wooden silos had collapsed into the drying hall before
the first engine arrived. His crews could only keep sparks from the timber yard next door, he said.

The four dead were travellers who had slept in the drying hall during the storm, according to mayor
Bettina Sorrel. She named none of them and said that relatives in the north were being looked for.

Investigators from the provincial capital arrived on Wednesday with two dogs trained to find traces
of petrol. A watchman told them that he had chased children from the loading ramp in the afternoon.

The mill was built in 1887 and supplied bread flour to half of the coast until the railway came. A
society for old buildings had asked the council twice to protect it, and was refused both times."""


def paragraphs(text: str = AGENCY) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n")]


def article(doc_id: str, text: str, **fields: str | None) -> Article:
    return replace(Article(doc_id, "Mill burns", text, language="en"), **fields)  # type: ignore[arg-type]


ORIGINAL = article(
    "a0", "\n\n".join(paragraphs()), publisher="Coast Press Agency", published_at="2024-03-06"
)


def story_of(archive: Archive, doc_id: str) -> list[str]:
    return [copy.doc_id for copy in archive.copies(doc_id)]


def test_a_copy_with_another_headline_is_the_same_story(make_archive: MakeArchive) -> None:
    copy = article("b1", AGENCY, title="Four dead at harbour", publisher="Daily Copy")
    archive = make_archive([ORIGINAL, copy])
    assert (story_of(archive, "a0"), story_of(archive, "b1")) == (["b1"], ["a0"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("killed four people", "killed seven people"),
        ("Sixty firefighters", "Ninety firefighters"),
        ("on Tuesday night", "on Monday night"),
        ("built in 1887", "built in 1878"),
        ("commander Anselm Rook", "commander Anselm Crane"),
    ],
)
def test_a_text_with_another_figure_day_or_name_is_no_copy(
    old: str, new: str, make_archive: MakeArchive
) -> None:
    corrected = article("b1", ORIGINAL.text.replace(old, new), publisher="Daily Copy")
    assert corrected.text != ORIGINAL.text
    assert story_of(make_archive([ORIGINAL, corrected]), "a0") == []


def test_an_answer_shows_a_correction_beside_the_corrected_report(
    make_archive: MakeArchive,
) -> None:
    text = paragraphs()[0]
    corrected = article("b1", text.replace("four", "seven"), publisher="Daily Copy")
    archive = make_archive([replace(ORIGINAL, text=text), corrected])
    results = archive.ask("How many people did the fire at Keston harbour kill?", k=5).results
    assert {result.article.doc_id for result in results} == {"a0", "b1"}


def shortened(text: str) -> str:
    """``text`` without one paragraph of six and without its dateline."""
    kept = [part for number, part in enumerate(text.split("\n\n")) if number != 4]
    return "\n\n".join(kept).removeprefix("KESTON – ")


SURROUNDED = (
    "Our correspondent at the coast has been following events at the harbour since last night.\n\n"
    f"{ORIGINAL.text}\n\n"
    "Do you have pictures of the blaze? Send them to our newsroom, and we may publish them here."
)
OTHER_REPORT = """\
Keston wakes to the smell of burnt grain this morning. Where the mill stood for more than a century
there is a heap of bricks, and the harbour road is closed to traffic.

Four people lost their lives in the fire, which broke out in the evening. Mayor Bettina Sorrel laid
flowers at the gate and promised that the town would pay for the funerals.

“We heard a bang, and then the roof was gone,” said Ottilie Marsh, who runs the bakery across the
basin. She gave the firefighters coffee all night."""


@pytest.mark.parametrize(
    "text",
    [ORIGINAL.text, shortened(ORIGINAL.text), SURROUNDED],
    ids=["whole", "cut", "surrounded"],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_whole_shortened_and_surrounded_copies_are_found_in_any_order(
    text: str, is_first: bool, make_archive: MakeArchive
) -> None:
    copy = article("b1", text, publisher="Daily Copy")
    archive = make_archive([copy, ORIGINAL] if is_first else [ORIGINAL, copy])
    assert story_of(archive, "b1") == ["a0"]


def test_the_same_text_a_year_later_is_another_story(make_archive: MakeArchive) -> None:
    later = replace(ORIGINAL, doc_id="b1", published_at="2025-03-06")
    archive = make_archive([ORIGINAL, later])
    assert story_of(archive, "a0") == []
    archive.add(replace(later, published_at="2024-03-09"))
    assert story_of(archive, "a0") == ["b1"]


def test_another_article_on_the_event_is_no_copy(make_archive: MakeArchive) -> None:
    other = article("b1", OTHER_REPORT.replace("\n\n", "¶").replace("\n", " ").replace("¶", "\n\n"))
    assert story_of(make_archive([ORIGINAL, other]), "b1") == []


def test_copies_in_a_file_and_in_an_address_are_one_story(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    (tmp_path / "mill.txt").write_text(f"Mill burns down\n\n{ORIGINAL.text}", encoding="utf-8")
    paragraphs_of_page = tuple(ORIGINAL.text.split("\n\n"))
    archive = make_archive(allow_private_addresses=True)
    with Site({"/mill": Reply(article_page("Fatal fire", paragraphs=paragraphs_of_page))}) as site:
        archive.ingest([tmp_path / "mill.txt", site.url("/mill")])
    [first, second] = archive.article_ids()
    assert story_of(archive, first) == [second]


def test_a_story_is_quoted_once_and_the_copies_are_named(make_archive: MakeArchive) -> None:
    later = article(
        "b1", shortened(ORIGINAL.text), publisher="Daily Copy", url="https://b.example/1"
    )
    later = replace(later, published_at="2024-03-07")
    third = article("c2", SURROUNDED, publisher="Coast Weekly", published_at="2024-03-08")
    other = article("d3", OTHER_REPORT, publisher="Keston Echo", published_at="2024-03-06")
    archive = make_archive([later, third, ORIGINAL, other])
    answer = archive.ask("How many firefighters fought the blaze at the mill?")
    first, *others = answer.results
    assert first.article.doc_id == "a0"
    assert [copy.doc_id for copy in first.also_in] == ["b1", "c2"]
    assert {"b1", "c2"}.isdisjoint(result.article.doc_id for result in others)
    assert Note("also_in", {"doc_ids": ["b1", "c2"]}) in answer.notes


def test_of_copies_of_one_day_the_one_that_others_credit_is_quoted(
    make_archive: MakeArchive,
) -> None:
    copy = article("b1", SURROUNDED, publisher="Daily Copy", published_at="2024-03-06")
    copy = replace(copy, authors=("Coast Press Agency",))
    archive = make_archive([copy, ORIGINAL])
    answer = archive.ask("How many firefighters fought the blaze at the mill?")
    assert answer.results[0].article.publisher == "Coast Press Agency"


def test_a_copy_without_vectors_yet_takes_no_place_from_one_that_has_them(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([replace(ORIGINAL, published_at="2024-03-07")])
    asked = "How many firefighters fought the blaze at the mill?"
    before = archive.ask(asked)
    archive._writer().put(article("b1", ORIGINAL.text, published_at="2024-03-06"))
    after = archive.ask(asked)
    assert after.results[0].article.doc_id == before.results[0].article.doc_id == "a0"
    assert [copy.doc_id for copy in after.results[0].also_in] == ["b1"]
    assert after.answered == before.answered
    archive.add(article("d3", OTHER_REPORT))  # after which all have vectors
    assert archive.ask(asked).results[0].article.doc_id == "b1"


def test_the_copy_of_the_publisher_that_a_question_names_is_quoted(
    make_archive: MakeArchive,
) -> None:
    copy = article(
        "b1", shortened(ORIGINAL.text), publisher="Daily Copy", published_at="2024-03-07"
    )
    archive = make_archive([ORIGINAL, copy])
    asked = "According to the Daily Copy, how many firefighters fought the blaze at the mill?"
    assert [result.article.doc_id for result in archive.ask(asked).results][:1] == ["b1"]


def test_the_copy_of_the_day_that_a_question_names_is_quoted(make_archive: MakeArchive) -> None:
    copy = article("b1", SURROUNDED, publisher="Daily Copy", published_at="2024-03-09")
    archive = make_archive([ORIGINAL, copy])
    asked = "How many firefighters fought the blaze at the mill on 9 March 2024?"
    assert archive.ask(asked).results[0].article.doc_id == "b1"


def test_what_only_a_later_copy_tells_is_found(make_archive: MakeArchive) -> None:
    own = "The Zeppelin museum in Varnow lent the town two pumps of its collection."
    copy = article("b1", f"{ORIGINAL.text}\n\n{own}", published_at="2024-03-07")
    archive = make_archive([ORIGINAL, copy], target_words=20)
    first = archive.ask("Which museum lent the town pumps?").results[0]
    assert (first.article.doc_id, first.passage.text) == ("b1", own)


def test_many_copies_take_no_place_from_other_articles(make_archive: MakeArchive) -> None:
    copies = [
        article(f"c{n:02}", SURROUNDED, publisher=f"Paper {n}", published_at=f"2024-03-{n + 7:02}")
        for n in range(12)
    ]
    other = article("d3", OTHER_REPORT, publisher="Keston Echo", published_at="2024-03-06")
    asked = "Who laid flowers at the gate of the mill at Keston?"
    with_copies = make_archive([ORIGINAL, other, *copies], target_words=20)
    found = [own.article.doc_id for own in with_copies.ask(asked).results]
    with_copies.remove(*(copy.doc_id for copy in copies))
    assert found == [own.article.doc_id for own in with_copies.ask(asked).results]


def test_a_replaced_article_leaves_its_story_and_a_removed_one_is_forgotten(
    make_archive: MakeArchive,
) -> None:
    second, third = (article(doc_id, SURROUNDED) for doc_id in ("b1", "c2"))
    archive = make_archive([ORIGINAL, second, third])
    archive.add(article("b1", OTHER_REPORT))
    assert (story_of(archive, "a0"), story_of(archive, "b1")) == (["c2"], [])
    archive.remove("c2")
    assert story_of(archive, "a0") == []
    archive.add(third)
    assert story_of(archive, "c2") == ["a0"]


def test_two_texts_that_only_a_third_joins_part_when_it_goes(make_archive: MakeArchive) -> None:
    parts = ORIGINAL.text.split("\n\n")
    beginning, end = ("\n\n".join(own) for own in (parts[:4], parts[2:]))
    archive = make_archive([article("b1", beginning), article("c2", end), ORIGINAL])
    assert sorted(story_of(archive, "a0")) == ["b1", "c2"]
    archive.remove("a0")
    assert story_of(archive, "b1") == []


def test_a_correction_stays_apart_from_a_copy_of_both(make_archive: MakeArchive) -> None:
    corrected = article("b1", ORIGINAL.text.replace("killed four people", "killed seven people"))
    without = "\n\n".join(ORIGINAL.text.split("\n\n")[1:])
    archive = make_archive([ORIGINAL, corrected, article("c2", without)])
    assert "b1" not in story_of(archive, "a0")
    assert len(story_of(archive, "c2")) == 1


@pytest.mark.folder
def test_a_rebuild_and_an_update_of_the_program_find_the_same_stories(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive([ORIGINAL, article("b1", SURROUNDED)])
    with closing(sqlite3.connect(archive.folder / "store.sqlite")) as store:
        store.execute("PRAGMA foreign_keys = ON")
        store.execute("DELETE FROM stories")  # as in an archive of an earlier version
        store.commit()
    assert story_of(archive, "a0") == []
    assert "Articles not compared" in archive.doctor()[0].problem
    archive.ingest([])
    assert archive.doctor() == []
    assert story_of(archive, "a0") == ["b1"]
    archive.rebuild()
    assert story_of(archive, "a0") == ["b1"]


@pytest.mark.folder
def test_stories_that_are_lost_are_damage_that_a_sentence_tells(make_archive: MakeArchive) -> None:
    archive = make_archive([ORIGINAL, article("b1", SURROUNDED)])
    with closing(sqlite3.connect(archive.folder / "store.sqlite")) as store, store:
        store.execute("DELETE FROM stories")  # without what removes their bands with them
    assert "rows of story_bands that belong to nothing" in archive.doctor()[0].problem
    with pytest.raises(BackendError, match="doctor"):
        archive.rebuild()


@pytest.mark.folder
def test_a_backup_holds_the_stories(make_archive: MakeArchive, tmp_path: Path) -> None:
    archive = make_archive([ORIGINAL, article("b1", SURROUNDED)])
    archive.backup(tmp_path / "backup")
    archive.remove("b1")
    restore_archive(Settings(archive=str(archive.folder)), tmp_path / "backup", force=True)
    assert story_of(archive, "a0") == ["b1"]


@settings(deadline=None)
@given(st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=200), st.randoms())
def test_bands_do_not_depend_on_order_and_fit_a_column(values: set[int], random: Random) -> None:
    shuffled = random.sample(sorted(values), len(values))
    assert bands_of(shuffled) == bands_of(values)
    assert all(-(2**63) <= band < 2**63 for band in bands_of(values))


COPIES = (
    replace(ORIGINAL, doc_id="a0000000", title="Mill burns"),
    article(
        "b1111111",
        SURROUNDED,
        title="Fatal fire",
        publisher="Daily Copy",
        published_at="2024-03-07",
        url="https://b.example/fire",
    ),
)


@pytest.fixture
def run(make_archive: MakeArchive, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the program on an archive of two copies; returns what it prints."""
    archive = make_archive(COPIES)

    def call(*argv: str) -> str:
        assert main(["--archive", str(archive.folder), *argv]) == 0
        return capsys.readouterr().out

    return call


@pytest.mark.folder
def test_remove_deletes_one_copy_and_tells_of_those_that_stay(run: Callable[..., str]) -> None:
    assert run("remove", "a000").splitlines() == [
        "Removed a0000000 Mill burns",
        "Copies that stay (--story removes them as well):",
        "b1111111 Fatal fire",
    ]
    assert run("articles").startswith("b1111111")


@pytest.mark.folder
def test_remove_with_story_deletes_all_copies(run: Callable[..., str]) -> None:
    assert run("remove", "--story", "b111").splitlines() == [
        "Removed b1111111 Fatal fire",
        "Removed a0000000 Mill burns",
    ]
    assert run("articles") == ""


@pytest.mark.folder
def test_show_names_the_copies_of_an_article(run: Callable[..., str]) -> None:
    assert "Also in: Daily Copy (7 March 2024, https://b.example/fire)" in run("show", "a000")
    [copy] = json.loads(run("show", "a000", "--json"))["also_in"]
    assert copy == {
        "doc_id": "b1111111",
        "title": "Fatal fire",
        "publisher": "Daily Copy",
        "published_at": "2024-03-07",
        "url": "https://b.example/fire",
    }
