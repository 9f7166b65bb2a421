"""``python -m tests.support.short_of CASE…``: asks an archive in processes that lack something.

A case is a resource and how much of it may be used beyond what is in use: ``NOFILE=3``, ``AS=8``
in MiB. Or it is a file that may not be read, below the folder that holds the archive:
``unreadable=archive/words-*.postings``. For each a line of JSON tells what the question was
answered with, and whether the files beside the store are what they were. Each question is asked by
a fork of this process, which has imported everything and begun nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from retrieval import RetrievalError, load_settings, open_archive
from retrieval.settings import Settings

QUESTION = "Why will the harbour bridge close?"
ANSWERED = "answered"
NOBODY = 65534
_LIMIT_S = 60
_MADE_AGAIN = {".faiss", ".sha256", ".postings", ".onnx", ".json"}


def main() -> None:
    """Tries each case that the command line names."""
    settings = load_settings()
    folders = (Path(settings.archive), Path(os.environ["XDG_CACHE_HOME"]))
    for name in in_child(lambda: modules_of_a_question(settings)).split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    before = cached_files(*folders)
    for case in sys.argv[1:]:
        with unreadable(case, folders[0].parent):
            said = said_without(case, settings)
        print(json.dumps({"said": said, "intact": cached_files(*folders) == before}), flush=True)


def cached_files(*folders: Path) -> dict[str, bytes]:
    """Names and content of what is made again where it is damaged."""
    files = [path for folder in folders for path in folder.rglob("*")]
    return {str(path): path.read_bytes() for path in files if path.suffix in _MADE_AGAIN}


def modules_of_a_question(settings: Settings) -> str:
    """What a question imports: a process that lacks something shall not fail at that."""
    said(settings)
    return " ".join(sys.modules)


def said_without(case: str, settings: Settings) -> str:
    """What a question is answered with; "" where a library ended the process."""

    def asked() -> str:
        take_away(*case.split("="))
        return said(settings)

    return in_child(asked)


@contextlib.contextmanager
def unreadable(case: str, folder: Path) -> Iterator[None]:
    """Takes the right to read the file away that the case names, if any, for a while."""
    what, _, pattern = case.partition("=")
    files = list(folder.glob(pattern)) if what == "unreadable" else []
    assert len(files) == (what == "unreadable")
    for file in files:
        file.chmod(0)
    yield
    for file in files:
        file.chmod(0o600)


def in_child(work: Callable[[], str]) -> str:
    """What ``work`` gives in a process of its own."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(out)
            signal.alarm(_LIMIT_S)
            os.write(into, work().encode())
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


def take_away(what: str, left: str) -> None:
    """Leaves this process only ``left`` more of something."""
    if what == "NOFILE":
        limit(resource.RLIMIT_NOFILE, len(os.listdir("/proc/self/fd")) + int(left))
    elif what == "AS":
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        limit(resource.RLIMIT_AS, used + (int(left) << 20))
    elif os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def limit(kind: int, amount: int) -> None:
    """Sets a limit that this process cannot lift."""
    resource.setrlimit(kind, (amount, amount))


def said(settings: Settings) -> str:
    """What the archive says to a question."""
    try:
        with open_archive(settings) as archive:
            return ANSWERED if archive.ask(QUESTION).results else "nothing found"
    except RetrievalError as error:
        return str(error)
    except Exception as error:
        return repr(error)


if __name__ == "__main__":
    main()
