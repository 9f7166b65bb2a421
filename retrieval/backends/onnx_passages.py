"""The graph that passages are embedded with: at 8 bits, where that leaves vectors what they were.

It lies beside the graph at 32 bits, from which it is made once enough passages come to be embedded;
some of them calibrate it, others tell whether it is as good and quicker. A file without content
tells that it is not. A damaged one is made anew when as many passages come again.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from retrieval import sealing
from retrieval.backends.onnx_runtime import Session, open_session
from retrieval.errors import BackendError
from retrieval.token_matching import unit

PASSAGE_GRAPH = "passages-1.onnx"
MIN_COSINE = 0.999  # with the vectors at 32 bits, on the mean of passages; MiniLM's is .9998 ...
MIN_COSINE_OF_ONE = 0.99  # ... and of each, which may be a word or a line of dashes
ENOUGH = 256  # passages: a few seconds at 32 bits, about what making the graph takes

_ASIDE = "quantising."
_CHOSEN = 64  # of these, to calibrate it and to check it
_CHECKED = 4  # every fourth of them
_log = logging.getLogger(__name__)

Inputs: TypeAlias = Mapping[str, npt.NDArray[np.int64]]  # of a graph, by name


def passage_graph(graph: Path, exact: Session, samples: Sequence[Inputs]) -> Session | None:
    """What to embed passages with: the graph at 8 bits, or ``exact``, the one in ``graph``.

    ``samples`` are passages, each by itself; None where they are too few to decide.
    """
    path = graph.with_name(PASSAGE_GRAPH)
    try:
        sealing.check(path)
    except BackendError as error:
        if path.exists():
            _log.warning("%s It is made anew when there are enough passages.", error)
        if len(samples) < ENOUGH:
            return None
        if not _make(path, graph, exact, samples):
            return exact
    if not path.stat().st_size:
        return exact
    try:
        rounded = open_session(path)
        compared = _compared(exact, rounded, samples[:2])
    except Exception as error:  # errors of ONNX Runtime share no base
        _log.warning("Passages are embedded at 32 bits: %s", error)
        return exact
    # It may have been made on another processor, and some multiply more roughly.
    return rounded if compared.least_cosine >= MIN_COSINE_OF_ONE else exact


def check_passage_graph(folder: Path) -> None:
    """Raises BackendError where the graph in ``folder`` has changed; there need not be one."""
    path = folder / PASSAGE_GRAPH
    if path.exists():
        sealing.check(path)


def _make(path: Path, graph: Path, exact: Session, samples: Sequence[Inputs]) -> bool:
    """Writes ``path``; whether that could be done."""
    for left in path.parent.glob(f"{_ASIDE}*"):  # of a program that was killed
        shutil.rmtree(left, ignore_errors=True)
    chosen = [samples[p] for p in np.linspace(0, len(samples) - 1, _CHOSEN, dtype=int)]
    try:
        with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=path.parent) as temporary:
            aside = Path(temporary) / path.name
            if reason := _quantised(graph, aside, exact, chosen):
                _log.info("Passages are embedded at 32 bits: %s", reason)
                aside.write_bytes(b"")
            aside.chmod(0o600)
            sealing.put_in_place(aside, path)
    except OSError as error:
        _log.info("Passages are embedded at 32 bits: %s", error)
        return False
    return True


def _quantised(graph: Path, aside: Path, exact: Session, chosen: Sequence[Inputs]) -> str:
    """Writes ``aside``; why it shall not be used, if so."""
    from retrieval.backends.onnx_quantising import quantise  # brings onnx, which is seldom needed

    checking = chosen[::_CHECKED]
    calibrating = [sample for place, sample in enumerate(chosen) if place % _CHECKED]
    try:
        quantise(graph, aside, calibrating)
        compared = _compared(exact, open_session(aside), checking)
    except OSError:
        raise
    except Exception as error:  # any model may come here, and the libraries raise anything
        return str(error)
    mean, least = compared.mean_cosine, compared.least_cosine
    if not (mean >= MIN_COSINE and least >= MIN_COSINE_OF_ONE):
        return f"vectors at 8 bits stray to a cosine of {least:.4f}, of {mean:.4f} on the mean."
    return "" if compared.is_quicker else "8 bits are no quicker on this processor."


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two graphs: cosines of their vectors, of passages and of the tokens of each on the mean."""

    mean_cosine: float
    least_cosine: float
    is_quicker: bool


def _compared(exact: Session, rounded: Session, samples: Sequence[Inputs]) -> _Compared:
    cosines: list[float] = []
    took_s = {exact: 0.0, rounded: 0.0}
    for sample in samples:
        outputs = []
        for session in took_s:
            start = time.perf_counter()
            vectors, tokens = session.run(["vectors", "token_vectors"], sample)
            took_s[session] += time.perf_counter() - start
            outputs.append((unit(vectors), unit(tokens[0])))
        cosines += [
            float((one * other).sum(axis=1).mean()) for one, other in zip(*outputs, strict=True)
        ]
    is_quicker = took_s[rounded] < took_s[exact]
    return _Compared(float(np.mean(cosines)), float(np.min(cosines)), is_quicker)
