"""Measures reading of saved web pages that are copied from a window and pasted as text.

    python -m scripts.bench copied-pages FOLDER

FOLDER is that of ``python -m scripts.bench reading``, and so are its halves. Of each page all that
it shows is copied, line by line. The baseline takes the first line for the title and the others for
the text. Expected texts that the page does not show are left out.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from retrieval.sources import read_articles
from retrieval.sources.files.decoding import decode_page
from retrieval.sources.files.html.document import parse_page
from retrieval.sources.lines.shown_lines import shown_lines
from retrieval.types import Article
from scripts.bench.reading import HALVES, half_of, plain


def main() -> None:
    """Print a line of figures per half for the baseline and for us."""
    parser = argparse.ArgumentParser(description="Measures reading of copied pages.")
    parser.add_argument("folder", type=Path, help="folder with pages/ and gold.json")
    folder: Path = parser.parse_args().folder
    if not (folder / "gold.json").is_file():
        parser.error(f"{folder} holds no gold.json with the expected values of each page")
    logging.disable(logging.CRITICAL)
    gold: dict[str, dict[str, Any]] = json.loads((folder / "gold.json").read_text("utf-8"))
    for half in HALVES:
        counts = {"baseline": Counter[str](), "ours": Counter[str]()}
        names = [name for name in gold if half_of(name) == half]
        for name in names:
            page = parse_page(decode_page((folder / "pages" / name).read_bytes()) or "")
            if page is not None and (lines := [line.text for line in shown_lines(page)]):
                counts["baseline"] += judge(lines[0], "\n".join(lines[1:]), lines, gold[name])
                counts["ours"] += judge(*read_as_pasted(lines), lines, gold[name])
        print(f"{half}: {len(names)} pages; shares in percent")
        for label, count in counts.items():
            shares = (f"{what} {_share(count, what)}" for what in ("title", "with", "without"))
            print(f"  {label:9}{'  '.join(shares)}")


def read_as_pasted(lines: Sequence[str]) -> tuple[str, str]:
    """Return the title and the text of the article that we read from lines, "" for none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pasted.txt")
        path.write_text("\n".join(lines), encoding="utf-8")
        found = [one for one in read_articles(path) if isinstance(one, Article)]
    return (found[0].title or "", found[0].text) if len(found) == 1 else ("", "")


def judge(title: str, text: str, lines: Sequence[str], gold: Mapping[str, Any]) -> Counter[str]:
    """Count what is right of a title and a text, of what the lines show."""
    shown, found = plain("\n".join(lines)), plain(text)
    counts = Counter[str]()
    if (wanted := plain(gold.get("title") or "")) and wanted in shown:
        counts |= Counter({"all title": 1, "title": int(plain(title) == wanted)})
    for side in ("with", "without"):
        texts = [one for one in map(plain, gold[side]) if one and one in shown]
        right = sum((one in found) == (side == "with") for one in texts)
        counts |= Counter({f"all {side}": len(texts), side: right})
    return counts


def _share(counts: Counter[str], what: str) -> str:
    whole = counts[f"all {what}"]
    return f"{100 * counts[what] / whole:.1f} of {whole}" if whole else "–"
