"""Another model: switched to in one step."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from retrieval.settings import Settings
from tests.conftest import MakeArchive
from tests.support.cli_run import Run
from tests.support.toys import TOY_ARTICLES, open_toy_archive

QUESTION = "Which of the nine cables had cracks?"


def test_a_change_of_model_says_that_confidence_is_to_be_fitted_again(
    run: Run, make_archive: MakeArchive
) -> None:
    make_archive(TOY_ARTICLES)
    calibrate = "fit it to the new one with 'article-bot calibrate --questions FILE'.\n"

    changed = run("rebuild", "--embedder", "other")
    same = run("rebuild", "--embedder", "other")

    assert changed.out.endswith(calibrate)
    assert "calibrate" not in same.out


def test_no_question_mixes_models_while_one_takes_over(
    make_archive: MakeArchive, tmp_path: Path
) -> None:
    archive = make_archive(TOY_ARTICLES)
    expected = {archive.ask(QUESTION).confidence}
    seen: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            seen.append(archive.ask(QUESTION).confidence)

    reader = threading.Thread(target=ask)
    reader.start()
    for name in ("other", "third", "toy"):
        with open_toy_archive(
            Settings(archive=str(tmp_path / "archive"), embedder=name)
        ) as rebuilt:
            rebuilt.rebuild()
            expected.add(rebuilt.ask(QUESTION).confidence)
        asked = len(seen)
        while len(seen) == asked and reader.is_alive():  # at least once beside each model
            time.sleep(0.01)
    done.set()
    reader.join()
    assert {round(value, 5) for value in seen} <= {round(value, 5) for value in expected}
