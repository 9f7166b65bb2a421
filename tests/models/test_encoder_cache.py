"""The exported encoders: once for all archives of a user, and told when somebody waits for one."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.ops.logging import configure_logging
from retrieval.archive import Archive
from retrieval.cli import main
from retrieval.errors import BackendError
from retrieval.factory import open_archive
from retrieval.models.encoder_cache import EncoderCache
from retrieval.models.onnx_encoder import OnnxEncoder
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from retrieval.settings import Settings
from retrieval.types import FloatArray
from retrieval.user_cache import user_cache_folder
from tests.support.tiny_models import ExportedModel, tiny_model
from tests.support.toys import HARBOUR

QUESTION = "Why will the harbour bridge close?"
EXPORTING = "Exporting "


@pytest.fixture
def own_loggers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets one test set up the log."""
    loggers = [logging.root, logging.getLogger("bot"), logging.getLogger("retrieval")]
    levels = [logger.level for logger in loggers]
    monkeypatch.setattr(logging.root, "handlers", [])
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny_model(tmp_path / "source")


def opened(folder: Path, model: Path) -> Archive:
    return open_archive(Settings(archive=str(folder), embedder=str(model)), create=True)


def filled(folder: Path, model: Path) -> Path:
    with opened(folder, model) as archive:
        archive.add(HARBOUR)
    return folder


def answers(folder: Path, model: Path) -> bool:
    with opened(folder, model) as archive:
        return archive.ask(QUESTION).results[0].article.doc_id == HARBOUR.doc_id


def encoders(folder: Path) -> list[Path]:
    return sorted(folder.glob("encoder*"))


def test_a_second_archive_uses_the_encoder_of_the_first_and_keeps_none(
    tmp_path: Path, own_cache: Path, model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "retrieval")
    for name in ("one", "two"):
        assert answers(filled(tmp_path / name, model), model)
        assert encoders(tmp_path / name) == []
    assert caplog.text.count(EXPORTING) == 1
    [encoder] = encoders(own_cache)
    assert sorted(path.name for path in encoder.iterdir()) == [
        "encoder.json",
        "model.onnx",
        "tokenizer.json",
    ]
    assert {path.stat().st_mode & 0o077 for path in [own_cache, encoder, *encoder.iterdir()]} == {0}


def test_where_the_cache_cannot_be_written_the_archive_keeps_the_encoder(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    filled(tmp_path / "archive", model)
    assert len(encoders(tmp_path / "archive")) == 1
    shutil.rmtree(model)
    assert answers(tmp_path / "archive", model)


def test_an_archive_that_an_earlier_version_gave_an_encoder_goes_on_with_it(
    tmp_path: Path, own_cache: Path, exported_tiny_model: ExportedModel
) -> None:
    model = exported_tiny_model.folder
    shared = exported_tiny_model.cached_in(own_cache)
    filled(tmp_path / "archive", model)
    own = shared.rename(tmp_path / "archive" / shared.name.rpartition("-")[0])
    with exported_tiny_model.taken_away():
        assert answers(tmp_path / "archive", model)
    assert encoders(tmp_path / "archive") == [own]
    assert encoders(own_cache) == []


def test_another_model_takes_the_place_of_the_archives_own_encoder(
    tmp_path: Path, own_cache: Path, exported_tiny_model: ExportedModel
) -> None:
    shared = exported_tiny_model.cached_in(own_cache)
    filled(tmp_path / "archive", exported_tiny_model.folder)
    shutil.copytree(shared, tmp_path / "archive" / shared.name)
    other = tiny_model(tmp_path / "other", seed=1)
    with opened(tmp_path / "archive", other) as archive:
        archive.rebuild()
    assert encoders(tmp_path / "archive") == []
    assert shared in encoders(own_cache)  # other archives may need it
    assert answers(tmp_path / "archive", other)


def test_a_model_whose_prompts_were_changed_is_exported_by_itself(
    tmp_path: Path, own_cache: Path, model: Path
) -> None:
    def vector(folder: Path) -> FloatArray:
        with opened(filled(folder, model), model) as archive:
            ids = archive.passage_ids(HARBOUR.doc_id)
            return archive.searcher().passage_vectors(ids)[1]

    before = vector(tmp_path / "one")
    described = model / "config_sentence_transformers.json"
    settings = json.loads(described.read_text()) | {"prompts": {"query": "", "document": "read "}}
    described.write_text(json.dumps(settings))
    assert np.abs(vector(tmp_path / "two") - before).max() > 0.01
    assert len(encoders(own_cache)) == 2


def test_programs_that_export_at_once_share_one_encoder(tmp_path: Path, model: Path) -> None:
    def export(name: str) -> OnnxEncoder:
        cache = EncoderCache(tmp_path / name, tmp_path / "shared")
        return cache.export(SentenceTransformerEmbedder(str(model)), ())

    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "encoder.killed" / "encoder-1").mkdir(parents=True)
    with ThreadPoolExecutor(3) as pool:
        vectors = [encoder.embed_question("a") for encoder in pool.map(export, "abc")]
    assert (vectors[0] == vectors).all()
    assert [path.name.count("-") for path in (tmp_path / "shared").iterdir()] == [2]


