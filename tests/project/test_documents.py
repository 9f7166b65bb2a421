"""The documents of the repository: their links lead somewhere, and the files they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"(?:\]\(|src=\")(?!https?:)([^)\s\"#]*)(?:#([^)\s\"]+))?[)\"]")
_FILE = re.compile(r"`([\w.-]+/[\w./-]*)`")
_FOLDERS = ("retrieval", "bot", "scripts", "tests", "seeds", "docs")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """The anchors of the headings of ``document``, as GitHub makes them."""
    headings = _HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_and_headings_lead_somewhere(document: Path) -> None:
    links = _LINK.findall(document.read_text(encoding="utf-8"))
    targets = [(document.parent / name if name else document, anchor) for name, anchor in links]

    assert [str(target) for target, _ in targets if not target.exists()] == []
    assert [anchor for target, anchor in targets if anchor and anchor not in anchors(target)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_text_is_left_to_be_filled_in(document: Path) -> None:
    prose = re.sub(r"(?ms)^```.*?^```$", "", document.read_text(encoding="utf-8"))

    assert re.findall(r"(?m)^\W*[A-Z][A-Z_]{3,}\W*$|\b(?:TODO|TBD|FIXME)\b", prose) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_and_folders_that_are_named_exist(document: Path) -> None:
    paths = {path.as_posix() for folder in _FOLDERS for path in (ROOT / folder).rglob("*")}
    paths |= {(ROOT / folder).as_posix() for folder in _FOLDERS}
    named = _FILE.findall(document.read_text(encoding="utf-8"))
    of_ours = (name.rstrip("/") for name in named if name.endswith(("/", ".py", ".toml", ".json")))

    assert [name for name in of_ours if not any(p.endswith(f"/{name}") for p in paths)] == []
