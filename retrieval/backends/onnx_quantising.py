"""A graph at 32 bits → one that multiplies at 8 bits, for the many passages of an ingest.

Three things keep its vectors what they were:

- Of the activations, a few channels are many times larger than the others and would leave these
  hardly a bit each. These outliers are multiplied apart, at 32 bits (Dettmers et al., "LLM.int8():
  8-bit Matrix Multiplication for Transformers at Scale", 2022).
- The other activations are divided by the largest of their token before they are quantised.
- Weights are quantised one after the other, and those that follow make up for the errors of those
  before (Frantar et al., "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained
  Transformers", 2023).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from retrieval.backends.onnx_runtime import Session, open_session
from retrieval.errors import BackendError
from retrieval.types import FloatArray

_OUTLIERS = 8  # channels that are multiplied apart; 16 gain next to nothing
_MOST_CHANNELS = 4096  # of a layer; more would take minutes
_LEVELS = 127  # on each side of zero
_DAMPING = 0.1  # of a channel's mean square: some texts do not tell all of it
_BLOCK = 128  # channels
_LEAST = 1e-9  # instead of dividing by zero
_MOMENTS_BYTES = 256 * 1024 * 1024  # looked at together
_ORT = "com.microsoft"  # where ONNX Runtime's own operators are


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A matrix product with fixed weights, and the bias that is added to it."""

    activations: str  # name of what is multiplied, (…, channels)
    weights: FloatArray  # (channels, outputs)
    bias: FloatArray  # (outputs,)
    product: str  # name of what comes out, (…, outputs)
    output: str  # the same with the bias; the same name where there is none


@dataclass(frozen=True, slots=True, eq=False)
class _Calibration:
    """What samples tell of some activations.

    ``ahead`` is GPTQ's: the upper Cholesky factor of the inverse of the error's Hessian, which
    tells how the channels that are left make up for one that is quantised. (channels, channels)
    """

    outliers: npt.NDArray[np.int64]  # ascending
    ahead: npt.NDArray[np.float64]

    @classmethod
    def of(cls, largest: FloatArray, moments: FloatArray) -> _Calibration:
        """Of each channel's largest value and of the mean products of every two."""
        outliers = np.sort(np.argsort(-largest)[:_OUTLIERS])
        hessian = moments.astype(np.float64)
        hessian[outliers] = 0.0
        hessian[:, outliers] = 0.0
        damping = _DAMPING * float(hessian.diagonal().mean())
        hessian += max(damping, _LEAST) * np.eye(len(hessian))
        return cls(outliers, np.linalg.cholesky(np.linalg.inv(hessian)).T)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Operators in the order in which they run, and the constants that they need."""

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

    ``samples`` are inputs of the graph, by name, on which it is calibrated. Raises BackendError
    where the graph has no layer that can be quantised. It may come of any model: whatever else the
    libraries raise where it is unusual is passed on.
    """
    model = onnx.load(str(source))
    layers = list(_layers(model.graph))
    if not layers:
        raise BackendError("The model has no matrix product with fixed weights.")
    quantised = dict[str, _Parts]()  # by the product in whose place they come
    for activations, calibration in _calibrations(model, layers, samples, target.parent):
        parts = _quantised_activations(activations, calibration)
        for layer in layers:
            if layer.activations == activations:
                _add_product(parts, layer, calibration)
                quantised[layer.product], parts = parts, _Parts()
    _replace(model.graph, quantised, {layer.output for layer in layers})
    model.opset_import.append(helper.make_opsetid(_ORT, 1))
    onnx.save(model, str(target))


def _layers(graph: onnx.GraphProto) -> Iterator[_Layer]:
    """The matrix products that can be quantised and whose channels are enough to be worth it."""
    fixed = {tensor.name: tensor for tensor in graph.initializer}
    read_elsewhere = {output.name for output in graph.output}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    for node in graph.node:
        weights = fixed.get(node.input[1]) if node.op_type == "MatMul" else None
        if weights is None or len(weights.dims) != 2 or weights.data_type != TensorProto.FLOAT:
            continue
        if not _OUTLIERS < weights.dims[0] <= _MOST_CHANNELS:
            continue
        product = output = node.output[0]
        bias = np.zeros(weights.dims[1], dtype=np.float32)
        reading = readers.get(product, [])
        if len(reading) == 1 and reading[0].op_type == "Add" and product not in read_elsewhere:
            added = [fixed[name] for name in reading[0].input if name in fixed]
            if added and list(added[0].dims) == [weights.dims[1]]:
                bias, output = numpy_helper.to_array(added[0]), reading[0].output[0]
        yield _Layer(node.input[0], numpy_helper.to_array(weights), bias, product, output)


def _calibrations(
    model: onnx.ModelProto,
    layers: Sequence[_Layer],
    samples: Sequence[Mapping[str, npt.ArrayLike]],
    folder: Path,
) -> Iterator[tuple[str, _Calibration]]:
    """What the ``samples`` tell of the activations of each name, as many at once as memory bears.

    In ``folder`` a graph that tells them is written meanwhile.
    """
    widths = {layer.activations: len(layer.weights) for layer in layers}
    telling = onnx.ModelProto()
    telling.CopyFrom(model)
    already = {value.name for value in model.graph.output}
    telling.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        for name in widths
        if name not in already
    )
    with tempfile.TemporaryDirectory(prefix="calibrating.", dir=folder) as temporary:
        path = Path(temporary) / "graph.onnx"
        onnx.save(telling, str(path))
        session = open_session(path)
    names = list(widths)
    while names:
        some = [names.pop(0)]
        while names and sum(4 * widths[n] ** 2 for n in (*some, names[0])) <= _MOMENTS_BYTES:
            some.append(names.pop(0))
        yield from _calibrated(session, some, samples)


