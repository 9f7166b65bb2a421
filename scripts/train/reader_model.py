"""The reader while it is trained: layers of a cross-encoder, with scores of answering words."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertForSequenceClassification

from retrieval.models.answer_reader import (
    EMBEDDING_SCALES,
    EMBEDDINGS_INPUT,
    GRAPH,
    TOKENIZER,
    WORD_EMBEDDINGS,
    dequantize,
    quantize,
    write_description,
)
from retrieval.models.onnx_export import quiet
from scripts.train.onnx_weights import config, cross_encoder, load_weights, onnx_weights
from scripts.train.reader_batches import Batch

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import BertConfig

_OPSET = 17
_NEVER = -1e4  # the score of what is no token of a passage
_SPAN_SHARE = 0.4  # what the first and the last word each count for, beside the passage
WORDS = "bert.embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What the model makes of a batch: (examples, passages), and (examples, passages, tokens).

    What is no passage, or no token of one behind its heading, has the score _NEVER.
    """

    relevance: Tensor
    starts: Tensor
    ends: Tensor


class ReaderModel(nn.Module):
    """A cross-encoder that also tells which words answer.

    Its word embeddings, kept at 4 bits with a scale each, are not trained.
    """

    def __init__(
        self, base: Any, embeddings: tuple[NDArray[np.uint8], NDArray[np.float32]] | None = None
    ) -> None:
        super().__init__()
        self.bert: Any = base.bert
        self.classifier = base.classifier
        self.span = nn.Linear(self.bert.config.hidden_size, 2)
        own = self.bert.embeddings.word_embeddings
        self.quantized, self.scales = embeddings or quantize(own.weight.detach().numpy())
        own.requires_grad_(False)
        own.weight.copy_(torch.from_numpy(dequantize(self.quantized, self.scales)))

    def forward(self, embeddings: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Relevance, (passages,), and scores of first and last words, (passages, tokens, 2), from
        the embeddings of the tokens.
        """
        read = self.bert(inputs_embeds=embeddings, attention_mask=mask, token_type_ids=types)
        relevance = self.classifier(read.pooler_output).squeeze(-1)
        return relevance, self.span(read.last_hidden_state)

    def scores(self, batch: Batch) -> Scores:
        """The same for a batch."""
        ids, mask, types = (part.flatten(0, 1) for part in (batch.ids, batch.mask, batch.types))
        with torch.autocast(ids.device.type, torch.bfloat16):
            words = self.bert.embeddings.word_embeddings.weight[ids]
            relevance, spans = self(words, mask, types)
        starts, ends = spans.float().reshape(*batch.ids.shape, 2).unbind(-1)
        return Scores(
            relevance.float().reshape(batch.is_there.shape).masked_fill(~batch.is_there, _NEVER),
            starts.masked_fill(~batch.is_body, _NEVER),
            ends.masked_fill(~batch.is_body, _NEVER),
        )


def loss(scores: Scores, batch: Batch) -> Tensor:
    """How unlikely the right passage and the words that answer are.

    The passages of an example and "none of these", whose score is 0, share one distribution, and so
    do the tokens with which an answer begins, and those with which it ends (Clark and Gardner,
    "Simple and Effective Multi-Paragraph Reading Comprehension", 2018). Tokens do not count where
    a passage answers and its words are not known.
    """
    is_right = torch.zeros_like(batch.is_there)
    is_right[:, 0] = batch.is_answered
    value = _unlikely(scores.relevance, is_right)
    counts = ~batch.is_answered | batch.starts.flatten(1).any(1)
    for own, targets in ((scores.starts, batch.starts), (scores.ends, batch.ends)):
        value = value + _SPAN_SHARE * counts * _unlikely(own.flatten(1), targets.flatten(1))
    return value.mean()


def _unlikely(scores: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy of any of the ``targets`` of each row, or of nothing where there is none."""
    scores = torch.cat([scores, scores.new_zeros(len(scores), 1)], 1)
    targets = torch.cat([targets, ~targets.any(1, keepdim=True)], 1)
    return scores.logsumexp(1) - scores.masked_fill(~targets, -1e9).logsumexp(1)


def initial_model(file: Path) -> ReaderModel:
    """The model before any training, out of the cross-encoder in ``file``."""
    return ReaderModel(cross_encoder(file))


def read_reader(folder: Path, size: BertConfig | None = None) -> ReaderModel:
    """The model out of what :func:`write_reader` wrote to ``folder``, at 8 bits a number."""
    quantized, scales = (np.load(folder / name) for name in (WORD_EMBEDDINGS, EMBEDDING_SCALES))
    model = ReaderModel(BertForSequenceClassification(size or config()), (quantized, scales))
    weights = onnx_weights(folder / GRAPH) | {WORDS: dequantize(quantized, scales)}
    load_weights(model, weights, folder / GRAPH)
    return model


def write_reader(model: ReaderModel, tokenizer: Path, folder: Path) -> None:
    """Writes what :class:`retrieval.models.answer_reader.OnnxAnswerReader` reads."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    model.cpu().eval()
    model.bert.set_attn_implementation("eager")  # as for the encoder: the fused one costs more
    names = [EMBEDDINGS_INPUT, "attention_mask", "token_type_ids"]
    outputs = {"relevance": {0: "batch"}, "spans": {0: "batch", 1: "tokens"}}
    size = model.bert.config.hidden_size
    whole = torch.ones((2, 8), dtype=torch.long)
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary, quiet():
        exact, prepared = Path(temporary) / "exact.onnx", Path(temporary) / "prepared.onnx"
        aside = Path(temporary) / folder.name
        aside.mkdir()
        (aside / TOKENIZER).write_bytes(tokenizer.read_bytes())
        np.save(aside / WORD_EMBEDDINGS, model.quantized)
        np.save(aside / EMBEDDING_SCALES, model.scales)
        torch.onnx.export(
            model,
            (torch.zeros((2, 8, size)), whole, whole),
            str(exact),
            input_names=names,
            output_names=list(outputs),
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names} | outputs,
            opset_version=_OPSET,
            dynamo=False,
        )
        quant_pre_process(str(exact), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(aside / GRAPH),
            per_channel=True,
            reduce_range=True,  # 8 bits overflow on processors without VNNI
            weight_type=QuantType.QInt8,
        )
        write_description(aside)
        for file in aside.iterdir():
            file.replace(folder / file.name)  # a program may have mapped the one that was there
