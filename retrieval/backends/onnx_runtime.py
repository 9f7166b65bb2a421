"""What the encoder and the reader share: graphs that ONNX Runtime runs, tokenizers, hashes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import onnxruntime
from tokenizers import Encoding, Tokenizer

__all__ = [
    "Encoding",
    "Session",
    "changed_files",
    "open_session",
    "open_tokenizer",
    "sha256_of",
    "usable_processors",
]

Session: TypeAlias = onnxruntime.InferenceSession

_ERRORS_ONLY = 3
_SLOWER = "SkipLayerNormFusion"  # six times as slow as the two operators that it replaces


def open_session(path: Path) -> Session:
    """The graph that the file at ``path`` holds, to be run on one processor at a time."""
    options = onnxruntime.SessionOptions()
    # A thread a batch is quicker than all threads on one: none waits for another. A single question
    # is too short to be shared.
    options.intra_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    return onnxruntime.InferenceSession(
        str(path),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=[_SLOWER],
    )


def open_tokenizer(path: Path, max_tokens: int | None = None) -> Tokenizer:
    """The tokenizer that the file at ``path`` holds; it cuts off what is beyond ``max_tokens``."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    if max_tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(max_tokens)
    return tokenizer


def sha256_of(path: Path) -> str:
    """The hash of a file, by which a changed one is told."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed_files(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """Names of the files in ``folder`` that are not there, or whose hashes are not ``expected``."""
    return [
        name
        for name, sha256 in expected.items()
        if not (folder / name).is_file() or sha256_of(folder / name) != sha256
    ]


def usable_processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
