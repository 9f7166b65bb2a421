"""The reader while it is trained: a few layers of all-MiniLM-L6-v2 and a score of every token."""

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
    GRAPH,
    PIECES,
    SCALES,
    TOKENIZER,
    Sheets,
    packed,
    unpacked,
    write_description,
)
from retrieval.models.onnx_export import quiet
from retrieval.models.sentence_transformer import SentenceTransformerEmbedder
from scripts.train.cloze_questions import Lesson
from scripts.train.quality_sets import occurrences

LAYERS = 3
_OPSET = 17
_NEVER = -1e4  # the score of what is no token of a passage


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Sheets of some lessons: inputs, what may and what does answer, (sheets, tokens) all.

    ``owners`` tells for each sheet which lesson it is of. (sheets,)
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    is_passage: Tensor
    is_answer: Tensor
    owners: Tensor


class ReaderModel(nn.Module):
    """Scores of tokens; the vectors of word pieces stay as they are, at 4 bits."""

    def __init__(self) -> None:
        super().__init__()
        original = SentenceTransformerEmbedder()
        self.folder = original.folder
        self.bert: Any = original.model[0].auto_model
        self.bert.encoder.layer = self.bert.encoder.layer[:LAYERS]
        self.bert.pooler = None
        self.score = nn.Linear(self.bert.config.hidden_size, 1)
        self.pieces, self.scales = packed(self._pieces().detach().numpy())
        with torch.no_grad():
            self._pieces().copy_(torch.from_numpy(unpacked(self.pieces, self.scales)))
        self._pieces().requires_grad = False

    def _pieces(self) -> Tensor:
        pieces: Tensor = self.bert.embeddings.word_embeddings.weight
        return pieces

    def forward(self, pieces: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Scores of every token, (sheets, tokens), from the vectors of their word pieces."""
        read = self.bert(inputs_embeds=pieces, attention_mask=mask, token_type_ids=types)
        scores: Tensor = self.score(read.last_hidden_state).squeeze(-1)
        return scores

    def scores(self, batch: Batch) -> Tensor:
        """The same for a batch."""
        scores: Tensor = self(self._pieces()[batch.ids], batch.mask, batch.types)
        return scores


def batch_of(lessons: Sequence[Lesson], sheets: Sheets) -> Batch:
    """What the model is trained on, of some lessons."""
    rows = [
        (number, lesson.answer, text, sheet)
        for number, lesson in enumerate(lessons)
        for (_, text), sheet in zip(
            lesson.passages, sheets.of(lesson.question, lesson.passages), strict=True
        )
    ]
    shape = (len(rows), max(len(sheet.ids) for *_, sheet in rows))
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    is_passage, is_answer = (torch.zeros(shape, dtype=torch.bool) for _ in range(2))
    for row, (_, answer, text, sheet) in enumerate(rows):
        count = len(sheet.ids)
        first = count - 1 - len(sheet.starts)
        ids[row, :count] = torch.tensor(sheet.ids)
        mask[row, :count] = 1
        types[row, :count] = torch.tensor(sheet.types)
        is_passage[row, first : count - 1] = True
        for start, end in occurrences(answer, text) if answer else ():
            inside = [start <= place < end for place in sheet.starts]
            is_answer[row, first : count - 1] |= torch.tensor(inside, dtype=torch.bool)
    owners = torch.tensor([number for number, *_ in rows])
    return Batch(ids, mask, types, is_passage, is_answer, owners)


def loss(scores: Tensor, batch: Batch) -> Tensor:
    """How unlikely the right tokens are among all tokens of all passages of a lesson.

    The passages share one distribution (Clark and Gardner, "Simple and Effective Multi-Paragraph
    Reading Comprehension", 2018), in which the first token of a sheet stands for no answer; and the
    right passages have one of their own.
    """
    scores = scores.float()
    of_passages = scores.masked_fill(~batch.is_passage, _NEVER)
    losses = []
    for number in range(int(batch.owners.max()) + 1):
        own = batch.owners == number
        tokens, right = of_passages[own], batch.is_answer[own]
        nothing = scores[own, 0].mean().reshape(1)
        every = torch.cat([tokens.reshape(-1), nothing]).logsumexp(0)
        if not right.any():
            losses.append(every - nothing[0])
            continue
        answering = tokens[right].logsumexp(0)
        within = tokens[right.any(1)].reshape(-1).logsumexp(0)
        losses.append(every - answering + 0.5 * (within - answering))
    return torch.stack(losses).mean()


def write_reader(model: ReaderModel, folder: Path) -> None:
    """Writes what :class:`retrieval.models.answer_reader.OnnxAnswerReader` reads."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    model.eval()
    model.bert.set_attn_implementation("eager")  # as for the encoder: the fused one costs more
    names = ["pieces", "attention_mask", "token_type_ids"]
    size = model.bert.config.hidden_size
    whole = torch.ones((2, 8), dtype=torch.long)
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary, quiet():
        exact, prepared = Path(temporary) / "exact.onnx", Path(temporary) / "prepared.onnx"
        aside = Path(temporary) / folder.name
        aside.mkdir()
        (aside / TOKENIZER).write_bytes((model.folder / TOKENIZER).read_bytes())
        np.save(aside / PIECES, model.pieces)
        np.save(aside / SCALES, model.scales)
        torch.onnx.export(
            model,
            (torch.zeros((2, 8, size)), whole, whole),
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
            str(aside / GRAPH),
            per_channel=True,
            reduce_range=True,  # 8 bits overflow on processors without VNNI
            weight_type=QuantType.QInt8,
        )
        write_description(aside)
        for file in aside.iterdir():
            file.replace(folder / file.name)  # a program may have mapped the one that was there
