"""Another model: compared on the user's own questions first, and switched to in one step."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.errors import QualityError
from retrieval.evaluation.measures import Judgement, LabelledQuestion, read_questions
from retrieval.evaluation.model_comparison import compare_models
from retrieval.settings import Settings
from retrieval.types import FloatArray, Progress, TokenVectors
from tests.cli_run import Run
from tests.conftest import MakeArchive
from tests.toys import HARBOUR, OWLS, TOY_ARTICLES, ToyBackends, ToyEmbedder, open_toy_archive

QUESTION = "Which of the nine cables had cracks?"
LABELLED = [
    LabelledQuestion(QUESTION, articles=(HARBOUR.doc_id,)),
    LabelledQuestion("How many chicks were counted?", articles=(OWLS.doc_id,)),
]


class Deaf(ToyEmbedder):
    """A model to which every question is the same."""

    def embed_question_tokens(self, text: str) -> tuple[FloatArray, TokenVectors]:
        """See :class:`retrieval.protocols.Embedder`."""
        return super().embed_question_tokens("Cables 3 had nine cracks")


class WorseBackends(ToyBackends):
    """Whose model named "worse" is the deaf one."""

    def load_embedder(self, name: object, expected: object, sample: object) -> ToyEmbedder:
        """See :class:`retrieval.components.Backends`."""
        return Deaf("worse") if name == "worse" else ToyEmbedder(str(name or "toy"))


def opened(tmp_path: Path, embedder: str | None) -> Archive:
    settings = Settings(archive=str(tmp_path / "archive"), embedder=embedder)
    return open_toy_archive(settings, backends=WorseBackends())


def model_of(archive: Archive) -> str:
    embedder = archive.status().embedder
    assert embedder is not None
    return embedder.model.model


@pytest.fixture
def crowded(make_archive: MakeArchive) -> Archive:
    """Articles that share the words of the questions, so that vectors decide."""
    others = [
        replace(
            HARBOUR, doc_id=f"{n:016}", title=f"Cables {n}", text=f"Cables cracks nine {n} {w}."
        )
        for n, w in enumerate(["chicks", "counted", "many", "had"] * 3)
    ]
    return make_archive([*TOY_ARTICLES, *others])


@pytest.mark.usefixtures("crowded")
def test_a_model_that_answers_worse_needs_force(tmp_path: Path) -> None:
    told = r"worse than toy \(0\.\d+ instead of .* --force"
    with opened(tmp_path, "worse") as archive, pytest.raises(QualityError, match=told):
        archive.rebuild(questions=LABELLED)
    with opened(tmp_path, None) as archive:
        assert model_of(archive) == "toy"
        assert archive.doctor() == []
    embedded: list[Progress] = []
    with opened(tmp_path, "worse") as archive:
        comparison = archive.rebuild(questions=LABELLED, force=True, on_progress=embedded.append)
        assert comparison is not None
        assert comparison.is_worse
        assert model_of(archive) == "worse"
    assert max(p.done for p in embedded if p.step == "embedding") == 0  # all was kept


@pytest.mark.usefixtures("crowded")
def test_a_model_that_answers_as_well_takes_over(tmp_path: Path) -> None:
    with opened(tmp_path, "other") as archive:
        comparison = archive.rebuild(questions=LABELLED)
        assert comparison is not None
        assert comparison.questions == 2
        assert model_of(archive) == "other"


def test_the_same_model_is_not_compared_with_itself(toy_archive: Archive) -> None:
    assert toy_archive.rebuild(questions=LABELLED) is None


@pytest.mark.usefixtures("toy_archive")
def test_the_program_compares_on_what_users_of_the_bot_called_helpful(
    run: Run, tmp_path: Path
) -> None:
    labels = tmp_path / "archive" / "bot" / "feedback.jsonl"
    labels.parent.mkdir()
    labels.write_text(
        json.dumps({"question": QUESTION, "articles": [HARBOUR.doc_id], "earlier": []}) + "\n"
    )

    ran = run("rebuild", "--embedder", "other")

    assert ran.status == 0
    assert "The new model scores 1.000 instead of 1.000 on 1 questions." in ran.out


@pytest.mark.usefixtures("crowded")
def test_follow_ups_are_compared_after_the_questions_before_them(tmp_path: Path) -> None:
    follow_up = LabelledQuestion(
        "And when was it?",
        articles=(OWLS.doc_id,),
        earlier=("How many chicks of snowy owls did the rangers count in the Tarn valley?",),
    )
    with opened(tmp_path, "other") as archive:
        comparison = archive.rebuild(questions=[follow_up])
        assert comparison is not None
        assert (comparison.old, comparison.new) == (1.0, 1.0)
        assert archive.ask("And when was it?").results[0].article.doc_id != OWLS.doc_id


def test_a_change_of_model_says_that_confidence_is_to_be_fitted_again(
    run: Run, make_archive: MakeArchive, tmp_path: Path
) -> None:
    make_archive(TOY_ARTICLES)
    (tmp_path / "own.jsonl").write_text('{"question": "Who?", "answerable": false}\n')
    alone = "The models were not compared: there are no labelled questions.\n"
    calibrate = "fit it to the new one with 'article-bot calibrate --questions FILE'.\n"

    unseen = run("rebuild", "--embedder", "other")
    compared = run(
        "rebuild", "--embedder", "third", "--questions", str(tmp_path / "own.jsonl"), "--force"
    )
    same = run("rebuild", "--embedder", "third")

    assert (alone in unseen.out, unseen.out.endswith(calibrate)) == (True, True)
    assert (alone in compared.out, compared.out.endswith(calibrate)) == (False, True)
    assert (alone in same.out, "calibrate" in same.out) == (False, False)


@pytest.mark.usefixtures("toy_archive")
def test_the_program_compares_on_the_questions_that_it_is_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text('{"question": "Who?", "answerable": false}\n')

    ran = run("rebuild", "--embedder", "other", "--questions", str(tmp_path / "own.jsonl"))

    assert (ran.status, "on 1 questions" in ran.out) == (0, True)


def test_a_comparison_counts_ranks_and_refusals() -> None:
    answerable, unanswerable = read_questions(
        ['{"question": "Who?", "answer": "Holm"}', '{"question": "What?", "answerable": false}'],
        "q.jsonl",
    )

    def judged(labelled: LabelledQuestion, *holds: bool, answered: bool = True) -> Judgement:
        return Judgement(labelled, answered, 0.5, holds, ())

    old = [judged(answerable, False, True), judged(unanswerable, answered=False)]
    new = [judged(answerable, True, False), judged(unanswerable, answered=True)]
    comparison = compare_models(old, new)
    assert (comparison.old, comparison.new) == (0.75, 0.5)
    assert comparison.worse == ("What?",)
    assert str(comparison) == "0.500 instead of 0.750 on 2 questions, worse at “What?”"


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
