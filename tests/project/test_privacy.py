"""Nothing leaves: whole programs with the real libraries, watched for files and connections."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.tiny_models import tiny_model
from tests.support.toys import HARBOUR
from tests.telegram.tgstandin import StandIn

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "retrieval"]
QUESTION = "When will the harbour bridge close?"


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that, preloaded, notes and refuses connections."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("connections are watched by a library that a C compiler makes on Linux")
    library = tmp_path_factory.mktemp("refusing") / "refuse_network.so"
    source = ROOT / "tests" / "support" / "refuse_network.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture
def environment(refusing: Path, tmp_path: Path) -> dict[str, str]:
    """That of a newcomer, with an empty home; no variable tells libraries that this is a test."""
    for name in ("home", "temporary", "archives"):
        (tmp_path / name).mkdir()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "temporary"),
        "LD_PRELOAD": str(refusing),
        "NETWORK_LOG": str(tmp_path / "network.log"),
        "ARTICLE_BOT_ARCHIVE": str(tmp_path / "archives" / "news"),
        "ORT_DISABLE_TELEMETRY": "0",
    }


def run(environment: Mapping[str, str], *words: str, typed: str = "") -> str:
    ran = subprocess.run(
        [*PROGRAM, *words],
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 3), ran.stderr
    return ran.stdout


def connections(folder: Path) -> set[str]:
    log = folder / "network.log"
    return set(log.read_text().splitlines()) if log.exists() else set()


def files_outside(folder: Path) -> list[str]:
    """What was made beside the archive and the program's own cache."""
    kept = folder / "home" / ".cache" / "article-bot"
    made = [*(folder / "home").rglob("*"), *(folder / "temporary").rglob("*")]
    made += [path for path in (folder / "archives").iterdir() if path.name != "news"]
    return [
        str(p.relative_to(folder)) for p in made if p != kept.parent and kept not in {p, *p.parents}
    ]


def test_nothing_leaves_the_machine_and_no_file_is_made_elsewhere(
    environment: dict[str, str], tmp_path: Path
) -> None:
    environment["ARTICLE_BOT_EMBEDDER"] = str(tiny_model(tmp_path / "model"))
    (tmp_path / "article.txt").write_text(f"{HARBOUR.title}\n\n{HARBOUR.text}\n")
    run(environment, "ingest", str(tmp_path / "article.txt"))
    assert "eleven weeks" in run(environment, "chat", typed=f"{QUESTION}\n/quit\n")
    assert connections(tmp_path) == set()
    with StandIn() as telegram:
        bot = telegram.bot_process([*PROGRAM, "serve"], output=tmp_path / "bot.log")
        bot.env = {**environment, **telegram.env()}
        with bot:
            chat = telegram.user().chat
            chat.say(QUESTION)
            assert "eleven weeks" in chat.wait_reply(20).text
        assert connections(tmp_path) == {f"connect 127.0.0.1:{telegram.port}"}
    assert files_outside(tmp_path) == []


@pytest.mark.parametrize(
    ("host", "noted"),
    [("192.0.2.1", "connect 192.0.2.1:9"), ("news.example", "look-up news.example")],
)
def test_a_connection_would_be_noticed(
    environment: dict[str, str], tmp_path: Path, host: str, noted: str
) -> None:
    program = f"import socket; socket.create_connection(('{host}', 9))"
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode
    assert connections(tmp_path) == {noted}
