"""The script that compares models in several languages, on two articles in two languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.bench import languages
from scripts.quality import language_sets

TEXTS = {
    "en": (
        "A fire destroyed the city museum on Tuesday evening.\nThe director blamed a heater.",
        "The central bank raised its interest rate to four per cent.\nFood prices had risen.",
    ),
    "de": (
        "Ein Feuer zerstörte am Dienstagabend das Stadtmuseum.\nDer Direktor nannte einen Ofen.",
        "Die Zentralbank erhöhte den Zinssatz auf vier Prozent.\nLebensmittel wurden teurer.",
    ),
}
QUESTIONS = {
    "en": ("When did a fire destroy the museum?", "How high is the interest rate?"),
    "de": ("Wann zerstörte ein Feuer das Museum?", "Wie hoch ist der Zinssatz der Zentralbank?"),
}


def write(folder: Path, language: str) -> None:
    """Files of a language as in the data set."""
    urls = [f"https://xquad.example/{language}/{number}" for number in range(2)]
    articles = [
        {"url": url, "title": f"Article {url[-1]}", "text": text}
        for url, text in zip(urls, TEXTS[language], strict=True)
    ]
    questions = [
        {"question": question, "answer": "", "url": url, "paragraph": 1}
        for url, question in zip(urls, QUESTIONS[language], strict=True)
    ]
    for kind, rows in (("articles", articles), ("questions", questions)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"xquad_{language}.{kind}.jsonl").write_text(lines, encoding="utf-8")


def test_the_comparison_of_models_has_a_row_for_each_pair_of_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in TEXTS:
        write(tmp_path, language)
    monkeypatch.setattr(language_sets, "_FOLDER", tmp_path)
    monkeypatch.setattr(language_sets, "LANGUAGES", tuple(TEXTS))
    cache, names = ["--cache", str(tmp_path)], ["--models", "multilingual", "no/such-model"]
    monkeypatch.setattr("sys.argv", ["languages", *cache, *names])
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    status = languages.main()

    out = capsys.readouterr().out.splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in out if "|" in line]
    assert [row[:4] for row in cells[2:]] == [
        ["multilingual", "en", "en", "1.000 (1.000)"],
        ["multilingual", "de", "en", "1.000 (0.750)"],
        ["multilingual", "de", "de", "1.000 (1.000)"],
    ]
    assert (status, out[-1].startswith("no/such-model: The model no/such-model is not")) == (
        1,
        True,
    )
