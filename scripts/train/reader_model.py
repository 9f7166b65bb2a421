"""The reader while it is trained: layers of a cross-encoder, with scores of answering words."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from retrieval.models.answer_reader import (
    EMBEDDING_SCALES,
    EMBEDDINGS_INPUT,
    GRAPH,
    TOKENIZER,
    WORD_EMBEDDINGS,
    ReaderTokenizer,
    dequantize,
    quantize,
    write_description,
)
from retrieval.models.onnx_export import quiet
from scripts.train.reader_examples import Example
from scripts.train.reranker_weights import cross_encoder

_FROZEN = 6  # lower layers that are not trained
_OPSET = 17
_NEVER = -1e4  # the score of what is no token of a passage


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Passages of some examples: inputs, (passages, tokens), and what answers.

    ``examples`` tells of which example each passage is and ``is_right`` whether it answers,
    (passages,). ``starts`` and ``ends`` tell the tokens with which an answer may begin and end.
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    is_passage: Tensor
    starts: Tensor
    ends: Tensor
    examples: Tensor
    is_right: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What the model makes of a batch: (passages,), (passages, tokens), (passages, tokens)."""

    relevance: Tensor
    starts: Tensor
    ends: Tensor


class ReaderModel(nn.Module):
    """A cross-encoder that also tells which words answer.

    Its word embeddings, kept at 4 bits, and its lower layers are not trained.
    """

    def __init__(self, base: Any) -> None:
        super().__init__()
        self.bert: Any = base.bert
        self.classifier = base.classifier
        self.span = nn.Linear(self.bert.config.hidden_size, 2)
        self.quantized, self.scales = quantize(self._embeddings().detach().numpy())
        with torch.no_grad():
            self._embeddings().copy_(torch.from_numpy(dequantize(self.quantized, self.scales)))
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:_FROZEN]):
            part.requires_grad_(False)

    def _embeddings(self) -> Tensor:
        embeddings: Tensor = self.bert.embeddings.word_embeddings.weight
        return embeddings

    def forward(self, embeddings: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Relevance, (passages,), and scores of first and last words, (passages, tokens, 2), from
        the embeddings of the tokens.
        """
        read = self.bert(inputs_embeds=embeddings, attention_mask=mask, token_type_ids=types)
        relevance = self.classifier(read.pooler_output).squeeze(-1)
        return relevance, self.span(read.last_hidden_state)

    def scores(self, batch: Batch) -> Scores:
        """The same for a batch."""
        relevance, spans = self(self._embeddings()[batch.ids], batch.mask, batch.types)
        return Scores(relevance.float(), spans[..., 0].float(), spans[..., 1].float())


def batch_of(examples: Sequence[Example], tokenizer: ReaderTokenizer) -> Batch:
    """What the model is trained on, of some examples."""
    rows = []
    for number, example in enumerate(examples):
        texts = [*filter(None, [example.right]), *example.wrong]
        inputs = tokenizer.encode(example.question, [(text.heading, text.body) for text in texts])
        for text, own in zip(texts, inputs, strict=True):
            rows.append((number, example, text is example.right, own))
    shape = (len(rows), max(len(encoded.ids) for *_, encoded in rows))
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    is_passage, starts, ends = (torch.zeros(shape, dtype=torch.bool) for _ in range(3))
    for row, (_, example, is_right, encoded) in enumerate(rows):
        count = len(encoded.ids)
        first = count - 1 - len(encoded.spans)
        ids[row, :count] = torch.tensor(encoded.ids)
        mask[row, :count] = 1
        types[row, :count] = torch.tensor(encoded.types)
        is_passage[row, first : count - 1] = True
        for answer in example.answers if is_right else ():
            inside = [
                i for i, (at, _) in enumerate(encoded.spans) if answer.start <= at < answer.end
            ]
            if inside:
                begin, end = first + inside[0], first + inside[-1] + 1
                starts[row, begin : begin + 1 if example.is_exact else end] = True
                ends[row, end - 1 if example.is_exact else begin : end] = True
    owners = torch.tensor([number for number, *_ in rows])
    right = torch.tensor([is_right for _, _, is_right, _ in rows])
    return Batch(ids, mask, types, is_passage, starts, ends, owners, right)


def loss(scores: Scores, batch: Batch) -> Tensor:
    """How unlikely the right passage and the words that answer are.

    The passages of an example and "none of these", whose score is 0, share one distribution, and so
    do the tokens with which an answer begins, and those with which it ends (Clark and Gardner,
    "Simple and Effective Multi-Paragraph Reading Comprehension", 2018).
    """
    losses = []
    for number in range(int(batch.examples.max()) + 1):
        own = batch.examples == number
        right = batch.is_right[own]
        losses.append(_unlikely(scores.relevance[own], right))
        if not right.any() or batch.starts[own].any():
            is_passage = batch.is_passage[own]
            for values, targets in ((scores.starts, batch.starts), (scores.ends, batch.ends)):
                tokens = values[own].masked_fill(~is_passage, _NEVER)
                losses.append(0.4 * _unlikely(tokens.reshape(-1), targets[own].reshape(-1)))
    return torch.stack(losses).sum() / (int(batch.examples.max()) + 1)


def _unlikely(scores: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy of any of the ``targets``, or of nothing where there is none."""
    nothing = scores.new_zeros(1)
    every = torch.cat([scores, nothing]).logsumexp(0)
    return every - (scores[targets].logsumexp(0) if targets.any() else nothing[0])


def initial_model(file: Path) -> ReaderModel:
    """The model before any training, out of the cross-encoder in ``file``."""
    return ReaderModel(cross_encoder(file))


def write_reader(model: ReaderModel, tokenizer: Path, folder: Path) -> None:
    """Writes what :class:`retrieval.models.answer_reader.OnnxAnswerReader` reads."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    model.eval()
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
