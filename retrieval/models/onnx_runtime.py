"""Loading of ONNX Runtime sessions and tokenizers from files that are checked for damage."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import onnxruntime
from tokenizers import Encoding, Tokenizer

from retrieval.errors import BackendError, DamagedFileError
from retrieval.regular_files import sha256_of
from retrieval.utf8_names import utf8_name

__all__ = [
    "Encoding",
    "Session",
    "Tokenizer",
    "files_checked",
    "loading_errors_mapped",
    "open_session",
    "open_tokenizer",
    "usable_processors",
]

Session: TypeAlias = onnxruntime.InferenceSession

_ERRORS_ONLY = 3
_SHORTAGES = ("bad_alloc", "bad allocation", "can't start new thread")
_SLOW_FUSION = "SkipLayerNormFusion"  # six times slower than the two operators it replaces


def open_session(path: Path) -> Session:
    """A session for the graph at ``path`` that uses one thread per run."""
    options = onnxruntime.SessionOptions()
    # Batches run in parallel, which is faster than several threads on one batch; a single question
    # is too short to gain from more threads.
    options.intra_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    with utf8_name(path) as name:
        return onnxruntime.InferenceSession(
            name,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=[_SLOW_FUSION],
        )


def open_tokenizer(path: Path, max_tokens: int | None = None) -> Tokenizer:
    """The tokenizer at ``path``, which truncates to ``max_tokens``."""
    tokenizer = Tokenizer.from_buffer(path.read_bytes())  # its path may not be valid UTF-8
    tokenizer.no_padding()
    if max_tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(max_tokens)
    return tokenizer


def check_files(folder: Path, expected: Mapping[str, str]) -> None:
    """Raises DamagedFileError where a file is missing or its hash is not the ``expected`` one.

    Raises OSError where one cannot be read, which does not mean that it is damaged.
    """
    changed = [name for name, sha256 in expected.items() if _is_changed(folder / name, sha256)]
    if changed:
        raise DamagedFileError(f"{folder} has changed since it was written: {', '.join(changed)}.")


@contextlib.contextmanager
def files_checked(folder: Path, expected: Mapping[str, str]) -> Iterator[None]:
    """Checks the files in ``folder`` in parallel to the block that loads them.

    Raises DamagedFileError as :func:`check_files` does, even if the block fails because of the
    damage, and BackendError where the block fails although the files are intact.
    """
    with loading_errors_mapped(folder), ThreadPoolExecutor(1) as pool:
        checked = pool.submit(check_files, folder, expected)
        try:
            yield
        finally:
            checked.result()


@contextlib.contextmanager
def loading_errors_mapped(folder: Path) -> Iterator[None]:
    """Turns errors while the files in ``folder`` are loaded into BackendError."""
    try:
        yield
    except BackendError:
        raise
    except Exception as error:  # errors of tokenizers, NumPy and ONNX Runtime have no common base
        raise BackendError(
            f"The model in {folder} cannot be loaded now ({_reason(error)}): it is kept; try again "
            "when that is fixed."
        ) from error


def _reason(error: Exception) -> str:
    text = str(error).strip()
    if isinstance(error, MemoryError) or any(said in text for said in _SHORTAGES):
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
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0))
