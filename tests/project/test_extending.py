"""Each kind of addition is one new file and one line in one table: the examples of the docs work.

They are put into a copy of the program, which is then used as users and other programs use it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from retrieval.errors import BackendError, IndexMismatchError
from retrieval.factory import EMBEDDERS, open_archive
from retrieval.models.loading import EmbedderRequest
from retrieval.settings import Settings
from tests.support.site import Reply, Site, article_page
from tests.support.toys import HARBOUR, ToyEmbedder
from tests.telegram.scenario import COMMAND, ROOT, fill
from tests.telegram.tgstandin import StandIn

_DOCUMENTS = (ROOT / "docs" / "contributing.md", ROOT / "tests" / "data" / "extensions.md")
_BLOCK = re.compile(r"```(?:python|toml)\n# ([^\n]+)\n(.*?)```", re.DOTALL)
_NEW_FILE = re.compile(r"new file: (\S+)")
_TABLE = re.compile(r"in ([A-Z_]+) of (\S+)")
_WEIGHTS = "reader_weights"
_SUBTITLES = """WEBVTT

00:01.000 --> 00:04.000
The night ferry to Lowholm sank off
the pier on Tuesday.

00:04.000 --> 00:09.000
All forty passengers swam ashore.

"""


_COMMANDS = """
import contextlib, io, json, sys
from retrieval.cli import main
for argv in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            status = main(argv)
        except SystemExit as ended:  # after help
            status = ended.code
    print(json.dumps(out.getvalue() if status in (0, 3) else status))
"""


@dataclass(frozen=True)
class Extended:
    """A copy of the program with every example, used on an archive in ``folder``."""

    code: Path
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PYTHONPATH": f"{self.code}{os.pathsep}{ROOT}",
            "ARTICLE_BOT_ARCHIVE": str(self.folder / "archive"),
            "ARTICLE_BOT_EMBEDDER": "letter-pairs",
            "ARTICLE_BOT_ALLOW_PRIVATE_ADDRESSES": "true",
            "ARTICLE_BOT_FETCH_DELAY_S": "0",
        }

    def run(self, *commands: str) -> list[str]:
        """What the program prints for each command, whose words are separated by "|"."""
        argv = json.dumps([command.split("|") for command in commands])
        return [json.loads(line) for line in self.python("-c", _COMMANDS, argv).splitlines()]

    def python(self, *argv: str) -> str:
        ran = subprocess.run(
            [sys.executable, *argv],
            env={**os.environ, **self.environment},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy of the program, with every example put in."""
    code = tmp_path_factory.mktemp("code")
    for package in ("retrieval", "bot"):
        ignored = shutil.ignore_patterns(_WEIGHTS)  # byte code goes with what it was made of
        shutil.copytree(ROOT / package, code / package, ignore=ignored)
    weights = Path("retrieval", "models", _WEIGHTS)
    (code / weights).symlink_to(ROOT / weights)
    for document in _DOCUMENTS:
        for place, block in _BLOCK.findall(document.read_text(encoding="utf-8")):
            put_in(code, place, block)
    return code


def put_in(code: Path, place: str, block: str) -> None:
    """Puts an example where its first line says: into a new file, or into a table as one line."""
    if new := _NEW_FILE.fullmatch(place):
        assert not (code / new[1]).exists()
        (code / new[1]).write_text(block, encoding="utf-8")
        return
    table = _TABLE.fullmatch(place)
    assert table, place
    assert block.count("\n") == 1
    path = code / table[2]
    before, head, after = path.read_text(encoding="utf-8").partition(f"\n{table[1]} = {{\n")
    assert head, f"{path} has no table {table[1]}"
    path.write_text(before + head + block + after, encoding="utf-8")


