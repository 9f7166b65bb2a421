"""Named models: architectures, prompts and pooling, proven on tiny models of random weights."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import BackendError, IndexMismatchError
from retrieval.factory import EMBEDDERS, open_archive
from retrieval.models import named_models
from retrieval.models.named_models import NAMED_MODELS
from retrieval.models.onnx_encoder import OnnxEncoder
from retrieval.models.onnx_export import MIN_COSINE, export_encoder
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from retrieval.settings import Settings
from tests.project.test_architecture import ROOT
from tests.support.tiny_models import ARCHITECTURES, tiny_model
from tests.support.toys import HARBOUR, OWLS

TEXTS = [
    "ask",
    "the owls of the valley\nread of the harbour bridge in the harbour",
    "мер виступив у місті",
    "",
    "the valley " * 60,
]
E5 = {"query": "query: ", "passage": "passage: "}


@pytest.fixture(
    scope="module",
    params=[("bert", "cls"), ("xlm-roberta", "mean"), ("modernbert", "cls")],
    ids=ARCHITECTURES,
)
def exported(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[SentenceTransformerEmbedder, OnnxEncoder]:
    """A model of an architecture, with prompts and its way of pooling, and its encoder."""
    (architecture, pooling), made = request.param, tmp_path_factory.mktemp("exported")
    folder = tiny_model(made, architecture=architecture, pooling=pooling, prompts=E5)
    original = SentenceTransformerEmbedder(str(folder))
    export_encoder(original, made / "encoder", texts=TEXTS)
    return original, OnnxEncoder(made / "encoder")


def test_a_model_is_exported_with_its_own_prompts_and_pooling(
    exported: tuple[SentenceTransformerEmbedder, OnnxEncoder],
) -> None:
    original, encoder = exported
    expected = original.model.encode([f"passage: {text}" for text in TEXTS])
    question = original.model.encode("query: the harbour")

    vectors = encoder.embed_passages(TEXTS)

    assert (vectors * expected).sum(axis=1).min() >= MIN_COSINE
    assert float(encoder.embed_question("the harbour") @ question) >= MIN_COSINE
    alone = np.concatenate([encoder.embed_passages([text]) for text in TEXTS])
    assert vectors == pytest.approx(alone, abs=1e-4)


def test_every_word_has_the_tokens_that_begin_with_it(
    exported: tuple[SentenceTransformerEmbedder, OnnxEncoder],
) -> None:
    _, encoder = exported
    text = "the harbour\nbridge"
    words = {0, 4, 12}

    _, question = encoder.embed_question_tokens(text)
    _, [passage] = encoder.embed_passage_tokens([text])

    for tokens in (question, passage):
        assert words <= set(tokens.starts.tolist())
        assert not any(text[start].isspace() for start in tokens.starts)


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("multilingual-e5-small", "query: ", "passage: "),
        ("bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("granite-embedding-97m-multilingual-r2", "", ""),
        ("my-model", "", ""),
    ],
)
def test_the_prompts_of_a_family_count_where_the_configuration_lists_none(
    name: str, question: str, passage: str, tmp_path: Path
) -> None:
    model = SentenceTransformerEmbedder(str(tiny_model(tmp_path, name=name)))

    assert model.embed_question("owls") == pytest.approx(
        model.model.encode(f"{question}owls"), abs=1e-5
    )
    assert model.embed_passages(["owls"])[0] == pytest.approx(
        model.model.encode(f"{passage}owls"), abs=1e-5
    )


def test_the_prompts_of_the_configuration_come_before_those_of_the_family(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path, name="multilingual-e5-small", prompts={"query": "ask "})
    model = SentenceTransformerEmbedder(str(folder))

    assert (model.prompts.question, model.prompts.passage) == ("ask ", "")


def test_an_archive_that_was_embedded_without_the_prompts_asks_for_a_rebuild(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_model(tmp_path, name="multilingual-e5-small")
    settings = Settings(archive=str(tmp_path / "archive"), embedder=str(folder))
    with monkeypatch.context() as earlier, open_archive(settings, create=True) as archive:
        earlier.setattr(named_models, "_PROMPTS", ())
        archive.add(HARBOUR)
    with open_archive(settings) as archive:
        assert archive.add(OWLS) == "added"  # by the encoder that was exported then
    shutil.rmtree(own_cache)

    with (
        open_archive(settings) as archive,
        pytest.raises(IndexMismatchError, match="article-bot rebuild"),
    ):
        archive.ask("harbour")


@pytest.mark.parametrize("name", ["english", "multilingual-granite"])
def test_a_short_name_stands_for_its_model(
    name: str, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    full = NAMED_MODELS[name]
    (tmp_path / full).parent.mkdir(parents=True)
    tiny_model(tmp_path / "made").rename(tmp_path / full)
    with open_archive(Settings(archive="archive", embedder=name), create=True) as archive:
        archive.add(HARBOUR)
        made = archive.status().embedder

    assert made is not None
    assert made.model.model == full
    for other in (full, None):
        with open_archive(Settings(archive="archive", embedder=other)) as archive:
            assert archive.add(OWLS) == ("added" if other else "unchanged")
    others = next(key for key in NAMED_MODELS if key != name)
    with (
        open_archive(Settings(archive="archive", embedder=others)) as archive,
        pytest.raises(IndexMismatchError, match="article-bot rebuild --embedder"),
    ):
        archive.ask("harbour")


def test_a_model_that_cannot_be_exported_says_that_it_is_slow(
    tmp_path: Path,
    own_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BackendError("The model cannot be exported: no operator for it.")

    monkeypatch.setattr("retrieval.models.encoder_cache.export_encoder", refuse)
    settings = Settings(archive=str(tmp_path / "archive"), embedder=str(tiny_model(tmp_path)))
    with caplog.at_level(logging.WARNING), open_archive(settings, create=True) as archive:
        archive.add(HARBOUR)

    [told] = [record.getMessage() for record in caplog.records if "exported" in record.message]
    assert "slow" in told
    assert "no operator for it" in told


def test_every_named_model_stands_in_the_documentation_with_its_prompts() -> None:
    documented = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")

    for name, model in {**NAMED_MODELS, "multilingual": "multilingual"}.items():
        assert f"`{name}`" in documented
        assert model.rpartition("/")[-1] in documented
    assert "multilingual" in EMBEDDERS
