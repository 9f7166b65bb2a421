"""Export of a sentence-transformers model to ONNX, checked against the original.

The exported graph is the whole model (transformer, pooling, normalisation), so any model whose
modules can be traced can be exported. If its vectors differ from the original's, it is discarded.
"""

from __future__ import annotations

import contextlib
import errno
import io
import logging
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.errors import BackendError
from retrieval.models.onnx_encoder import (
    GRAPH,
    TOKENIZER,
    OnnxEncoder,
    write_description,
)
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder

MIN_COSINE = 0.9999
UNFINISHED = "encoder."  # prefix of the names of folders that are being written
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_SAMPLE = (
    "Rates?",
    "The mayor said on Friday that 137 people had been taken to hospitals in three districts.",
    "Президент повідомив, що переговори відбудуться у Мінську.",
    "“We do not know yet,” she said — and added: «It will take weeks».",
    "In the town hall, " + "the council heard one speaker after another, " * 60 + "and rose.",
)


def export_encoder(
    embedder: SentenceTransformerEmbedder, folder: Path, *, texts: Sequence[str] = ()
) -> None:
    """Writes the encoder of ``embedder`` to ``folder``, which must not exist yet.

    It is checked on ``texts``, which are real passages, and on a built-in sample: every vector must
    have a cosine similarity of at least MIN_COSINE with the original's. Raises BackendError where
    the model cannot be exported or the check fails, and OSError where nothing can be written;
    ``folder`` is not created then.
    """
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder.parent) as temporary:
        unfinished = Path(temporary) / folder.name
        unfinished.mkdir(mode=0o700)
        _write(embedder, unfinished)
        _check(embedder, OnnxEncoder(unfinished), (*_SAMPLE, *texts))
        try:
            unfinished.replace(folder)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):  # else made meanwhile
                raise


def _write(embedder: SentenceTransformerEmbedder, folder: Path) -> None:
    model = embedder.model
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise BackendError(f"{embedder.identity.model} has no fast tokenizer.")
    (folder / TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")
    inputs = _write_graph(model, folder / GRAPH)
    identity = embedder.identity
    description = {
        "model": identity.model,
        "revision": identity.revision,
        "weights_sha256": identity.weights_sha256,
        "dimension": identity.dimension,
        "inputs": inputs,
        "max_tokens": model.max_seq_length,
        "pad_token_id": model.tokenizer.pad_token_id or 0,
        "question_prompt": embedder.prompts.question,
        "passage_prompt": embedder.prompts.passage,
    }
    write_description(folder, description)
    for file in folder.iterdir():
        file.chmod(0o600)


def _write_graph(model: Any, path: Path) -> list[str]:
    """Exports ``model`` with dynamic batch size and length; returns the names of its inputs."""
    import torch

    class Traced(torch.nn.Module):
        """The model as a function of tensors: sentence vectors and token vectors."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.model = model
            self.names = names

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = self.model(dict(zip(self.names, tensors, strict=True)))
            return features["sentence_embedding"], features["token_embeddings"]

    graph = io.BytesIO()  # PyTorch rejects paths that are not valid UTF-8
    features = model.preprocess(["Two texts", "of different length, to be traced"])
    names = [name for name in _INPUTS if name in features]
    axes = {name: {0: "batch", 1: "tokens"} for name in (*names, "token_vectors")}
    try:
        with torch.no_grad(), quiet(), _eager_attention(model):
            # The TorchScript exporter is five times faster than dynamo, without further packages.
            torch.onnx.export(
                Traced(names).eval(),
                tuple(features[name] for name in names),
                graph,
                input_names=names,
                output_names=["vectors", "token_vectors"],
                dynamic_axes={**axes, "vectors": {0: "batch"}},
                opset_version=17,
                dynamo=False,
            )
    except Exception as error:  # models and torch may raise anything
        raise BackendError(f"The model cannot be exported: {error}") from error
    path.write_bytes(graph.getbuffer())
    return names


@contextlib.contextmanager
def _eager_attention(model: Any) -> Iterator[None]:
    """Switches off fused attention, whose exported graph is 6 % slower."""
    parts = [part for part in model.modules() if hasattr(part, "set_attn_implementation")]
    before = [part.config._attn_implementation for part in parts]
    try:
        for part in parts:
            part.set_attn_implementation("eager")
        yield
    finally:
        for part, implementation in zip(parts, before, strict=True):
            part.set_attn_implementation(implementation)


def _check(
    embedder: SentenceTransformerEmbedder, encoder: OnnxEncoder, texts: Sequence[str]
) -> None:
    expected = embedder.embed_passages(texts)
    questions = np.stack([embedder.embed_question(text) for text in _SAMPLE])
    found = encoder.embed_passages(texts)
    found_questions = np.stack([encoder.embed_question(text) for text in _SAMPLE])
    cosine = min(
        float((expected * found).sum(axis=1).min()),
        float((questions * found_questions).sum(axis=1).min()),
    )
    if not cosine >= MIN_COSINE:
        raise BackendError(f"The exported model differs from the original: cosine {cosine:.6f}.")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Suppresses the exporter's warnings and prints, which do not concern the user."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