@pytest.fixture
def extended(code: Path, tmp_path: Path) -> Extended:
    return Extended(code, tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/ferry": Reply(article_page()), "/seal": Reply(article_page("Seal"))}) as site:
        pages = "".join(f"<page>{site.url(path)}</page>" for path in ("/ferry", "/seal"))
        site.replies["/list"] = Reply(f"<readinglist>{pages}</readinglist>".encode(), "text/xml")
        yield site


def test_a_reader_an_embedder_a_command_and_a_kind_of_list_work(
    extended: Extended, site: Site
) -> None:
    (extended.folder / "ferry.vtt").write_text(_SUBTITLES, encoding="utf-8")

    _, answer, status, count, of_pier_news, told, fetched = extended.run(
        "ingest|ferry.vtt",
        "ask|--json|Where did the ferry sink?",
        "status|--json",
        "count",
        "count|--publisher|Pier News",
        "--help",
        f"ingest|--json|{site.url('/list')}",
    )

    assert json.loads(answer)["results"][0]["text"] == (
        "The night ferry to Lowholm sank off the pier on Tuesday.\n\n"
        "All forty passengers swam ashore."
    )
    embedder, pending = (json.loads(status)[name] for name in ("embedder", "pending_passages"))
    assert (embedder["model"], pending) == ("letter-pairs", 0)
    assert (count, of_pier_news) == ("1\n", "0\n")
    assert re.search(r"\n    count +count the articles\n", told)
    report = json.loads(fetched)
    assert (report["added"], report["failed"]) == (2, [])


def letters(request: EmbedderRequest) -> ToyEmbedder:
    return ToyEmbedder(request.name or "")


def other_letters(request: EmbedderRequest) -> ToyEmbedder:
    return ToyEmbedder(request.name or "", dimension=9)


def test_an_embedder_that_has_changed_asks_for_a_rebuild(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(archive=str(tmp_path), embedder="letters:large")
    monkeypatch.setitem(EMBEDDERS, "letters", f"{__name__}:letters")
    with open_archive(settings, create=True) as archive:
        archive.add(HARBOUR)

    monkeypatch.setitem(EMBEDDERS, "letters", f"{__name__}:other_letters")
    with open_archive(settings) as archive, pytest.raises(IndexMismatchError, match="rebuild"):
        archive.ask("Who is the mayor of Eastwick?")


def test_an_index_of_no_known_name_is_refused(tmp_path: Path) -> None:
    settings = Settings(archive=str(tmp_path))
    with pytest.raises(BackendError, match="'fast': choose one of bm25"):
        open_archive(settings, create=True, lexical_index="fast")


def test_a_search_engine_of_no_known_name_is_told_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match=r"ARTICLE_BOT_SEARCH names no search engine: .*milvus:"):
        open_archive(Settings(archive=str(tmp_path), search="foo"), create=True)


def test_a_language_makes_its_follow_ups_understood(extended: Extended) -> None:
    understand = (
        "from retrieval.search.questions.query import understand; from retrieval.types import Turn;"
        "asked = understand('og den kamp sluttede hvordan', turns=[Turn('Hvem vandt det spil?')]);"
        "print(asked.text)"
    )

    assert extended.python("-c", understand) == "vandt spil og den kamp sluttede hvordan\n"


def test_indexes_are_chosen_by_name_and_answer(extended: Extended) -> None:
    (extended.folder / "ferry.vtt").write_text(_SUBTITLES, encoding="utf-8")
    use = (
        "from retrieval import load_settings, open_archive\n"
        "with open_archive(load_settings(), create=True,"
        " vector_index='exact', lexical_index='word sets',"
        " question_rewriter='joined') as archive:\n"
        "    archive.ingest(['ferry.vtt'])\n"
        "    searcher = archive.searcher()\n"
        "    print(type(searcher.vectors).__name__, type(searcher.words).__name__)\n"
        "    print(archive.ask('Where did the ferry sink?').results[0].passage.text[:14])\n"
        "    print(archive.ask('Why?', earlier=['Where did the ferry sink?']).searched)\n"
    )

    answers = "The night ferr\nWhere did the ferry sink? Why?\n"
    assert extended.python("-c", use) == f"ExactIndex WordSets\n{answers}"


def test_a_command_of_the_bot_is_carried_out(extended: Extended) -> None:
    fill(extended.folder / "archive")
    environment = {**extended.environment, "ARTICLE_BOT_EMBEDDER": "toy"}
    with StandIn() as tg:
        log = extended.folder / "bot.log"
        with tg.bot_process(COMMAND, env=environment, cwd=extended.folder, output=log):
            chat = tg.user("Alice").chat
            chat.say("/echo the night ferry")
            assert chat.wait_reply().text == "the night ferry"
        tg.assert_clean()
