"""Articles that were saved as one file for each of their pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.types import Article, IngestReport
from tests.conftest import MakeArchive
from tests.site import article_page

TITLE = "The long way to close a quarry"
ADDRESS = "https://clarion.example/city/long-way"
TEXTS = (
    "The council of Brackwater voted on Tuesday to close the slate quarry above the town by the "
    "end of next year, after a night of argument that filled the hall to its doors.",
    "The owners, Tamsin Slate Works, employ 212 people. Their manager, Ruben Okoro, called the "
    "vote hasty and said that lawyers would look at it on Wednesday.",
    "Closing takes three steps: blasting ends in March, cutting in July, and the last lorries "
    "leave in December. The workers are promised retraining at the college in Hollin.",
)
COUNT = len(TEXTS)


def page(number: int, *, head: str = "", foot: str = "", title: str = TITLE) -> bytes:
    """One page of the article."""
    html = article_page(title, head=head, paragraphs=(TEXTS[number - 1],)).decode()
    return html.replace("</article>", f"{foot}</article>").encode()


def address_of(number: int) -> str:
    return ADDRESS if number == 1 else f"{ADDRESS}?page={number}"


def saved_by_a_browser(number: int) -> bytes:
    """Each page states the address of the first as its own; links are absolute."""
    head = f'<link rel="canonical" href="{ADDRESS}">'
    if number > 1:
        head += f'<link rel="prev" href="{address_of(number - 1)}">'
    if number < COUNT:
        head += f'<link rel="next" href="{address_of(number + 1)}">'
    return page(number, head=head)


def mirrored(number: int) -> bytes:
    """No page states an address; links name files."""
    names = [f"long-{other}.html" if other > 1 else "long.html" for other in range(1, COUNT + 1)]
    foot = f'<a rel="prev" href="{names[number - 2]}">Back</a>' if number > 1 else ""
    foot += f'<a rel="next" href="{names[number]}">On</a>' if number < COUNT else ""
    return page(number, foot=f'<div class="pagination">{foot}</div>')


def counted(number: int) -> bytes:
    """Each page says of how many it is one."""
    return page(number, foot=f"<p>Page {number} of {COUNT}</p>")


def counted_in_another_language(number: int) -> bytes:
    return page(number, foot=f'<div class="page-links">第{number}页，共{COUNT}页</div>')


def counted_in_the_title(number: int) -> bytes:
    return page(number, title=f"{TITLE} - Seite {number} von {COUNT}")


def noted_by_the_program(number: int) -> bytes:
    """SingleFile notes the address; the page has its numbers in a row."""
    links = "".join(
        f'<a href="{address_of(other)}">{other}</a>' if other != number else f"<b>{other}</b>"
        for other in range(1, COUNT + 1)
    )
    html = page(number, foot=f'<div class="pagination">{links}</div>').decode()
    note = f"<!--\n Page saved with SingleFile \n url: {address_of(number)} \n-->"
    return html.replace("<head>", f"{note}<head>").encode()


def web_archive(number: int) -> bytes:
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {address_of(number)}\r\n"
        f"Subject: {TITLE}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    )
    return head.encode() + saved_by_a_browser(number)


Make = Callable[[int], bytes]


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    return make_archive()


def save(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def saved(folder: Path, make: Make, *numbers: int) -> Path:
    """The pages under names that do not tell their order."""
    letters = "zyx"
    return save(folder, {f"{letters[number - 1]}.html": make(number) for number in numbers})


def only(archive: Archive) -> Article:
    [article] = archive.articles()
    return article


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.replaced, report.unchanged, len(report.failed)


@pytest.mark.parametrize(
    "make",
    [
        saved_by_a_browser,
        counted,
        counted_in_another_language,
        counted_in_the_title,
        noted_by_the_program,
        web_archive,
    ],
)
def test_the_pages_in_a_folder_are_one_article_in_their_order(
    archive: Archive, tmp_path: Path, make: Make
) -> None:
    folder = saved(tmp_path / "pages", make, 1, 2, 3)

    first = archive.ingest([folder])
    again = archive.ingest([folder])

    assert (counts(first), counts(again)) == ((1, 0, 0, 0), (0, 0, 1, 0))
    assert only(archive).text == "\n\n".join(TEXTS)


def test_the_files_of_a_mirrored_site_are_joined_by_their_names(
    archive: Archive, tmp_path: Path
) -> None:
    names = ("long.html", "long-2.html", "long-3.html")
    files = {name: mirrored(number) for number, name in enumerate(names, start=1)}

    assert counts(archive.ingest([save(tmp_path / "pages", files)])) == (1, 0, 0, 0)
    assert only(archive).text == "\n\n".join(TEXTS)


def test_a_page_that_is_saved_later_is_added_to_its_article(
    archive: Archive, tmp_path: Path
) -> None:
    folder = saved(tmp_path / "pages", saved_by_a_browser, 1, 2)
    archive.ingest([folder])
    saved(folder, saved_by_a_browser, 3)

    assert counts(archive.ingest([folder])) == (0, 1, 0, 0)
    assert only(archive).text == "\n\n".join(TEXTS)


def test_pages_that_were_stored_one_by_one_become_one_article(
    archive: Archive, tmp_path: Path
) -> None:
    folder = saved(tmp_path / "pages", counted, 1, 2, 3)
    for name in "zyx":
        archive.ingest([folder / f"{name}.html"])
    assert len(list(archive.articles())) == COUNT
    (folder / "x.html").write_bytes(counted(3) + b"\n")

    archive.ingest([folder])

    assert only(archive).text == "\n\n".join(TEXTS)


def test_a_removed_article_of_several_pages_stays_away(archive: Archive, tmp_path: Path) -> None:
    folder = saved(tmp_path / "pages", saved_by_a_browser, 1, 2, 3)
    archive.ingest([folder])
    archive.remove(only(archive).doc_id)

    archive.ingest([folder])

    assert list(archive.articles()) == []


def test_the_printed_view_beside_the_pages_is_the_same_article(
    archive: Archive, tmp_path: Path
) -> None:
    folder = saved(tmp_path / "pages", saved_by_a_browser, 1, 2, 3)
    head = f'<link rel="canonical" href="{ADDRESS}">'
    save(folder, {"print.html": article_page(TITLE, head=head, paragraphs=TEXTS)})

    archive.ingest([folder])

    assert only(archive).text == "\n\n".join(TEXTS)


def test_articles_that_link_to_the_next_one_stay_apart(archive: Archive, tmp_path: Path) -> None:
    titles = ("Quarry to close", "Owners of the quarry go to court", "Retraining in Hollin")
    addresses = [f"https://clarion.example/{number}/story" for number in (7, 8, 9)]
    files = {
        f"{number}.html": page(
            number,
            title=titles[number - 1],
            head=f'<link rel="canonical" href="{addresses[number - 1]}">'
            f'<link rel="next" href="{addresses[number % COUNT]}">',
        )
        for number in (1, 2, 3)
    }

    assert counts(archive.ingest([save(tmp_path / "pages", files)])) == (3, 0, 0, 0)


def test_articles_that_are_counted_alike_stay_apart(archive: Archive, tmp_path: Path) -> None:
    titles = ("Quarry will close next year", "Owners hire eleven lawyers", "Workers go to college")
    files = {
        f"{number}.html": page(
            number, title=titles[number - 1], foot=f"<p>Page {number} of {COUNT}</p>"
        )
        for number in (1, 2, 3)
    }

    assert counts(archive.ingest([save(tmp_path / "pages", files)])) == (3, 0, 0, 0)


def test_a_page_in_another_folder_is_left_alone(archive: Archive, tmp_path: Path) -> None:
    saved(tmp_path / "one", counted, 1)
    saved(tmp_path / "other", counted, 2)

    assert counts(archive.ingest([tmp_path / "one", tmp_path / "other"])) == (2, 0, 0, 0)
