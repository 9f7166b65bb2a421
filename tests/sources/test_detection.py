"""A file is what its content says, whatever its name ends in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.sources.files.detection import kind_of

RECORD = json.dumps({"title": "Ferry", "text": "The ferry sank."})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", "The ferry sank.", "text"),
        ("a.txt", "<!DOCTYPE html><html><body>x</body></html>", "html"),
        ("a.php", "<!-- saved from url=(0020)https://pier.example/ -->\n<html lang='en'>", "html"),
        ("a", "\ufeff<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'>", "html"),
        ("a.md", "<div>\n\nThe *ferry* sank.</div>", "markdown"),
        ("a.md", "# Ferry", "markdown"),
        ("a.html", "<p>The ferry sank.", "html"),
        ("a.txt", "%PDF-1.7\n", "pdf"),
        ("a.html", "\n%PDF-1.7\n", "pdf"),
        ("a.txt", "The mark of a PDF is %PDF-1.7.", "text"),
        ("a.xml", "<?xml version='1.0'?><opml version='2.0'/>", "opml"),
        ("a.xml", "<?xml version='1.0'?><rss version='2.0'/>", "feed"),
        ("a.atom", "<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("a.xml", "<other/>", None),
        ("a.txt", "From: a@b.example\r\nSubject: Ferry\r\n\r\nIt sank.", "message"),
        ("a.txt", "From: Pier Gazette\nDate: 3 March 2024\n\nIt sank.", "text"),
        ("a.txt", "From: the pier\nIt sank.\n\nMore.", "text"),
        ("a.txt", "Received: by b.example\n\twith SMTP\nFrom: a@b.example\nDate: x\n\n", "message"),
        ("a.html", "MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "message"),
        ("Inbox", "From a@b.example Thu May  2 10:00:00 2024\nFrom: a@b.example\n", "mailbox"),
        ("a.txt", "From Lowholm to Merrin in 1911\nThe ferry sails.", "text"),
        ("a.json", RECORD, "json"),
        ("a.json", f"{RECORD}\n{RECORD}\n", "json lines"),
        ("a.jsonl", RECORD, "json lines"),
        ("a.jsonl", f"[{RECORD},\n{RECORD}]", "json"),
        ("a.jsonl", '{"text": broken\n{"text": "x"}', "json lines"),
        ("a.txt", f"[{RECORD}]", "json"),
        ("a.txt", "{curly} braces", "text"),
        ("a.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>", "bookmarks"),
        ("a.html", "<!DOCTYPE html><html><head><title>Pocket Export</title>", "bookmarks"),
        ("a.csv", "a,b\n1,2\n", None),
        ("a.png", "\x89PNG", None),
    ],
)
def test_the_kind_is_that_of_the_content(
    tmp_path: Path, name: str, content: str, kind: str | None
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")

    assert kind_of(tmp_path / name) == kind


def test_what_cannot_be_opened_is_of_the_kind_that_its_name_says(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()

    assert kind_of(tmp_path / "a.html") == "html"
    assert kind_of(tmp_path / "missing.txt") == "text"