def test_an_archive_on_a_machine_without_its_model_says_so(
    tmp_path: Path,
    own_cache: Path,
    exported_tiny_model: ExportedModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    model = exported_tiny_model.folder
    exported_tiny_model.cached_in(own_cache)
    filled(tmp_path / "archive", model)
    shutil.rmtree(own_cache)
    told = f"The model {model} is not a folder, and cannot be downloaded"
    with (
        exported_tiny_model.taken_away(),
        opened(tmp_path / "archive", model) as archive,
        pytest.raises(BackendError, match=told),
    ):
        archive.ask(QUESTION)


@pytest.mark.parametrize("is_quiet", [False, True])
def test_the_first_question_after_a_restore_says_what_it_waits_for(
    tmp_path: Path,
    own_cache: Path,
    exported_tiny_model: ExportedModel,
    capsys: pytest.CaptureFixture[str],
    is_quiet: bool,
) -> None:
    model = exported_tiny_model.folder
    exported_tiny_model.cached_in(own_cache)
    with opened(filled(tmp_path / "one", model), model) as archive:
        archive.backup(tmp_path / "backup")
    shutil.rmtree(own_cache)
    two = ["--archive", str(tmp_path / "two"), *(["--quiet"] if is_quiet else [])]
    assert main([*two, "restore", str(tmp_path / "backup")]) == 0
    capsys.readouterr()
    told = []
    for _ in range(2):
        assert main([*two, "ask", QUESTION]) in (0, 3)
        told.append(capsys.readouterr().err)
    sentence = f"Exporting {model} once for this machine, about 15 s …\n"
    assert told == ["" if is_quiet else sentence, ""]


@pytest.mark.usefixtures("own_loggers")
def test_the_bot_logs_what_a_question_waits_for(
    tmp_path: Path,
    own_cache: Path,
    exported_tiny_model: ExportedModel,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model = exported_tiny_model.folder
    exported_tiny_model.cached_in(own_cache)
    filled(tmp_path / "archive", model)
    shutil.rmtree(own_cache)
    configure_logging()
    assert answers(tmp_path / "archive", model)
    assert f"INFO retrieval.models.encoder_cache: Exporting {model} once" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CACHE_HOME": "/caches"}, "/caches/article-bot"),
        ({"XDG_CACHE_HOME": "caches"}, "~/.cache/article-bot"),
        ({"XDG_CACHE_HOME": ""}, "~/.cache/article-bot"),
        ({}, "~/.cache/article-bot"),
    ],
)
def test_the_cache_lies_where_the_user_keeps_caches(
    environment: dict[str, str], folder: str
) -> None:
    assert user_cache_folder(environment) == Path(os.path.expanduser(folder))
