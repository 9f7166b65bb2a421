"""Word documents become articles."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from retrieval.sources import read_articles
from retrieval.types import Article, IngestFailure

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIRST = "The night ferry to Lowholm sank off the pier on Tuesday; all forty passengers swam ashore."
TITLE = '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Ferry sinks</w:t></w:r></w:p>'
STYLES = (
    f'<w:styles xmlns:w="{WORDS}"><w:style w:type="paragraph" w:styleId="Title">'
    '<w:name w:val="Title"/></w:style></w:styles>'
)


def docx(body: str, more: dict[str, str] | None = None) -> bytes:
    """A document whose body is this WordprocessingML."""
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": STYLES,
        **(more or {}),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def text(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def read(tmp_path: Path, content: bytes, name: str = "a.docx") -> Article | IngestFailure:
    (tmp_path / name).write_bytes(content)
    [found] = read_articles(tmp_path / name, name=name)
    assert isinstance(found, (Article, IngestFailure))
    return found


def test_a_document_gives_its_title_and_its_paragraphs(tmp_path: Path) -> None:
    body = TITLE + text("By Ines Holm") + text("14 May 2024") + text(FIRST)
    found = read(tmp_path, docx(body))

    assert isinstance(found, Article)
    assert (found.title, found.text) == ("Ferry sinks", FIRST)
    assert (found.authors, found.published_at) == (("Ines Holm",), "2024-05-14")


def test_insertions_count_and_deletions_do_not(tmp_path: Path) -> None:
    changed = (
        "<w:p><w:r><w:t>The ferry carried </w:t></w:r>"
        "<w:del><w:r><w:delText>thirty</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>forty</w:t></w:r></w:ins><w:r><w:t> passengers.</w:t></w:r></w:p>"
    )
    found = read(tmp_path, docx(TITLE + text(FIRST) + changed))

    assert isinstance(found, Article)
    assert found.text == f"{FIRST}\n\nThe ferry carried forty passengers."


def test_a_table_is_a_line_a_row(tmp_path: Path) -> None:
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{text(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Mill", "9"), ("Pier", "31"))
    )
    found = read(tmp_path, docx(f"{TITLE}{text(FIRST)}<w:tbl>{rows}</w:tbl>"))

    assert isinstance(found, Article)
    assert found.text.endswith("Mill; 9\n\nPier; 31")


def test_a_document_of_another_name_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, docx(TITLE + text(FIRST)), name="letter.html")

    assert isinstance(found, Article)
    assert found.title == "Ferry sinks"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PKxx", "is not a whole Word document"),
        (b"PK\x03\x04" + b"x" * 100, "is not a whole Word document"),
        (docx(TITLE + text(FIRST))[:-40], "is not a whole Word document"),
        (docx("<broken"), "is not a whole Word document"),
        (docx(""), "holds no article text"),
        (docx("", {"word/more.xml": " " * 20_000_001}), "holds more than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    found = read(tmp_path, content)

    assert isinstance(found, IngestFailure)
    assert found.problem.startswith(problem)
