"""Measures runtimes of the embedding model: passages per second, and deviation of vectors.

    python -m scripts.bench encoders ARCHIVE [--passages 512] [--repeats 3]

All runtimes embed the same passages of ARCHIVE, in turns. The reference for speed and vectors is
sentence-transformers with batches of 32. OpenVINO is measured if it is installed; it is not a
dependency.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from retrieval import Settings, open_archive
from retrieval.models.onnx_encoder import (
    GRAPH,
    OnnxEncoder,
    read_description,
    write_description,
)
from retrieval.models.onnx_export import export_encoder
from retrieval.models.onnx_runtime import usable_processors
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from retrieval.text.passages import embedded_text, split
from retrieval.types import FloatArray

Embed: TypeAlias = Callable[[Sequence[str]], FloatArray]
_HEADS = 12  # of all-MiniLM-L6-v2
_WIDTH = 384


def main() -> None:
    """Build all variants of the encoder, measure them in turns, and print a table."""
    parser = argparse.ArgumentParser(description="Measures runtimes of the embedding model.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--passages", type=int, default=512)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    texts = some_passages(arguments.archive, arguments.passages)
    with tempfile.TemporaryDirectory() as temporary:
        exported = Path(temporary) / "exported"
        export_encoder(SentenceTransformerEmbedder(), exported)
        variants = all_variants(exported, Path(temporary))
        for embed in variants.values():
            embed(texts[:16])  # warm up
        measure(variants, texts, arguments.repeats)


def some_passages(folder: Path, count: int) -> list[str]:
    """A sample of the archive's passages, as they are embedded."""
    with open_archive(Settings(archive=str(folder))) as archive:
        texts = [
            embedded_text(article.title, passage.text)
            for article in archive.articles()
            for passage in split(article)
        ]
    return texts[:: max(1, len(texts) // count)][:count]


def all_variants(exported: Path, folder: Path) -> dict[str, Embed]:
    """The variants by name, the reference first."""
    variants: dict[str, Embed] = {
        "sentence-transformers, batches of 32": SentenceTransformerEmbedder().embed_passages,
        "ONNX Runtime as exported (ours)": OnnxEncoder(exported).embed_passages,
        "the same, transformer optimizer": modified(exported, folder / "fused", fuse),
        "the same, dynamic int8": modified(exported, folder / "int8", quantize),
    }
    if importlib.util.find_spec("openvino"):
        for precision in ("f32", "bf16"):
            variants[f"OpenVINO, {precision}"] = by_openvino(exported, precision)
    else:
        print("OpenVINO is not installed: skipped.")
    return variants


def modified(exported: Path, folder: Path, change: Callable[[Path, Path], object]) -> Embed:
    """A copy of the encoder with a modified graph."""
    shutil.copytree(exported, folder)
    change(exported / GRAPH, folder / GRAPH)
    write_description(folder, read_description(exported))
    return OnnxEncoder(folder).embed_passages


def fuse(source: Path, target: Path) -> None:
    """Fuse attention and other subgraphs into single operators."""
    from onnxruntime.transformers import optimizer

    fused = optimizer.optimize_model(
        str(source), model_type="bert", num_heads=_HEADS, hidden_size=_WIDTH
    )
    fused.save_model_to_file(str(target))


def quantize(source: Path, target: Path) -> None:
    """Quantise weights to 8 bits, and activations dynamically."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True)


def by_openvino(exported: Path, precision: str) -> Embed:
    """The same encoder and batches, run by OpenVINO."""
    encoder: Any = OnnxEncoder(exported)
    encoder._session = OpenVinoSession(exported / GRAPH, precision)
    embed: Embed = encoder.embed_passages
    return embed


class OpenVinoSession:
    """A session with the interface of ONNX Runtime's, with one request per thread."""

    def __init__(self, graph: Path, precision: str) -> None:
        import openvino

        options = {
            "INFERENCE_PRECISION_HINT": precision,
            "NUM_STREAMS": str(usable_processors()),
            "INFERENCE_NUM_THREADS": str(usable_processors()),
        }
        self._model = openvino.Core().compile_model(str(graph), "CPU", options)

    def run(self, names: Sequence[str], inputs: dict[str, Any]) -> list[Any]:
        """The outputs called ``names``."""
        outputs = self._model.create_infer_request().infer(inputs)
        return [np.array(outputs[name]) for name in names]


def measure(variants: dict[str, Embed], texts: Sequence[str], repeats: int) -> None:
    """Measure all variants in turns; prints medians, and cosines with the reference vectors."""
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    vectors: dict[str, FloatArray] = {}
    for _ in range(repeats):
        for name, embed in variants.items():
            start = time.perf_counter()
            vectors[name] = embed(texts)
            seconds[name].append(time.perf_counter() - start)
    [reference, *_] = variants
    print(f"{len(texts)} passages, {usable_processors()} processors, {repeats} repeats\n")
    print(f"{'':40}{'per second':>12}{'ratio':>8}{'least cosine':>14}{'mean':>10}")
    for name, took_s in seconds.items():
        rate = len(texts) / statistics.median(took_s)
        ratio = statistics.median(seconds[reference]) / statistics.median(took_s)
        cosines = (vectors[name] * vectors[reference]).sum(axis=1)
        print(f"{name:40}{rate:12.1f}{ratio:8.2f}{cosines.min():14.6f}{cosines.mean():10.6f}")
