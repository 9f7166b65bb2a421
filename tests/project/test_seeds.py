"""The seeds keep their promises: labels that hold, our own words, addresses that lead nowhere."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
SHARED_SEEDS = ROOT.parent / "shared" / "seeds"
SEED_ARTICLE_QUESTIONS = ROOT / "tests" / "data" / "seed_article_questions.jsonl"
MAX_SHARED_WORDS = 7

_RESERVED_HOST = re.compile(r"(?:.+\.)?example(?:\.org|\.com|\.net)?")
_VOCABULARY_HOSTS = {"schema.org"}
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>)\]]+|\bwww\.[^\s\"'<>)\]]+")
_UNSEEN_MARKUP = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def article_files() -> list[Path]:
    return sorted(path for path in (SEEDS / "articles").iterdir() if path.is_file())


def texts_in(path: Path) -> list[str]:
    """Return the words of each article of a seed file, freed of the file's notation."""
    raw = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line)["text"] for line in raw.splitlines()]
    if path.suffix == ".json":
        return [json.loads(raw)["text"]]
    if path.suffix == ".html":
        return [html.unescape(_TAG.sub("", _UNSEEN_MARKUP.sub("", raw)))]
    return [raw]


def word_runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def addresses_in(path: Path) -> Iterator[str]:
    for found in _ADDRESS.findall(path.read_text("utf-8")):
        yield found if "//" in found else f"//{found}"


QUESTIONS = read_lines(SEEDS / "questions.jsonl")
ANSWERABLE = [line for line in QUESTIONS if line["answer"] is not None]


def test_there_are_at_least_14_articles_in_5_formats() -> None:
    assert sum(len(texts_in(path)) for path in article_files()) >= 14
    kinds = {path.suffix for path in article_files()}
    assert kinds == {".txt", ".md", ".html", ".json", ".jsonl"}


def test_at_least_40_questions_are_answerable_and_12_are_not() -> None:
    assert len(ANSWERABLE) >= 40
    assert len(QUESTIONS) - len(ANSWERABLE) >= 12


def test_no_question_is_asked_twice() -> None:
    assert len({line["question"] for line in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("line", QUESTIONS, ids=lambda line: line["question"])
def test_a_question_has_its_three_fields_and_articles_only_where_it_has_an_answer(
    line: dict[str, Any],
) -> None:
    assert set(line) == {"question", "answer", "articles"}
    assert line["question"].endswith("?")
    assert bool(line["articles"]) == (line["answer"] is not None)


@pytest.mark.parametrize("line", ANSWERABLE, ids=lambda line: line["question"])
def test_an_answer_stands_word_for_word_in_the_articles_named_and_in_no_other(
    line: dict[str, Any],
) -> None:
    holding = {
        f"articles/{path.name}"
        for path in article_files()
        if any(line["answer"] in text for text in texts_in(path))
    }
    assert holding == set(line["articles"])


@pytest.mark.parametrize("line", ANSWERABLE, ids=lambda line: line["question"])
def test_an_answer_stands_in_one_article_only_of_a_file_of_several(line: dict[str, Any]) -> None:
    for name in line["articles"]:
        holding = [text for text in texts_in(SEEDS / name) if line["answer"] in text]
        assert len(holding) == 1


@pytest.mark.parametrize("path", article_files(), ids=lambda path: path.name)
def test_every_address_in_a_seed_is_reserved_for_examples(path: Path) -> None:
    hosts = {urlsplit(address).hostname or "" for address in addresses_in(path)}
    strange = {host for host in hosts - _VOCABULARY_HOSTS if not _RESERVED_HOST.fullmatch(host)}
    assert strange == set()


@pytest.mark.skipif(not SHARED_SEEDS.is_dir(), reason="the user's seed article is not here")
@pytest.mark.parametrize("path", article_files(), ids=lambda path: path.name)
def test_no_eight_words_in_a_row_are_taken_from_the_users_article(path: Path) -> None:
    seeds = [seed.read_text("utf-8") for seed in SHARED_SEEDS.iterdir()]
    theirs = set().union(*(word_runs(text, MAX_SHARED_WORDS + 1) for text in seeds))
    ours = set().union(*(word_runs(text, MAX_SHARED_WORDS + 1) for text in texts_in(path)))
    assert ours & theirs == set()


def test_the_seed_article_has_12_questions_that_it_answers_and_6_that_nothing_does() -> None:
    lines = read_lines(SEED_ARTICLE_QUESTIONS)
    assert all(set(line) == {"question", "sentence_has"} for line in lines)
    assert sum(bool(line["sentence_has"]) for line in lines) == 12
    assert sum(not line["sentence_has"] for line in lines) == 6


def test_no_label_of_the_seed_article_is_longer_than_8_words() -> None:
    labels = [
        piece for line in read_lines(SEED_ARTICLE_QUESTIONS) for piece in line["sentence_has"]
    ]
    assert all(len(label.split()) <= 8 for label in labels if label is not None)


@pytest.mark.skipif(not SHARED_SEEDS.is_dir(), reason="the user's seed article is not here")
def test_each_label_of_the_seed_article_stands_in_it() -> None:
    seed = "\n".join(path.read_text("utf-8") for path in sorted(SHARED_SEEDS.iterdir()))
    labels = [
        piece for line in read_lines(SEED_ARTICLE_QUESTIONS) for piece in line["sentence_has"]
    ]
    assert [label for label in labels if label is not None and label not in seed] == []
