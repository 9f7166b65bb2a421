"""Loading of a model of sentence-transformers: exported for ONNX Runtime where that can be had."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import BackendError, IndexMismatchError
from retrieval.models.named_models import DEFAULT_MODEL
from retrieval.types import ModelIdentity

if TYPE_CHECKING:
    from retrieval.models.encoder_cache import EncoderCache
    from retrieval.models.onnx_encoder import OnnxEncoder
    from retrieval.models.sentence_transformer import SentenceTransformerEmbedder

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EmbedderRequest:
    """Which embedder an archive wants.

    ``name`` is that of the settings or of the archive, None for the default; ``expected`` is the
    model that embedded the archive, if any; ``sample`` are some of its passages, on which an
    exported model is checked; ``encoders`` keeps exported models.
    """

    name: str | None
    expected: ModelIdentity | None
    sample: Sequence[str]
    encoders: EncoderCache


def load_embedder(request: EmbedderRequest) -> OnnxEncoder | SentenceTransformerEmbedder:
    """The exported model, exported first if need be, else the model itself.

    Raises IndexMismatchError where it is not the expected one.
    """
    exported = request.encoders.find(request.expected) if request.expected else None
    if exported is not None:
        return exported
    from retrieval.models.sentence_transformer import SentenceTransformerEmbedder

    original = SentenceTransformerEmbedder(request.name or DEFAULT_MODEL)
    check_weights(original.name, original.weights_sha256, request.expected)
    try:
        return request.encoders.export(original, request.sample)
    except BackendError as error:
        identity = original.identity  # raises where it cannot even be loaded
        _log.warning(
            "%s is used without being exported, which is slow: each start takes about 10 s longer,"
            " and words are not compared one by one. %s",
            identity.model,
            error,
        )
        return original


def check_weights(name: str, weights_sha256: str, expected: ModelIdentity | None) -> None:
    """Raises IndexMismatchError where the archive was embedded with other weights."""
    if expected is not None and weights_sha256 != expected.weights_sha256:
        raise IndexMismatchError(
            f"the weights of {name} that are installed now",
            "other weights of that name",
            "run 'article-bot rebuild'",
        )