def _calibrated(
    session: Session, names: Sequence[str], samples: Sequence[Mapping[str, npt.ArrayLike]]
) -> Iterator[tuple[str, _Calibration]]:
    largest: dict[str, FloatArray] = {}
    moments: dict[str, FloatArray] = {}
    for sample in samples:
        for name, values in zip(names, session.run(list(names), sample), strict=True):
            tokens = values.reshape(-1, values.shape[-1])  # (tokens, channels)
            largest[name] = np.maximum(largest.get(name, 0.0), np.abs(tokens).max(axis=0))
            moments[name] = moments.get(name, 0.0) + tokens.T @ tokens / np.float32(len(tokens))
    for name in names:
        yield name, _Calibration.of(largest.pop(name), moments.pop(name))


def _quantised_activations(activations: str, calibration: _Calibration) -> _Parts:
    """Makes of ``activations`` what layers multiply; names see :func:`_of`."""
    is_inlier = np.ones(len(calibration.ahead), dtype=np.float32)
    is_inlier[calibration.outliers] = 0.0
    parts = _Parts()
    mask = parts.constant(_of(activations, "is_inlier"), is_inlier)
    places = parts.constant(_of(activations, "places"), calibration.outliers)
    least = parts.constant(_of(activations, "least"), np.float32(_LEAST))

    inliers = parts.operator("Mul", [activations, mask], _of(activations, "inliers"))
    absolute = parts.operator("Abs", [inliers], _of(activations, "absolute"))
    largest = parts.operator(
        "ReduceMax", [absolute], _of(activations, "largest"), axes=[-1], keepdims=1
    )
    norms = parts.operator("Max", [largest, least], _of(activations, "norms"))
    normalised = parts.operator("Div", [inliers, norms], _of(activations, "normalised"))
    outputs = (_of(activations, name) for name in ("quantised", "scale", "zero_point"))
    parts.operator("DynamicQuantizeLinear", [normalised], *outputs)

    outliers = parts.operator(
        "Gather", [activations, places], _of(activations, "gathered"), axis=-1
    )
    ones = parts.operator("Div", [norms, norms], _of(activations, "ones"))  # they bring the bias
    parts.operator("Concat", [outliers, ones], _of(activations, "outliers"), axis=-1)
    return parts


def _add_product(parts: _Parts, layer: _Layer, calibration: _Calibration) -> None:
    """Makes the layer's output of what :func:`_quantised_activations` made."""
    levels, scales = _quantised_weights(layer.weights, calibration)
    outlier_weights = np.vstack([layer.weights[calibration.outliers], layer.bias])
    activations, product = layer.activations, f"{layer.product}/at_8_bits"
    inputs = [
        _of(activations, "quantised"),
        parts.constant(f"{product}/weights", levels),
        _of(activations, "scale"),
        parts.constant(f"{product}/scales", scales),
        _of(activations, "zero_point"),
    ]
    by_norm = parts.operator("MatMulIntegerToFloat", inputs, f"{product}/by_norm", domain=_ORT)
    inliers = parts.operator("Mul", [by_norm, _of(activations, "norms")], f"{product}/inliers")
    weights = parts.constant(f"{product}/outlier_weights", outlier_weights)
    outliers = parts.operator(
        "MatMul", [_of(activations, "outliers"), weights], f"{product}/outliers"
    )
    parts.operator("Add", [inliers, outliers], layer.output)


def _of(activations: str, name: str) -> str:
    """What something that is made of ``activations`` is called.

    "quantised", (…, channels), are those of the inliers over "norms", (…, 1), at 8 bits with their
    "scale" and "zero_point"; "outliers", (…, outliers + 1), have a one at the end for the bias.
    """
    return f"{activations}/for_8_bits/{name}"


def _quantised_weights(
    weights: FloatArray, calibration: _Calibration
) -> tuple[npt.NDArray[np.int8], FloatArray]:
    """Levels of all weights but the outliers', (channels, outputs), and scales, (outputs,).

    GPTQ, a block of channels at a time.
    """
    ahead = calibration.ahead
    left = weights.astype(np.float64)
    left[calibration.outliers] = 0.0
    scales = np.maximum(np.abs(left).max(axis=0), _LEAST) / _LEVELS
    levels = np.zeros(left.shape, dtype=np.int8)
    for first in range(0, len(left), _BLOCK):
        last = min(first + _BLOCK, len(left))
        errors = np.zeros((last - first, left.shape[1]))
        for place in range(first, last):
            levels[place] = np.clip(np.rint(left[place] / scales), -_LEVELS, _LEVELS)
            errors[place - first] = (left[place] - levels[place] * scales) / ahead[place, place]
            left[place:last] -= np.outer(ahead[place, place:last], errors[place - first])
        left[last:] -= ahead[first:last, last:].T @ errors
    return levels, scales.astype(np.float32)


def _replace(graph: onnx.GraphProto, quantised: Mapping[str, _Parts], outputs: set[str]) -> None:
    """Puts parts in the place of products; what made their ``outputs`` goes, and what it needed."""
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.output[0] in quantised:
            nodes += quantised[node.output[0]].nodes
        elif node.output[0] not in outputs:
            nodes.append(node)
    copies = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    used = {name for node in copies for name in node.input}
    constants = [tensor for parts in quantised.values() for tensor in parts.constants]
    kept = [tensor.SerializeToString() for tensor in graph.initializer if tensor.name in used]
    del graph.node[:]
    del graph.initializer[:]
    graph.node.extend(copies)
    graph.initializer.extend([*map(TensorProto.FromString, kept), *constants])
