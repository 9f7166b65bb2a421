"""Writers whom a page names below its text, beside an account, or as an agency are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.test_web_page_kinds import BODY, article_of, page


@pytest.mark.parametrize(
    "footer",
    [
        "<div class='post-footer'>Posted by <a rel=author href='/p'>Hester Vane</a> at 10:47</div>",
        "<div class='entryFooter'>Geschrieben von <a href='/authors/2-HV'>Hester Vane</a> in "
        "<a href='/c/5'>Steine</a> um 22:47</div>",
        "<div class='post-footer'><span class=byline>Αναρτήθηκε από <a rel=author>Hester Vane</a>"
        "</span></div>",
        "<div class='author'>Текст: Hester Vane</div>",
    ],
)
def test_a_byline_below_the_text_names_the_author(footer: str, tmp_path: Path) -> None:
    found = article_of(tmp_path, page(f"{BODY}{footer}"))
    assert found.authors == ("Hester Vane",)
    assert "Hester" not in found.text


@pytest.mark.parametrize(
    ("below", "authors", "day"),
    [
        ("<p style='text-align:right'><strong>Hester Vane</strong><br>Lowholm, 2 December 2022</p>",
         ("Hester Vane",), "2022-12-02"),
        ("<p align=right><b>Hester VANE.</b><br><i>Lowholm.</i></p>"
         "<p align=right><small>Published: 25.11.2011, № 94 (10217)</small></p>",
         ("Hester VANE",), "2011-11-25"),
        ("<p><em>By Hester Vane, staff writer. First printed in the Clarion of Wednesday, "
         "September 13, 2023.</em></p>", ("Hester Vane",), "2023-09-13"),
        ("<p class='podpis'>Hester Vane</p>", ("Hester Vane",), None),
        ("<p>【早瀬みのり】</p>", ("早瀬みのり",), None),
        ("<p>（敬称略）</p>", (), None),
        ("<p>Hester Vane</p><p>2 December 2022</p>", (), "2022-12-02"),
        ("<p><b>What the log says</b></p>", (), None),
    ],
)  # fmt: skip
def test_the_last_lines_set_apart_below_the_text_tell_who_and_when(
    below: str, authors: tuple[str, ...], day: str | None, tmp_path: Path
) -> None:
    found = article_of(tmp_path, page(f"{BODY}{below}"))
    assert (found.authors, found.published_at) == (authors, day)
    assert not any(author in found.text for author in authors)


def test_a_name_below_the_text_is_not_the_author_beside_a_byline_above(tmp_path: Path) -> None:
    found = article_of(tmp_path, page(f"<p>By Ruben Okoro</p>{BODY}<p><b>Hester Vane</b></p>"))
    assert found.authors == ("Ruben Okoro",)


def test_two_bylines_below_the_text_name_nobody(tmp_path: Path) -> None:
    footers = "".join(
        f"<div class='author'>Text: {name}</div>" for name in ("Hester Vane", "Ruben Okoro")
    )
    assert article_of(tmp_path, page(f"{BODY}{footers}")).authors == ()


@pytest.mark.parametrize("account", ["cms_user_17", "wangbian03"])
@pytest.mark.parametrize(
    ("byline", "authors"), [("By Hester Vane", ("Hester Vane",)), ("Por: Redacción Canal 8", ())]
)
def test_an_account_is_no_author_where_the_page_has_a_byline(
    account: str, byline: str, authors: tuple[str, ...], tmp_path: Path
) -> None:
    head = f"<meta name=author content={account}>"
    found = article_of(tmp_path, page(f"<div><span>{byline}</span></div>{BODY}", head))
    assert found.authors == authors


@pytest.mark.parametrize("agency", ["Kıyı Haber Ajansı", "Agência Rio", "Agencia del Puerto"])
def test_an_agency_in_another_language_is_the_author(agency: str, tmp_path: Path) -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Brackwater closes'
        f' its quarry", "author": {{"@type": "Organization", "name": "{agency}"}}}}</script>'
    )
    assert article_of(tmp_path, page(head=head)).authors == (agency,)


def test_a_studio_behind_a_name_is_no_author(tmp_path: Path) -> None:
    byline = "<div class='authorline'>Von <em>Merle Hagen</em>, Studio Westwarf</div>"
    assert article_of(tmp_path, page(f"{byline}{BODY}")).authors == ("Merle Hagen",)


def test_the_day_in_the_head_of_the_site_is_no_day_of_publication(tmp_path: Path) -> None:
    body = (
        "<div><span class='fecha-hoy'>Lunes, 13 de enero de 2025</span></div><div class='zq'>"
        "<h1>Brackwater closes its quarry</h1>"
        f"<div><span>Jueves, 5 de septiembre de 2024 | 7:52 p. m.</span></div>{BODY}</div>"
    )
    content = f"<html><head><title>Brackwater closes its quarry</title></head><body>{body}</body>"
    assert article_of(tmp_path, content).published_at == "2024-09-05"


def test_the_buttons_of_a_page_to_print_are_not_its_title(tmp_path: Path) -> None:
    content = (
        "<html><head><title>Print article</title></head><body><div><a href='#'>Print this page</a> "
        "| <a href='#'>Close window</a></div><div class='hl'>Brackwater closes its quarry</div>"
        f"{BODY}<div>All contents copyright The Clarion.</div></body></html>"
    )
    assert article_of(tmp_path, content).title == "Brackwater closes its quarry"


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Hester Vane, KNX News, New Riverton", ("Hester Vane",)),
        ("By Hester Vane, KNX Business", ("Hester Vane",)),
        ("By Hester Vane, KNX and Ruben Okoro, KNX", ("Hester Vane", "Ruben Okoro")),
        ("By Hester VANE, Ruben OKORO", ("Hester VANE", "Ruben OKORO")),
        ("Reporting by Hester Vane; Editing by Ruben Okoro", ("Hester Vane",)),
        ("Words by Hester Vane. Photos by Ruben Okoro", ("Hester Vane",)),
        ("Story and photos by Hester Vane", ("Hester Vane",)),
        ("By U.S. HARBOR AND RIVER PATROL", ()),
    ],
)
def test_who_helped_and_for_whom_is_no_author(
    byline: str, authors: tuple[str, ...], tmp_path: Path
) -> None:
    assert article_of(tmp_path, page(f"<p>{byline}</p>{BODY}")).authors == authors


def test_a_section_beside_a_weekday_is_no_author(tmp_path: Path) -> None:
    above = "<div>Commodities Tue Mar 5, 2024 | 11:44am EST</div>"
    assert article_of(tmp_path, page(f"{above}{BODY}")).authors == ()


def test_a_name_marked_as_the_authors_below_the_heading_suffices(tmp_path: Path) -> None:
    above = "<div><span class='author_single'>Hester Vane</span></div>"
    assert article_of(tmp_path, page(f"{above}{BODY}")).authors == ("Hester Vane",)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("2024-03-05 09:20:47 来源：青石日报 作者：周明远 编辑：林小雨 我要评论（16）", "周明远"),
        ("No. 142 | Tuesday, 5 March 2024 | by Hester Vane", "Hester Vane"),
    ],
)
def test_a_line_of_several_fields_names_author_and_day(
    line: str, name: str, tmp_path: Path
) -> None:
    found = article_of(tmp_path, page(f"<div>{line}</div>{BODY}"))
    assert (found.authors, found.published_at) == ((name,), "2024-03-05")


def test_the_initials_of_a_writer_whom_the_page_names_give_way(tmp_path: Path) -> None:
    line = "<div><i>Hester van Dale</i> <span>12 March 2024</span></div>"
    found = article_of(tmp_path, page(f"{line}{BODY}", "<meta name=author content=hvd>"))
    assert found.authors == ("Hester van Dale",)
