"""Trains ``retrieval/models/reader_weights``: the model that reads passages for the answer.

    python -m scripts.train reader --examples FILE... --held-out FILE --from CROSS-ENCODER
    python -m scripts.train reader --examples FILE... --held-out FILE --begin FOLDER

The files of examples are those of ``python -m scripts.train reader-examples``. It begins with a
public cross-encoder (onnx_weights.py) or goes on from a reader's files, on a GPU where there is
one, and ends after ``--minutes`` or ``--passes`` over the examples, whichever is first. With
``--mean-with FOLDER`` it writes the mean of the weights and of those in the folder.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from retrieval.models.answer_reader import TOKENIZER
from scripts.train.packed_examples import PackedExample, load
from scripts.train.reader_batches import batch_of, batches
from scripts.train.reader_figures import figures
from scripts.train.reader_model import ReaderModel, initial_model, loss, read_reader, write_reader

WEIGHTS = Path(__file__).resolve().parents[2] / "retrieval" / "models" / "reader_weights"

_RATE = 2e-4
_DECAY = 0.9  # of the rate from each layer to the one below
_NEW = 5  # times the rate for what was not trained before
_WARM_UP = 200  # steps
_TOKENS = 48_000  # of a batch
_REPORTED = 100  # steps
_CHECKED = 3  # times


def main() -> int:
    """Trains, reports loss and figures, writes the model."""
    parser = argparse.ArgumentParser(description="Trains the model that reads passages.")
    parser.add_argument("--examples", type=Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--held-out", type=Path, required=True, metavar="FILE")
    beginning = parser.add_mutually_exclusive_group(required=True)
    beginning.add_argument("--from", dest="base", type=Path, help="a cross-encoder's ONNX file")
    beginning.add_argument("--begin", type=Path, metavar="FOLDER", help="a reader's files")
    parser.add_argument("--minutes", type=float, default=60.0, help="(default: %(default)g)")
    parser.add_argument("--passes", type=float, default=2.0, help="(default: %(default)g)")
    parser.add_argument("--rate", type=float, default=_RATE, help="of the highest layer")
    parser.add_argument("--mean-with", type=Path, metavar="FOLDER", help="another reader's files")
    parser.add_argument("--tokens", type=int, default=_TOKENS, help="of a batch, with the padding")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", type=Path, default=WEIGHTS, metavar="FOLDER")
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    model = read_reader(arguments.begin) if arguments.begin else initial_model(arguments.base)
    training = Training(
        model,
        [example for file in arguments.examples for example in load(file)],
        load(arguments.held_out),
        is_begun=arguments.begin is not None,
        rate=arguments.rate,
        tokens=arguments.tokens,
        seed=arguments.seed,
    )
    training.run(arguments.minutes * 60, arguments.passes)
    if arguments.mean_with:
        take_mean(model, read_reader(arguments.mean_with))
        training.report("mean")
    write_reader(model, WEIGHTS / TOKENIZER, arguments.target)
    return 0


class Training:
    """Trains all of a model but its word embeddings, with AdamW and rates that fall to zero.

    ``is_begun`` is whether its scores of words were trained before.
    """

    def __init__(
        self,
        model: ReaderModel,
        examples: Sequence[PackedExample],
        held_out: Sequence[PackedExample],
        *,
        is_begun: bool = False,
        rate: float = _RATE,
        tokens: int = _TOKENS,
        seed: int = 0,
    ) -> None:
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model, self._examples, self._held_out = model, examples, held_out
        self._tokens, self._chance = tokens, random.Random(seed)
        self._groups = list(_groups(model.to(self._device), rate, is_begun=is_begun))

    def run(self, seconds: float, passes: float) -> list[float]:
        """Trains until either is over; returns the loss of each step."""
        print(f"{len(self._examples)} examples, {self._device}", flush=True)
        self.report("before")
        optimizer = torch.optim.AdamW(self._groups, fused=self._device == "cuda")
        trained = [parameter for group in self._groups for parameter in group["params"]]
        losses: list[torch.Tensor] = []
        read, checks, part = 0, 1, 0.0
        began = time.monotonic()
        self._model.train()
        for step, examples in enumerate(self._batches(), start=1):
            spent = (time.monotonic() - began) / seconds
            part = max(spent, read / (passes * len(self._examples)))
            if part >= 1.0:
                break
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * min(1.0, step / _WARM_UP) * (1.0 - part)
            batch = batch_of(examples, self._device)
            value = loss(self._model.scores(batch), batch)
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            read += len(examples)
            losses.append(value.detach())  # reading its number would wait for the GPU
            if step % _REPORTED == 0:
                mean = float(torch.stack(losses[-_REPORTED:]).mean())
                print(f"{step}: {part:.0%}, {read} examples, loss {mean:.3f}", flush=True)
            if part * _CHECKED > checks:
                checks += 1
                self.report(f"{part:.0%}")
        self.report("after")
        return [float(value) for value in losses]

    def _batches(self) -> Iterator[list[PackedExample]]:
        while True:
            yield from batches(self._examples, self._tokens, self._chance)

    def report(self, when: str) -> None:
        """Prints the figures of the held-out examples, set by set."""
        for name, own in figures(self._model, self._held_out, self._device).items():
            told = ", ".join(f"{what} {value:.3f}" for what, value in own.items())
            print(f"  {when}: {name}: {told}", flush=True)


def take_mean(model: ReaderModel, other: ReaderModel) -> None:
    """Gives ``model`` the mean of the weights of both, trained from the same ones.

    Wortsman et al., "Model soups", 2022.
    """
    with torch.no_grad():
        for own, theirs in zip(model.cpu().parameters(), other.parameters(), strict=True):
            own.lerp_(theirs, 0.5)


def _groups(model: ReaderModel, highest: float, *, is_begun: bool) -> Iterator[dict[str, Any]]:
    """What is trained, with its rate, which falls from layer to layer downwards."""
    layers = len(model.bert.encoder.layer)
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = highest
        if name.startswith("span."):
            rate *= 1 if is_begun else _NEW
        elif name.startswith("bert.encoder.layer."):
            rate *= _DECAY ** (layers - 1 - int(name.split(".")[3]))
        elif name.startswith("bert.embeddings."):
            rate *= _DECAY**layers
        decay = 0.01 if parameter.dim() > 1 else 0.0
        yield {"params": [parameter], "rate": rate, "weight_decay": decay}
