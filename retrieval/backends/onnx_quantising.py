"""A graph at 32 bits → one that multiplies at 8 bits, for the many passages of an ingest.

Three things keep its vectors what they were:

- Of what is multiplied, a few channels are many times larger than the others and would leave these
  hardly a bit each. They are multiplied apart, at 32 bits (Dettmers et al., "LLM.int8(): 8-bit
  Matrix Multiplication for Transformers at Scale", 2022).
- The other channels are rounded by the largest of them, for each token by itself.
- Weights are rounded one after the other, and those that follow make up for the errors of those
  before (Frantar et al., "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained
  Transformers", 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from retrieval.backends.onnx_runtime import open_session
from retrieval.types import FloatArray

_OUTLIERS = 8  # channels that are multiplied apart; 16 gain next to nothing
_LEVELS = 127  # on each side of zero
_DAMPING = 0.1  # of a channel's mean square: some texts do not tell all of it
_BLOCK = 128  # channels
_LEAST = 1e-9  # instead of dividing by zero
_ORT = "com.microsoft"  # where ONNX Runtime's own operators are


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A matrix product with weights that are fixed, and the bias that is added to it."""

    channels: str  # name of what is multiplied, (…, channels)
    weights: FloatArray  # (channels, outputs)
    bias: FloatArray  # (outputs,)
    product: str  # name of what comes out, (…, outputs)
    output: str  # the same with the bias; the same name where there is none


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What was seen of the channels that go into layers."""

    outliers: npt.NDArray[np.int64]  # places of the largest, ascending
    moments: npt.NDArray[np.float64]  # (channels, channels), mean products of two over tokens


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Operators in the order in which they run, and what they need besides what they make."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        """Adds a constant; returns its name."""
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def operator(
        self, kind: str, inputs: Sequence[str], *outputs: str, domain: str = "", **attributes: Any
    ) -> str:
        """Adds an operator; returns the name of its first output."""
        node = helper.make_node(kind, inputs, outputs, outputs[0], domain=domain, **attributes)
        self.nodes.append(node)
        return outputs[0]


def quantise(source: Path, target: Path, samples: Sequence[Mapping[str, npt.ArrayLike]]) -> None:
    """Writes to ``target`` the graph in ``source`` with its matrix products at 8 bits.

    ``samples`` are inputs of the graph, by name, which show what its layers deal with. The graph
    may come of any model: what the libraries raise where it is unusual is passed on.
    """
    model = onnx.load(str(source))
    layers = {layer.product: layer for layer in _layers(model.graph)}
    seen = _seen(model, {layer.channels for layer in layers.values()}, samples, target)
    with_bias = {layer.output for layer in layers.values()}
    parts = _Parts()
    rounded: set[str] = set()
    for node in model.graph.node:
        if layer := layers.get(node.output[0]):
            if layer.channels not in rounded:
                rounded.add(layer.channels)
                _round(parts, layer.channels, seen[layer.channels])
            _multiply(parts, layer, seen[layer.channels])
        elif node.output[0] not in with_bias:
            parts.nodes.append(node)
    used = {name for node in parts.nodes for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in used]
    graph = helper.make_graph(
        parts.nodes,
        model.graph.name,
        model.graph.input,
        model.graph.output,
        [*kept, *parts.constants],
    )
    opsets = [*model.opset_import, helper.make_opsetid(_ORT, 1)]
    quantised = helper.make_model(graph, opset_imports=opsets, ir_version=model.ir_version)
    onnx.save(quantised, str(target))


def _layers(graph: onnx.GraphProto) -> Iterator[_Layer]:
    fixed = {tensor.name: tensor for tensor in graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in fixed:
            continue
        weights = numpy_helper.to_array(fixed[node.input[1]])
        if weights.ndim != 2 or node.input[0] in fixed:
            continue
        [product] = node.output
        bias, output = np.zeros(weights.shape[1], dtype=np.float32), product
        reading = readers.get(product, [])
        if len(reading) == 1 and reading[0].op_type == "Add":
            [other] = set(reading[0].input) - {product} or {product}
            if other in fixed and list(fixed[other].dims) == [weights.shape[1]]:
                bias, output = numpy_helper.to_array(fixed[other]), reading[0].output[0]
        yield _Layer(node.input[0], weights, bias, product, output)


def _seen(
    model: onnx.ModelProto,
    names: Iterable[str],
    samples: Sequence[Mapping[str, npt.ArrayLike]],
    aside: Path,
) -> dict[str, _Seen]:
    """What the ``samples`` bring about in what goes by these ``names``.

    ``aside`` is where a graph that tells it may be written.
    """
    names = sorted(names)
    telling = onnx.ModelProto()
    telling.CopyFrom(model)
    telling.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names
    )
    onnx.save(telling, str(aside))
    session = open_session(aside)
    largest: dict[str, FloatArray] = {}
    moments: dict[str, npt.NDArray[np.float64]] = {}
    for sample in samples:
        for name, values in zip(names, session.run(names, sample), strict=True):
            tokens = values.reshape(-1, values.shape[-1])  # (tokens, channels)
            found, products = np.abs(tokens).max(axis=0), (tokens.T @ tokens).astype(np.float64)
            largest[name] = np.maximum(largest.get(name, 0.0), found)
            moments[name] = moments.get(name, 0.0) + products / len(tokens)
    return {
        name: _Seen(np.sort(np.argsort(-largest[name])[:_OUTLIERS]), moments[name])
        for name in names
    }


def _round(parts: _Parts, channels: str, seen: _Seen) -> None:
    """Makes of ``channels`` what layers multiply, under names that begin with theirs and "/in/".

    These are "rounded", (…, channels), the others than outliers at 8 bits, with their "step" and
    "zero"; "size", (…, 1), by which they were divided; and "outliers", (…, outliers + 1), with a
    one at the end to bring the bias.
    """
    is_other = np.ones(len(seen.moments), dtype=np.float32)
    is_other[seen.outliers] = 0.0
    names = [f"{channels}/in/{name}" for name in ("is_other", "places", "least")]
    mask = parts.constant(names[0], is_other)
    places = parts.constant(names[1], seen.outliers)
    least = parts.constant(names[2], np.float32(_LEAST))

    others = parts.operator("Mul", [channels, mask], f"{channels}/in/others")
    absolute = parts.operator("Abs", [others], f"{channels}/in/absolute")
    largest = parts.operator(
        "ReduceMax", [absolute], f"{channels}/in/largest", axes=[-1], keepdims=1
    )
    size = parts.operator("Max", [largest, least], f"{channels}/in/size")
    even = parts.operator("Div", [others, size], f"{channels}/in/even")
    outputs = (f"{channels}/in/{name}" for name in ("rounded", "step", "zero"))
    parts.operator("DynamicQuantizeLinear", [even], *outputs)
    few = parts.operator("Gather", [channels, places], f"{channels}/in/few", axis=-1)
    one = parts.operator("Div", [size, size], f"{channels}/in/one")
    parts.operator("Concat", [few, one], f"{channels}/in/outliers", axis=-1)


def _multiply(parts: _Parts, layer: _Layer, seen: _Seen) -> None:
    """Makes the layer's output of what :func:`_round` made of its channels."""
    channels, product = layer.channels, layer.product
    rounded, steps = _rounded(layer.weights, seen)
    weights = parts.constant(f"{product}/out/weights", rounded)
    steps_of = parts.constant(f"{product}/out/steps", steps)
    outlying = np.vstack([layer.weights[seen.outliers], layer.bias])
    factors = [
        f"{channels}/in/rounded",
        weights,
        f"{channels}/in/step",
        steps_of,
        f"{channels}/in/zero",
    ]

    even = parts.operator("MatMulIntegerToFloat", factors, f"{product}/out/even", domain=_ORT)
    others = parts.operator("Mul", [even, f"{channels}/in/size"], f"{product}/out/others")
    factors = [f"{channels}/in/outliers", parts.constant(f"{product}/out/outlying", outlying)]
    few = parts.operator("MatMul", factors, f"{product}/out/few")
    parts.operator("Add", [others, few], layer.output)


