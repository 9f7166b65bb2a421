"""What encoder and reader share: graphs that ONNX Runtime runs, tokenizers, checked files."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import onnxruntime
from tokenizers import Encoding, Tokenizer

from retrieval.errors import BackendError, DamagedFileError
from retrieval.utf8_names import utf8_name

__all__ = [
    "Encoding",
    "Session",
    "check_files",
    "files_checked",
    "loading_errors_mapped",
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
    with utf8_name(path) as name:
        return onnxruntime.InferenceSession(
            name,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=[_SLOWER],
        )


def open_tokenizer(path: Path, max_tokens: int | None = None) -> Tokenizer:
    """The tokenizer that the file at ``path`` holds; it cuts off what is beyond ``max_tokens``."""
    tokenizer = Tokenizer.from_buffer(path.read_bytes())  # whatever bytes its path is made of
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


def check_files(folder: Path, expected: Mapping[str, str]) -> None:
    """Raises DamagedFileError where a file is not there or its hash is not the ``expected`` one.

    Raises OSError where one cannot be read, which tells nothing of its content.
    """
    changed = [name for name, sha256 in expected.items() if _is_changed(folder / name, sha256)]
    if changed:
        raise DamagedFileError(f"{folder} has changed since it was written: {', '.join(changed)}.")


@contextlib.contextmanager
def files_checked(folder: Path, expected: Mapping[str, str]) -> Iterator[None]:
    """Checks the files in ``folder`` while the block loads them, which costs next to nothing.

    Raises DamagedFileError as :func:`check_files` does, whatever the block made of such files, and
    BackendError where the block fails though they are sound.
    """
    with loading_errors_mapped(folder), ThreadPoolExecutor(1) as pool:
        checked = pool.submit(check_files, folder, expected)
        try:
            yield
        finally:
            checked.result()


@contextlib.contextmanager
def loading_errors_mapped(folder: Path) -> Iterator[None]:
    """Turns what fails while the files in ``folder`` are read into BackendError."""
    try:
        yield
    except BackendError:
        raise
    except Exception as error:  # errors of tokenizers, NumPy and ONNX Runtime share no base
        raise BackendError(
            f"The model in {folder} cannot be loaded now ({_reason(error)}): it is kept; try again "
            "when that is fixed."
        ) from error


def _reason(error: Exception) -> str:
    text = str(error).strip()
    if isinstance(error, MemoryError) or "bad_alloc" in text or "bad allocation" in text:
        return "not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return text.splitlines()[0] if text else type(error).__name__


def _is_changed(path: Path, sha256: str) -> bool:
    try:
        return sha256_of(path) != sha256
    except FileNotFoundError:
        return True


def usable_processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
