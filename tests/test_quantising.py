"""A graph at 8 bits gives what it gave at 32, also where a few channels are far larger."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from retrieval.backends.onnx_quantising import quantise
from retrieval.backends.onnx_runtime import open_session
from retrieval.errors import BackendError
from retrieval.types import FloatArray

CHANNELS, OUTPUTS = 64, 48


def tokens(seed: int, *, count: int = 200) -> FloatArray:
    """Channels that go together, as a model's do, two of them 300 times as large as the others."""
    draw = np.random.default_rng(seed)
    mixed = draw.normal(size=(count, 12)) @ np.random.default_rng(9).normal(size=(12, CHANNELS))
    mixed[:, [7, 40]] *= 300.0
    return np.asarray(mixed[None], dtype=np.float32)


def graph_of(path: Path, *, shares_weights: bool = False) -> Path:
    """One layer with a bias and, on what comes out, one without; or with the same weights."""
    draw = np.random.default_rng(1)
    first = draw.normal(size=(CHANNELS, OUTPUTS)).astype(np.float32)
    second = draw.normal(size=(OUTPUTS, OUTPUTS)).astype(np.float32)
    bias = (10.0 * draw.normal(size=OUTPUTS)).astype(np.float32)
    nodes = [
        helper.make_node("MatMul", ["tokens", "first"], ["product"]),
        helper.make_node("Add", ["bias", "product"], ["layer"]),
        helper.make_node("Tanh", ["layer"], ["bent"]),
        helper.make_node("MatMul", ["bent", "second"], ["deep"]),
        helper.make_node("MatMul", ["bent" if shares_weights else "deep", "second"], ["deeper"]),
    ]
    shape = [1, "tokens", CHANNELS]
    graph = helper.make_graph(
        nodes,
        "layers",
        [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, shape)],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
            for name in ("layer", "deep", "deeper")
        ],
        [
            numpy_helper.from_array(value, name)
            for name, value in (("first", first), ("second", second), ("bias", bias))
        ],
    )
    opset = helper.make_opsetid("", 17)
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=8), str(path))
    return path


def outputs(path: Path, seed: int) -> list[FloatArray]:
    found: list[FloatArray] = open_session(path).run(None, {"tokens": tokens(seed)})
    return found


def error(found: FloatArray, expected: FloatArray) -> float:
    """Of one by the other: the share that differs, as lengths."""
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


@pytest.mark.parametrize("shares_weights", [False, True])
def test_layers_give_what_they_gave(tmp_path: Path, shares_weights: bool) -> None:
    source = graph_of(tmp_path / "graph.onnx", shares_weights=shares_weights)
    quantise(source, tmp_path / "quantised.onnx", [{"tokens": tokens(2)}])
    found, expected = outputs(tmp_path / "quantised.onnx", 3), outputs(source, 3)
    assert [one.shape for one in found] == [one.shape for one in expected]
    assert error(found[0], expected[0]) < 1e-3  # the large channels are most of it
    assert max(map(error, found, expected)) < 0.02


def test_small_channels_are_not_lost_beside_large_ones(tmp_path: Path) -> None:
    """What the small ones add is as exact as if the large ones were not there."""
    source = graph_of(tmp_path / "graph.onnx")
    quantise(source, tmp_path / "quantised.onnx", [{"tokens": tokens(2)}])
    large = tokens(3)
    large[..., [i for i in range(CHANNELS) if i not in (7, 40)]] = 0.0
    small = tokens(3) - large
    weights = numpy_helper.to_array(onnx.load(str(source)).graph.initializer[0])
    by_large, bias = large @ weights, outputs(source, 3)[0] - tokens(3) @ weights
    found = outputs(tmp_path / "quantised.onnx", 3)[0] - by_large - bias
    assert error(found, small @ weights) < 0.02


def test_weights_that_make_up_for_each_other_are_closer_than_rounded_ones(tmp_path: Path) -> None:
    source = graph_of(tmp_path / "graph.onnx")
    quantise(source, tmp_path / "quantised.onnx", [{"tokens": tokens(2)}])
    made = {t.name: t for t in onnx.load(str(tmp_path / "quantised.onnx")).graph.initializer}
    scales = numpy_helper.to_array(made["product/at_8_bits/scales"])
    weights = numpy_helper.to_array(made["product/at_8_bits/weights"]) * scales
    exact = numpy_helper.to_array(onnx.load(str(source)).graph.initializer[0])
    others = np.abs(weights).sum(axis=1) > 0
    assert others.sum() == CHANNELS - 8
    nearest = np.rint(exact / scales) * scales
    read = tokens(4)[0][:, others]
    by_nearest = error(read @ nearest[others], read @ exact[others])
    assert error(read @ weights[others], read @ exact[others]) < 0.7 * by_nearest


def test_the_graph_is_a_quarter_as_large(tmp_path: Path) -> None:
    source = graph_of(tmp_path / "graph.onnx")
    quantise(source, tmp_path / "quantised.onnx", [{"tokens": tokens(2)}])
    kept = onnx.load(str(tmp_path / "quantised.onnx")).graph.initializer
    assert {"first", "second", "bias"}.isdisjoint(tensor.name for tensor in kept)


def test_a_graph_without_a_layer_is_refused(tmp_path: Path) -> None:
    graph = helper.make_graph(
        [helper.make_node("Tanh", ["tokens"], ["bent"])],
        "layers",
        [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "tokens", CHANNELS])],
        [helper.make_tensor_value_info("bent", TensorProto.FLOAT, None)],
    )
    onnx.save(helper.make_model(graph, ir_version=8), str(tmp_path / "graph.onnx"))
    with pytest.raises(BackendError, match="no matrix product with fixed weights"):
        quantise(tmp_path / "graph.onnx", tmp_path / "other.onnx", [{"tokens": tokens(2)}])
