"""Where a file is expected, nothing waits for a pipe, nor reads a device without end."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval import Archive
from retrieval.cli.commands.chat import prompted_lines
from tests.support.cli_run import ANSWERED, Ran, Run

_LIMIT_S = 30.0
Promptly = Callable[..., Ran]


@pytest.fixture
def promptly(run: Run) -> Promptly:
    """Runs the program, which must have ended within half a minute."""

    def promptly(*argv: str) -> Ran:
        ran: list[Ran] = []
        thread = threading.Thread(target=lambda: ran.append(run(*argv)), daemon=True)
        thread.start()
        thread.join(_LIMIT_S)
        assert ran, f"{argv} waits for ever"
        return ran[0]

    return promptly


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe.jsonl")
    return tmp_path / "pipe.jsonl"


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("backup {}", "it is a pipe, a device or a socket, not a file; check the name"),
        ("restore {} --force", "it is a pipe, a device or a socket, not a file; check the name"),
        ("ingest {}", "is neither a file nor a folder"),
        ("status --archive {}", "is not a folder"),
        ("ingest x.txt --archive {}", "is not a folder"),
    ],
)
def test_a_pipe_without_a_writer_is_one_sentence(
    promptly: Promptly, pipe: Path, command: str, told: str
) -> None:
    ran = promptly(*command.format(pipe).split())

    assert (ran.status, told in ran.err) == (1, True), ran.err


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize(
    "command",
    [
        "backup /dev/zero",
        "restore /dev/zero --force",
        "ingest /dev/zero",
        "ask --batch /dev/zero",
        "evaluate --questions /dev/zero",
    ],
)
def test_an_endless_device_is_one_sentence(promptly: Promptly, command: str) -> None:
    ran = promptly(*command.split())

    assert ran.status == 1
    assert "not a file" in ran.err or "neither a file nor a folder" in ran.err


@pytest.mark.parametrize("name", ["/dev/zero", "pipe"])
def test_settings_are_read_from_a_file_only(
    promptly: Promptly, monkeypatch: pytest.MonkeyPatch, pipe: Path, name: str
) -> None:
    monkeypatch.setenv("ARTICLE_BOT_SETTINGS", str(pipe) if name == "pipe" else name)

    ran = promptly("status")

    assert (ran.status, ran.out) == (1, "")
    assert "it is a pipe, a device or a socket, not a file; check ARTICLE_BOT_SETTINGS" in ran.err


@pytest.fixture
def written_pipe(pipe: Path) -> Iterator[Path]:
    """A pipe that a program writes a question to once it is read."""
    line = json.dumps({"question": ANSWERED}) + "\n"
    writer = threading.Thread(target=lambda: pipe.write_text(line), daemon=True)
    writer.start()
    yield pipe
    writer.join()


@pytest.mark.usefixtures("toy_archive")
def test_a_batch_is_read_from_a_pipe_that_is_written_to(
    promptly: Promptly, written_pipe: Path
) -> None:
    assert [line["answered"] for line in promptly("ask", "--batch", str(written_pipe)).json_lines]


@pytest.mark.usefixtures("toy_archive")
def test_a_batch_is_read_from_the_output_of_a_command(promptly: Promptly) -> None:
    reading, writing = os.pipe()
    os.write(writing, json.dumps({"question": ANSWERED}).encode())
    os.close(writing)
    ran = promptly("ask", "--batch", f"/dev/fd/{reading}")
    os.close(reading)

    assert [line["question"] for line in ran.json_lines] == [ANSWERED]


def test_a_pipe_instead_of_any_file_of_an_archive_does_not_block(
    promptly: Promptly, toy_archive: Archive, tmp_path: Path
) -> None:
    promptly("backup", str(tmp_path / "news.backup"))
    toy_archive.close()
    names = sorted(path.name for path in toy_archive.folder.iterdir() if path.is_file())
    for name in [*names, "store.sqlite-wal", "store.sqlite.restoring"]:
        (toy_archive.folder / name).unlink(missing_ok=True)
        os.mkfifo(toy_archive.folder / name)
        promptly("ask", ANSWERED)
        promptly("doctor")
        assert promptly("restore", str(tmp_path / "news.backup"), "--force").status == 0, name
        assert promptly("ask", ANSWERED).status == 0, name


def test_a_pipe_instead_of_the_chat_history_is_left_alone(pipe: Path) -> None:
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    def talk() -> None:
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            keys.send_text("Who?\n\x04")
            said.extend(prompted_lines(pipe))

    said: list[str] = []
    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    thread.join(_LIMIT_S)
    assert said == ["Who?"]
