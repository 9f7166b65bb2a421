"""The graph that passages are embedded with: used where it is as good and quicker, and mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.backends import onnx_passages, onnx_quantising
from retrieval.backends.onnx_encoder import OnnxEncoder
from retrieval.backends.onnx_export import export_encoder
from retrieval.backends.onnx_passages import MIN_COSINE, MIN_COSINE_OF_ONE, PASSAGE_GRAPH
from retrieval.backends.sentence_transformer import SentenceTransformerEmbedder
from retrieval.factory import open_archive
from retrieval.settings import Settings
from tests.test_embedders import tiny_model
from tests.toys import HARBOUR, OWLS

TEXTS = [f"The {word} of {place}" for word in ("mayor", "owl", "bridge") for place in "abcd"]
AS_GOOD = onnx_passages._Compared(1.0, 1.0, is_quicker=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    embedder = SentenceTransformerEmbedder(str(tiny_model(tmp_path / "model")))
    export_encoder(embedder, tmp_path / "encoder")
    return tmp_path / "encoder"


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_passages, "ENOUGH", len(TEXTS))


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch) -> Callable[[onnx_passages._Compared], None]:
    def set_to(compared: onnx_passages._Compared) -> None:
        monkeypatch.setattr(onnx_passages, "_compared", lambda *_: compared)

    return set_to


def exact_vectors(encoder: OnnxEncoder) -> Any:
    return np.stack([encoder.embed_question(text) for text in TEXTS])


def is_exact(encoder: OnnxEncoder) -> bool:
    return bool(np.abs(encoder.embed_passages(TEXTS) - exact_vectors(encoder)).max() < 1e-5)


def test_enough_passages_make_a_graph_that_later_ones_use(
    folder: Path, compare: Callable[[onnx_passages._Compared], None]
) -> None:
    compare(AS_GOOD)
    (folder / "quantising.killed").mkdir()
    few = OnnxEncoder(folder)
    few.embed_passages(TEXTS[:-1])
    assert not (folder / PASSAGE_GRAPH).exists()
    few.embed_passages(TEXTS)
    assert not (folder / "quantising.killed").exists()
    made = (folder / PASSAGE_GRAPH).read_bytes()
    encoder = OnnxEncoder(folder)
    vectors = encoder.embed_passages(TEXTS[:3])
    cosines = (vectors * exact_vectors(encoder)[:3]).sum(axis=1)
    assert 0.98 < cosines.min() < 0.999999  # a random model bears less than a trained one
    assert (folder / PASSAGE_GRAPH).read_bytes() == made


@pytest.mark.parametrize(
    "compared",
    [
        onnx_passages._Compared(MIN_COSINE - 0.0001, 0.998, is_quicker=True),
        onnx_passages._Compared(0.9998, MIN_COSINE_OF_ONE - 0.001, is_quicker=True),
        onnx_passages._Compared(float("nan"), float("nan"), is_quicker=True),
        onnx_passages._Compared(1.0, 1.0, is_quicker=False),
    ],
)
def test_a_graph_that_is_worse_or_slower_is_not_used(
    folder: Path,
    compare: Callable[[onnx_passages._Compared], None],
    compared: onnx_passages._Compared,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compare(compared)
    assert is_exact(OnnxEncoder(folder))
    assert (folder / PASSAGE_GRAPH).read_bytes() == b""
    monkeypatch.setattr(onnx_quantising, "quantise", None)  # nobody tries again
    compare(AS_GOOD)
    assert is_exact(OnnxEncoder(folder))


def test_a_graph_that_this_processor_runs_too_roughly_is_not_used(
    folder: Path, compare: Callable[[onnx_passages._Compared], None]
) -> None:
    compare(AS_GOOD)
    assert not is_exact(OnnxEncoder(folder))
    compare(onnx_passages._Compared(0.9, 0.9, is_quicker=True))
    assert is_exact(OnnxEncoder(folder))


@pytest.mark.parametrize("error", [RuntimeError("no such operator"), OSError("no space left")])
def test_passages_are_embedded_where_no_graph_can_be_made(
    folder: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise error

    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setattr(onnx_quantising, "quantise", refuse)
    assert is_exact(OnnxEncoder(folder))
    left = sorted(path.name for path in folder.iterdir() if not path.name.startswith("passages"))
    assert left == before


@pytest.mark.parametrize("damage", ["flipped", "missing seal", "cut"])
def test_a_damaged_graph_is_told_and_made_anew(
    tmp_path: Path,
    damage: str,
    compare: Callable[[onnx_passages._Compared], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    compare(AS_GOOD)
    settings = Settings(archive=str(tmp_path / "archive"), embedder=str(tiny_model(tmp_path)))
    with open_archive(settings, create=True) as archive:
        archive.add(HARBOUR)
        archive.searcher().embedder.embed_passages(TEXTS)
    [graph] = (tmp_path / "archive").glob(f"encoder-*/{PASSAGE_GRAPH}")
    made = graph.read_bytes()
    if damage == "flipped":
        graph.write_bytes(made[:-99] + bytes([made[-99] ^ 2]) + made[-98:])
    elif damage == "cut":
        graph.write_bytes(made[:-1])
    else:
        graph.with_name(f"{PASSAGE_GRAPH}.sha256").unlink()
    with open_archive(settings) as archive:
        assert [finding.cure for finding in archive.doctor()] == [
            "nothing to do: it is made anew when it is needed"
        ]
        archive.add(OWLS)  # too few to make it, so at 32 bits
        assert "It is made anew when there are enough passages." in caplog.text
        assert archive.status().pending_passages == 0
        archive.searcher().embedder.embed_passages(TEXTS)
        assert archive.doctor() == []
    assert graph.read_bytes() == made
