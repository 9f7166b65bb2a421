"""The PyTorch model of the answer reader, its loss, and its export."""

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
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from scripts.train.cloze_questions import TrainingExample
from scripts.train.quality_sets import occurrences

LAYERS = 3
_OPSET = 17
_MASKED = -1e4  # score of tokens outside the passage


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The padded inputs of all passages of some examples, (passages, tokens) all.

    ``is_passage`` marks the tokens of the passage itself, ``is_answer`` those of the answer.
    ``example_of`` is the number of each passage's example. (passages,)
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    is_passage: Tensor
    is_answer: Tensor
    example_of: Tensor


class ReaderModel(nn.Module):
    """The first layers of all-MiniLM-L6-v2 with a linear layer that scores each token.

    Its word embeddings are quantised and frozen.
    """

    def __init__(self) -> None:
        super().__init__()
        original = SentenceTransformerEmbedder()
        self.folder = original.folder
        self.bert: Any = original.model[0].auto_model
        self.bert.encoder.layer = self.bert.encoder.layer[:LAYERS]
        self.bert.pooler = None
        self.score = nn.Linear(self.bert.config.hidden_size, 1)
        self.embeddings, self.scales = quantize(self._word_embeddings().detach().numpy())
        with torch.no_grad():
            quantized = torch.from_numpy(dequantize(self.embeddings, self.scales))
            self._word_embeddings().copy_(quantized)
        self._word_embeddings().requires_grad = False

    def _word_embeddings(self) -> Tensor:
        weight: Tensor = self.bert.embeddings.word_embeddings.weight
        return weight

    def forward(self, embeddings: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Scores of all tokens, (passages, tokens), from their word embeddings."""
        output = self.bert(inputs_embeds=embeddings, attention_mask=mask, token_type_ids=types)
        scores: Tensor = self.score(output.last_hidden_state).squeeze(-1)
        return scores

    def scores(self, batch: Batch) -> Tensor:
        """Scores of all tokens of a batch, (passages, tokens)."""
        scores: Tensor = self(self._word_embeddings()[batch.ids], batch.mask, batch.types)
        return scores


def batch_of(examples: Sequence[TrainingExample], tokenizer: ReaderTokenizer) -> Batch:
    """The examples as padded tensors."""
    rows = [
        (number, example.answer, text, encoded)
        for number, example in enumerate(examples)
        for (_, text), encoded in zip(
            example.passages, tokenizer.encode(example.question, example.passages), strict=True
        )
    ]
    shape = (len(rows), max(len(encoded.ids) for *_, encoded in rows))
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    is_passage, is_answer = (torch.zeros(shape, dtype=torch.bool) for _ in range(2))
    for row, (_, answer, text, encoded) in enumerate(rows):
        count = len(encoded.ids)
        first = count - 1 - len(encoded.starts)
        ids[row, :count] = torch.tensor(encoded.ids)
        mask[row, :count] = 1
        types[row, :count] = torch.tensor(encoded.types)
        is_passage[row, first : count - 1] = True
        for start, end in occurrences(answer, text) if answer else ():
            inside = [start <= offset < end for offset in encoded.starts]
            is_answer[row, first : count - 1] |= torch.tensor(inside, dtype=torch.bool)
    example_of = torch.tensor([number for number, *_ in rows])
    return Batch(ids, mask, types, is_passage, is_answer, example_of)


def loss(scores: Tensor, batch: Batch) -> Tensor:
    """The negative log-likelihood of the answer tokens among all tokens of an example's passages.

    The passages share one softmax (Clark and Gardner, "Simple and Effective Multi-Paragraph Reading
    Comprehension", 2018), in which [CLS] stands for no answer. A second term, with half the weight,
    is the same within the positive passages.
    """
    scores = scores.float()
    of_passages = scores.masked_fill(~batch.is_passage, _MASKED)
    losses = []
    for number in range(int(batch.example_of.max()) + 1):
        own = batch.example_of == number
        tokens, is_answer = of_passages[own], batch.is_answer[own]
        no_answer = scores[own, 0].mean().reshape(1)
        total = torch.cat([tokens.reshape(-1), no_answer]).logsumexp(0)
        if not is_answer.any():
            losses.append(total - no_answer[0])
            continue
        answer = tokens[is_answer].logsumexp(0)
        positive = tokens[is_answer.any(1)].reshape(-1).logsumexp(0)
        losses.append(total - answer + 0.5 * (positive - answer))
    return torch.stack(losses).mean()


def write_reader(model: ReaderModel, folder: Path) -> None:
    """Writes the model for :class:`retrieval.models.answer_reader.OnnxAnswerReader`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    model.eval()
    model.bert.set_attn_implementation("eager")  # faster when exported, as for the encoder
    names = [EMBEDDINGS_INPUT, "attention_mask", "token_type_ids"]
    size = model.bert.config.hidden_size
    ones = torch.ones((2, 8), dtype=torch.long)
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary, quiet():
        exact, prepared = Path(temporary) / "exact.onnx", Path(temporary) / "prepared.onnx"
        unfinished = Path(temporary) / folder.name
        unfinished.mkdir()
        (unfinished / TOKENIZER).write_bytes((model.folder / TOKENIZER).read_bytes())
        np.save(unfinished / WORD_EMBEDDINGS, model.embeddings)
        np.save(unfinished / EMBEDDING_SCALES, model.scales)
        torch.onnx.export(
            model,
            (torch.zeros((2, 8, size)), ones, ones),
            str(exact),
            input_names=names,
            output_names=["scores"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (*names, "scores")},
            opset_version=_OPSET,
            dynamo=False,
        )
        quant_pre_process(str(exact), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(unfinished / GRAPH),
            per_channel=True,
            reduce_range=True,  # 8 bits overflow on processors without VNNI
            weight_type=QuantType.QInt8,
        )
        write_description(unfinished)
        for file in unfinished.iterdir():
            file.replace(folder / file.name)  # not overwritten: a program may have mapped it
