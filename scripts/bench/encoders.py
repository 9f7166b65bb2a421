"""Measures ways to run the embedding model on this processor: passages a second, and how equal.

    python -m scripts.bench encoders ARCHIVE [--passages 512] [--repeats 3]

ARCHIVE holds passages. Every way embeds the same passages, in turns; the
first, sentence-transformers at batches of 32, is what speed and vectors are compared with. OpenVINO
is measured where it is installed; the project does not need it.
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
_HEADS = 12  # of all-MiniLM-L6-v2, whose graph is 384 wide
_WIDTH = 384


def main() -> None:
    """Makes every form of the encoder, measures in turns, prints a line for each."""
    parser = argparse.ArgumentParser(description="Measures ways to run the embedding model.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--passages", type=int, default=512)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    texts = some_passages(arguments.archive, arguments.passages)
    with tempfile.TemporaryDirectory() as temporary:
        exported = Path(temporary) / "exported"
        export_encoder(SentenceTransformerEmbedder(), exported)
        ways = all_ways(exported, Path(temporary))
        for embed in ways.values():
            embed(texts[:16])  # loaded and warm from here on
        measure(ways, texts, arguments.repeats)


def some_passages(folder: Path, count: int) -> list[str]:
    """Passages as they are embedded, of articles from all over the archive."""
    with open_archive(Settings(archive=str(folder))) as archive:
        texts = [
            embedded_text(article.title, passage.text)
            for article in archive.articles()
            for passage in split(article)
        ]
    return texts[:: max(1, len(texts) // count)][:count]


def all_ways(exported: Path, folder: Path) -> dict[str, Embed]:
    """What is measured, by name, the naive baseline first."""
    ways: dict[str, Embed] = {
        "sentence-transformers, batches of 32": SentenceTransformerEmbedder().embed_passages,
        "ONNX Runtime as exported (ours)": OnnxEncoder(exported).embed_passages,
        "the same, transformer optimizer": changed(exported, folder / "fused", fuse),
        "the same, dynamic int8": changed(exported, folder / "int8", round_all),
    }
    if importlib.util.find_spec("openvino"):
        for precision in ("f32", "bf16"):
            ways[f"OpenVINO, {precision}"] = by_openvino(exported, precision)
    else:
        print("OpenVINO is not installed here, so it is left out.")
    return ways


def changed(exported: Path, folder: Path, change: Callable[[Path, Path], object]) -> Embed:
    """Embeds with a copy of the encoder whose graph was changed."""
    shutil.copytree(exported, folder)
    change(exported / GRAPH, folder / GRAPH)
    write_description(folder, read_description(exported))
    return OnnxEncoder(folder).embed_passages


def fuse(source: Path, target: Path) -> None:
    """Replaces what makes up attention and the like by single operators."""
    from onnxruntime.transformers import optimizer

    fused = optimizer.optimize_model(
        str(source), model_type="bert", num_heads=_HEADS, hidden_size=_WIDTH
    )
    fused.save_model_to_file(str(target))


def round_all(source: Path, target: Path) -> None:
    """Rounds weights to 8 bits, and all that is multiplied with them as it comes."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True)


def by_openvino(exported: Path, precision: str) -> Embed:
    """Embeds with the same batches, run by OpenVINO."""
    encoder: Any = OnnxEncoder(exported)
    encoder._session = OpenVinoSession(exported / GRAPH, precision)
    embed: Embed = encoder.embed_passages
    return embed


class OpenVinoSession:
    """Runs a graph as ONNX Runtime's session does, a request a thread."""

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


def measure(ways: dict[str, Embed], texts: Sequence[str], repeats: int) -> None:
    """Embeds by each way in every turn; prints medians, and cosines with the first way's."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    vectors: dict[str, FloatArray] = {}
    for _ in range(repeats):
        for name, embed in ways.items():
            start = time.perf_counter()
            vectors[name] = embed(texts)
            seconds[name].append(time.perf_counter() - start)
    [plain, *_] = ways
    print(f"{len(texts)} passages, {usable_processors()} processors, {repeats} repeats\n")
    print(f"{'':40}{'a second':>10}{'ratio':>8}{'least cosine':>14}{'mean':>10}")
    for name, took_s in seconds.items():
        rate = len(texts) / statistics.median(took_s)
        ratio = statistics.median(seconds[plain]) / statistics.median(took_s)
        cosines = (vectors[name] * vectors[plain]).sum(axis=1)
        print(f"{name:40}{rate:10.1f}{ratio:8.2f}{cosines.min():14.6f}{cosines.mean():10.6f}")
