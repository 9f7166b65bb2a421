"""PDF files become articles: whole paragraphs, a title, and nothing that is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.sources import read_articles
from retrieval.types import Article, IngestFailure
from tests.support.pdfs import LEFT, PAGE_HEIGHT, Placed, column, pdf

TITLE = Placed("Ferry to Lowholm sinks off the pier", bottom=790, size=22, font="F2")
FIRST = [
    "The night ferry to Lowholm sank off the pier on Tuesday, and all of",
    "its forty passengers swam ashore before the fire brigade of the town",
    "had found its boots.",
]
SECOND = [
    "Harbour master Jon Petrel said that a seal had bitten through the moor-",
    "ing, and that the company would pay for every wet coat and for the",
    "twenty-",
    "one suitcases.",
]
JOINED = (
    "The night ferry to Lowholm sank off the pier on Tuesday, and all of its forty passengers swam "
    "ashore before the fire brigade of the town had found its boots."
)
LEFT_COLUMN = [
    "The ferry company of Lowholm",
    "was founded by three fishermen",
    "in the winter of 1911, when the",
    "old bridge had been carried off",
    "by the ice for the second time,",
    "and it has sailed every night",
]
RIGHT_COLUMN = [
    "since, but for the two weeks of",
    "the great storm of 1953.",
    "Its fourth ship, the Grey Heron,",
    "was built at the yard of Merrin",
    "and carries a hundred passengers",
    "and their bicycles to the island.",
]


def read(tmp_path: Path, content: bytes, name: str = "a.pdf") -> Article | IngestFailure:
    (tmp_path / name).write_bytes(content)
    [found] = read_articles(tmp_path / name, name=name)
    assert isinstance(found, (Article, IngestFailure))
    return found


def article(tmp_path: Path, content: bytes) -> Article:
    found = read(tmp_path, content)
    assert isinstance(found, Article), found
    return found


def paragraphs(found: Article) -> list[str]:
    return found.text.split("\n\n")


def test_lines_become_paragraphs_and_the_largest_line_the_title(tmp_path: Path) -> None:
    found = article(tmp_path, pdf([TITLE, *column([*FIRST, "", *FIRST])]))

    assert found.title == TITLE.text
    assert paragraphs(found) == [JOINED, JOINED]


def test_words_broken_at_the_end_of_a_line_are_whole_again(tmp_path: Path) -> None:
    also = ["There were twenty-one of them, said the owners of the twenty-one suitcases."]
    found = article(tmp_path, pdf([TITLE, *column([*SECOND, "", *also])]))

    assert "bitten through the mooring, and" in found.text
    assert "the twenty-one suitcases." in paragraphs(found)[0]


def test_columns_are_read_one_after_the_other_and_a_paragraph_goes_on_in_the_next(
    tmp_path: Path,
) -> None:
    columns = [*column(LEFT_COLUMN), *column(RIGHT_COLUMN, left=320)]
    found = article(tmp_path, pdf([TITLE, *columns]))

    assert found.title == TITLE.text
    assert paragraphs(found) == [
        "The ferry company of Lowholm was founded by three fishermen in the winter of 1911, when "
        "the old bridge had been carried off by the ice for the second time, and it has sailed "
        "every night since, but for the two weeks of the great storm of 1953.",
        "Its fourth ship, the Grey Heron, was built at the yard of Merrin and carries a hundred "
        "passengers and their bicycles to the island.",
    ]


def test_a_paragraph_goes_on_in_the_next_column_also_with_a_ragged_edge(tmp_path: Path) -> None:
    left = [*LEFT_COLUMN[:-1], "and it has sailed"]
    right = ["every night since, but for two.", *RIGHT_COLUMN[2:]]
    found = article(tmp_path, pdf([TITLE, *column(left), *column(right, left=320)]))

    assert "and it has sailed every night since, but for two." in found.text


def test_columns_written_row_by_row_are_told_apart_too(tmp_path: Path) -> None:
    rows = zip(column(LEFT_COLUMN), column(RIGHT_COLUMN, left=320), strict=True)
    found = article(tmp_path, pdf([TITLE, *(line for row in rows for line in row)]))

    assert "it has sailed every night since, but for the two weeks" in paragraphs(found)[0]


def test_running_heads_and_page_numbers_are_dropped_and_pages_joined(tmp_path: Path) -> None:
    def page(number: int, lines: list[str]) -> list[Placed]:
        head = Placed("The Pier Gazette", bottom=PAGE_HEIGHT - 30, size=8)
        foot = Placed(f"Page {number}", left=280, bottom=25, size=8)
        return [head, *column(lines), foot]

    found = article(tmp_path, pdf([TITLE, *page(1, [*FIRST[:2]])], page(2, [FIRST[2], "", *FIRST])))

    assert paragraphs(found) == [JOINED, JOINED]


def test_a_running_head_with_the_number_of_the_printed_page_is_dropped(tmp_path: Path) -> None:
    foot = Placed("The Pier Gazette, 14 May 2024, Page 37", bottom=25, size=8)
    found = article(tmp_path, pdf([TITLE, *column(FIRST), foot]))

    assert (found.title, found.text) == (TITLE.text, JOINED)


def test_what_a_browser_prints_around_a_page_is_dropped(tmp_path: Path) -> None:
    around = [
        Placed("5/14/24, 8:15 AM", bottom=PAGE_HEIGHT - 25, size=8),
        Placed("Ferry to Lowholm sinks off the pier", left=280, bottom=PAGE_HEIGHT - 25, size=8),
        Placed("https://pier.example/ferry", bottom=18, size=8),
        Placed("1/1", left=520, bottom=18, size=8),
    ]
    fields = {"Title": TITLE.text}
    found = article(tmp_path, pdf([*around, TITLE, *column(FIRST)], fields=fields))

    assert (found.title, found.text) == (TITLE.text, JOINED)


def test_a_byline_and_a_dateline_under_the_title_are_read(tmp_path: Path) -> None:
    head = column(["By Ines Holm", "", "14 May 2024"], top=770)
    found = article(tmp_path, pdf([TITLE, *head, *column(FIRST, top=730)]))

    assert (found.authors, found.published_at) == (("Ines Holm",), "2024-05-14")
    assert paragraphs(found) == [JOINED]


@pytest.mark.parametrize(
    "fields",
    [
        {"Title": "Microsoft Word - ferry_final2.docx", "Author": "Ines Holm"},
        {"Title": "untitled", "Author": "user", "CreationDate": "D:20240601101500+02'00'"},
        {"Title": "Annual report of another company", "Creator": "Print"},
    ],
)
def test_what_the_file_says_of_itself_counts_only_if_the_page_says_it_too(
    tmp_path: Path, fields: dict[str, str]
) -> None:
    found = article(tmp_path, pdf([TITLE, *column(FIRST)], fields=fields))

    assert (found.title, found.authors, found.published_at) == (TITLE.text, (), None)


def test_a_stated_title_that_stands_on_the_page_is_the_title(tmp_path: Path) -> None:
    masthead = Placed("The Pier Gazette", bottom=800, size=30)
    headline = Placed("Seal bites through mooring", bottom=775, size=14)
    page = [masthead, headline, *column(FIRST, top=740)]
    found = article(tmp_path, pdf(page, fields={"Title": "Seal bites through mooring"}))

    assert found.title == "Seal bites through mooring"
    assert paragraphs(found)[-1] == JOINED


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    cells = [
        Placed(cell, left, 600 - 14 * row)
        for row, (ward, votes) in enumerate([("Quarry", "12"), ("Mill", "9"), ("Pier", "31")])
        for left, cell in ((LEFT, ward), (300, votes))
    ]
    found = article(tmp_path, pdf([TITLE, *column(FIRST), *cells]))

    assert [line for line in ("Quarry; 12", "Mill; 9", "Pier; 31") if line in found.text] == [
        "Quarry; 12", "Mill; 9", "Pier; 31"
    ]  # fmt: skip


def test_a_scan_says_that_it_is_one(tmp_path: Path) -> None:
    found = read(tmp_path, pdf([], [], picture=True))

    assert isinstance(found, IngestFailure)
    assert found.problem.startswith("is a scan")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.4\n%%EOF\n", "is not a whole PDF"),
        (pdf(column(FIRST))[:300], "is not a whole PDF"),
        (pdf([]), "holds no article text"),
        (pdf(*[column(FIRST)] * 201), "has more than 200 pages"),
        (
            pdf(column(FIRST)).replace(
                b"/Info", b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (" + b"o" * 32
                + b") /U (" + b"u" * 32 + b") >> /ID [(a) (a)] /Info",
            ),
            "is encrypted",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    found = read(tmp_path, content)

    assert isinstance(found, IngestFailure)
    assert found.problem.startswith(problem)
    assert found.problem.endswith(".")


def test_a_pdf_of_another_name_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, pdf([TITLE, *column(FIRST)]), name="ferry.txt")

    assert isinstance(found, Article)
    assert (found.title, found.path) == (TITLE.text, "ferry.txt")
