"""The benchmark of copies: what its rules make of a text, and a run on a few articles."""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path

import pytest

from scripts.bench.injected_copies import COPIES, CORRECTIONS
from scripts.bench.stories import main
from tests.ingest.test_stories import OTHER_REPORT, SURROUNDED

TEXT = SURROUNDED.replace("Sixty", "All 60")
OTHERS = ("The pier was painted green in spring.", "Gulls nest on the roof of the customs house.")


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_has_the_share_of_the_words_that_its_rule_names(name: str) -> None:
    made = COPIES[name](TEXT, random.Random(3), OTHERS)
    own = [word for word in made.split() if word in set(TEXT.split())]
    share = min((int(found) / 100 for found in re.findall(r"(\d+) %", name)), default=1.0)
    least = 1.0 if "other text" in name and "," not in name else max(share, 0.7)
    assert len(own) >= (least - 0.12) * len(TEXT.split())


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_changes_one_word(name: str) -> None:
    made = CORRECTIONS[name](TEXT, random.Random(3), OTHERS)
    pairs = list(zip(TEXT.split(), made.split(), strict=True))
    assert sum(old != new for old, new in pairs) == 1


def test_it_prints_a_line_for_each_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        {
            "url": f"https://{n}.example/a",
            "title": "T",
            "publisher": n,
            "published_at": day,
            "text": t,
        }
        for n, day, t in (("one", "2024-03-06", TEXT), ("two", "2024-03-06", OTHER_REPORT))
    ]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["bench", "--articles", str(file), "--copies", "1"])
    assert main() == 0
    printed = capsys.readouterr().out
    assert "articles: 2;" in printed
    assert re.search(r"copies found: whole +100\.0% +100\.0%", printed)
    assert "different articles of the same days joined, of 1" in printed
