"""Ingests hostile files, and checks for crashes, writes outside, and terminal escapes."""

from __future__ import annotations

import gzip
import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from retrieval.archive import Archive
from retrieval.cli import main
from retrieval.settings import Settings
from scripts.stress.archive import open_stress_archive
from scripts.stress.outcome import Outcome

_FILE_LIMIT_S = 30.0
_ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b31m\x08\x08\u202eevil\u202c\x00"
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_MARKUP = "<script>alert(1)</script> [red]red[/red] *bold* `code` [link](javascript:alert(1))"
_WORDS = "The council of Tarnby met on Monday and voted for the new bridge, officials said. "


def read_hostile_files(folder: Path) -> Outcome:
    """Ingest each hostile file into its own archive, and check all output."""
    result = Outcome({"hostile files": len(FILES)})
    outside = folder / "outside.txt"
    outside.write_text("SECRET-OF-THE-HOST " * 20)
    for name, make in FILES.items():
        source = folder / "sources" / name.replace(" ", "-")
        source.mkdir(parents=True)
        make(source)
        start = time.monotonic()
        printed = _output(folder / "archives" / name.replace(" ", "-"), source, result, name)
        if time.monotonic() - start > _FILE_LIMIT_S:
            result.problems.append(f"{name}: took {time.monotonic() - start:.0f} s")
        if found := _CONTROL_CHARACTERS.search(printed):
            result.problems.append(f"{name}: prints the control character {found[0]!r}")
    if outside.read_text() != "SECRET-OF-THE-HOST " * 20 or (folder / "evil.txt").exists():
        result.problems.append("a file outside was written")
    return result


def _output(archive: Path, source: Path, result: Outcome, name: str) -> str:
    """Run several commands on an archive of ``source``; returns their output."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        for words in (
            ("ingest", str(source), "--quiet"),
            ("articles",),
            ("articles", "--json"),
            ("status",),
            ("ask", "What did the council of Tarnby vote for?"),
            ("ask", "What did the council of Tarnby vote for?", "--json"),
            ("doctor",),
        ):
            main([*words, "--archive", str(archive)], open_archive=_open)
    printed = out.getvalue() + err.getvalue()
    if "Traceback" in printed or "Internal error" in printed:
        result.problems.append(f"{name}: {printed.strip().splitlines()[-1][:300]}")
    return printed


def _open(settings: Settings, *, create: bool = False) -> Archive:
    return open_stress_archive(Path(settings.archive), create=create)


def _written(name: str, content: str | bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        (folder / name).write_bytes(data)

    return write


def _line(**values: object) -> str:
    return json.dumps({"title": "Tarnby votes", "text": _WORDS * 3, **values}) + "\n"


def _zip_bomb(folder: Path) -> None:
    compressed = io.BytesIO()
    with zipfile.ZipFile(compressed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.txt", b"\0" * (64 << 20))
    (folder / "bomb.html").write_bytes(compressed.getvalue())
    (folder / "bomb.zip").write_bytes(compressed.getvalue())
    (folder / "bomb.json").write_bytes(gzip.compress(b"\0" * (64 << 20)))


def _loops(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "up").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "real.txt").write_text(f"Tarnby votes\n\n{_WORDS * 3}")


def _entities() -> Iterator[str]:
    yield '<!DOCTYPE x [<!ENTITY a "ha">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        yield f'<!ENTITY {name} "{f"&{before};" * 20}">'
    yield f"]><html><body><article><h1>Tarnby</h1><p>&i;</p><p>{_WORDS * 3}</p></article></html>"


FILES: dict[str, Callable[[Path], None]] = {
    "zip bomb": _zip_bomb,
    "entity bomb": _written("a.html", "".join(_entities())),
    "nested HTML": _written("a.html", "<div>" * 50_000 + _WORDS * 3 + "</div>" * 50_000),
    "HTML of one tag": _written("a.html", "<" * 2_000_000),
    "HTML with a huge attribute": _written("a.html", f'<p title="{"x" * 5_000_000}">{_WORDS * 3}'),
    "nested JSON": _written("a.json", "[" * 200_000),
    "nested JSON line": _written("a.jsonl", '{"text":' * 100_000 + "\n" + _line()),
    "line of 10 MB": _written("a.txt", "Tarnby votes\n\n" + "word " * 2_000_000),
    "JSON line of 10 MB": _written("a.jsonl", _line(text=_WORDS * 120_000) + _line(url="b")),
    "number of a million digits": _written("a.json", '{"text": "x", "n": ' + "9" * 1_000_000 + "}"),
    "loops of links": _loops,
    "paths in JSON": _written(
        "a.jsonl",
        _line(path="../../../outside.txt", doc_id="../../evil", url="file:///etc/passwd"),
    ),
    "escapes in a text": _written("a.txt", f"Tarnby {_ESCAPES} votes\n\n{_ESCAPES}{_WORDS * 3}"),
    "escapes everywhere": _written(
        "a.jsonl",
        _line(
            title=f"Tarnby {_ESCAPES}",
            text=f"{_WORDS}{_ESCAPES}{_WORDS}",
            publisher=f"Post{_ESCAPES}",
            authors=[f"A{_ESCAPES}"],
            url=f"https://e.example/{_ESCAPES}",
            published_at=f"2022-02-25{_ESCAPES}",
        ),
    ),
    "markup": _written("a.jsonl", _line(title=_MARKUP, text=f"{_WORDS * 2}{_MARKUP}")),
    "a file name with escapes": _written(f"a{chr(27)}[31mb.txt", f"Tarnby votes\n\n{_WORDS * 3}"),
    "no text": _written("a.txt", bytes(range(256)) * 4000),
}