def _rounded(weights: FloatArray, seen: _Seen) -> tuple[npt.NDArray[np.int8], FloatArray]:
    """The weights of all but the outliers in steps, (channels, outputs), and the steps, (outputs,).

    GPTQ, a block of channels at a time: ``ahead`` is the upper Cholesky factor of the inverse of
    the error's Hessian, and tells how the channels that are left make up for one that is rounded.
    """
    left = weights.astype(np.float64)
    left[seen.outliers] = 0.0
    hessian = seen.moments.copy()
    hessian[seen.outliers] = 0.0
    hessian[:, seen.outliers] = 0.0
    hessian += _DAMPING * hessian.diagonal().mean() * np.eye(len(hessian))
    ahead = np.linalg.cholesky(np.linalg.inv(hessian)).T
    steps = np.maximum(np.abs(left).max(axis=0), _LEAST) / _LEVELS
    rounded = np.zeros(left.shape, dtype=np.int8)
    for first in range(0, len(left), _BLOCK):
        last = min(first + _BLOCK, len(left))
        errors = np.zeros((last - first, left.shape[1]))
        for place in range(first, last):
            levels = np.clip(np.rint(left[place] / steps), -_LEVELS, _LEVELS)
            rounded[place] = levels
            errors[place - first] = (left[place] - levels * steps) / ahead[place, place]
            left[place:last] -= np.outer(ahead[place, place:last], errors[place - first])
        left[last:] -= ahead[first:last, last:].T @ errors
    return rounded, steps.astype(np.float32)
