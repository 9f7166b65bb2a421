"""Fuzzes readers, questions, command lines, callback data and settings with Hypothesis."""

from __future__ import annotations

import random
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import cast

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.rendering.keyboards import parse
from bot.settings import load_bot_settings
from retrieval.errors import RetrievalError
from retrieval.evaluation.measures import read_questions
from retrieval.index.lexical import Bm25Index
from retrieval.search.questions.query import understand
from retrieval.settings import load_settings
from retrieval.sources import read_articles
from retrieval.store.connections import SqliteConnections
from retrieval.text.articles.passages import split
from retrieval.types import Article, IngestFailure, IngestNote, ListedAddresses, Turn
from scripts.stress.outcome import Outcome

_ROOT = Path(__file__).resolve().parents[2]

_SUFFIXES = (
    ".txt", ".md", ".html", ".json", ".jsonl", ".eml", ".mhtml", ".mbox", ".rss", ".opml", ".pdf",
    ".docx",
)  # fmt: skip
_NASTY = "\x00\x1b\x07\u202e\u2028\ufeff\ud800\U0001f600\u0301<>&\"'`*_[]()|\\/%$\r\n\t#-="


def fuzz_all(each: int, *, seed_of_run: int = 0) -> Outcome:
    """Try ``each`` inputs for every target, the same for the same seed."""
    fuzzed = Outcome({"fuzzed inputs": 0})
    with tempfile.TemporaryDirectory() as folder:
        for name, (strategy, target) in _targets(Path(folder)).items():
            _fuzz(name, strategy, target, each, seed_of_run, fuzzed)
    return fuzzed


def _fuzz(
    name: str,
    strategy: SearchStrategy[object],
    target: Callable[[object], None],
    each: int,
    seed_of_run: int,
    fuzzed: Outcome,
) -> None:
    @seed(seed_of_run)
    @settings(
        max_examples=each,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def one(value: object) -> None:
        fuzzed.counts["fuzzed inputs"] += 1
        target(value)

    try:
        one()
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        fuzzed.problems.append(f"{name}: {type(error).__name__}: {error} ({where})"[:400])


def _targets(
    folder: Path,
) -> dict[str, tuple[SearchStrategy[object], Callable[[object], None]]]:
    text: SearchStrategy[str] = st.text(max_size=400) | st.text(st.sampled_from(_NASTY + "aé 1."))
    words = Bm25Index(SqliteConnections(folder / "store.sqlite"))
    whole = st.tuples(st.sampled_from(_SUFFIXES), _contents(text))
    values = st.dictionaries(
        st.sampled_from(["K", "ARCHIVE", "EMBEDDER", "THREADS", "ANSWER_THRESHOLD", "ADMINS"]), text
    )

    def read(value: object) -> None:
        suffix, content = cast(tuple[str, bytes], value)
        path = folder / f"input{suffix}"
        path.write_bytes(content)
        for item in read_articles(path):
            if isinstance(item, Article):
                for passage in split(item):
                    assert item.text[passage.start : passage.end] == passage.text
            else:
                assert isinstance(item, (IngestFailure, IngestNote, ListedAddresses))

    def ask(value: object) -> None:
        question, earlier = cast(tuple[str, list[str]], value)
        assert all(
            term for term in understand(question, turns=[Turn(one) for one in earlier]).terms
        )

    def search(value: object) -> None:
        words.match(understand(str(value)).terms).best(5)

    def press(value: object) -> None:
        data = parse(str(value))
        assert data == ("", "") or ":".join(data) == value

    def set_up(value: object) -> None:
        assert isinstance(value, dict)
        environment = {f"ARTICLE_BOT_{name}": text for name, text in value.items()}
        load_settings(environment)
        load_bot_settings({**environment, "TELEGRAM_BOT_TOKEN": "1:x"})

    def label(value: object) -> None:
        read_questions(str(value).splitlines(), "labels")

    return {
        "files": (whole, read),
        "questions": (st.tuples(text, st.lists(text, max_size=3)), _told(ask)),
        "words": (text, _told(search)),
        "callback data": (text | st.from_regex(r"[a-z]{1,3}:[A-Za-z0-9_-]{0,40}"), press),
        "settings": (values, _told(set_up)),
        "labelled questions": (text | _json(text), _told(label)),
    }


def _contents(text: SearchStrategy[str]) -> SearchStrategy[bytes]:
    """Random bytes, text, JSON, and real articles with parts cut, repeated or overwritten."""
    seeds = sorted(path.read_bytes() for path in (_ROOT / "seeds" / "articles").iterdir())
    encoded = st.builds(lambda value: value.encode("utf-8", "surrogatepass"), text | _json(text))
    changed = st.builds(_changed, st.sampled_from(seeds), st.integers(0, 2**32))
    return st.binary(max_size=400) | encoded | changed


def _json(text: SearchStrategy[str]) -> SearchStrategy[str]:
    import json

    leaves = st.none() | st.booleans() | st.integers() | st.floats() | text
    names = st.sampled_from(["text", "title", "url", "publisher", "authors", "published_at", "q"])
    values = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner)
    )
    return st.builds(json.dumps, values)


def _changed(content: bytes, number: int) -> bytes:
    random_ = random.Random(number)
    for _ in range(random_.randrange(1, 8)):
        first, second = sorted(random_.randrange(len(content) + 1) for _ in range(2))
        part = content[first:second][:2000]
        content = random_.choice(
            [
                content[:first] + content[second:],
                content[:first] + part * random_.randrange(2, 5) + content[first:],
                content[:first] + random_.randbytes(random_.randrange(9)) + content[first:],
                content[:first] + random_.choice(_NASTY).encode("utf-8", "surrogatepass") * 3
                + content[first:],
            ]
        )  # fmt: skip
    return content[:200_000]


def _told(target: Callable[[object], None]) -> Callable[[object], None]:
    """``target``, which may raise RetrievalError."""

    def guarded(value: object) -> None:
        try:
            target(value)
        except RetrievalError:
            return

    return guarded
