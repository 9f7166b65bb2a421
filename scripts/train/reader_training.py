"""The training of the model that reads passages, in steps of a batch."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

import torch

from scripts.train.packed_examples import PackedExample
from scripts.train.reader_batches import batch_of, batches
from scripts.train.reader_figures import figures
from scripts.train.reader_model import ReaderModel, loss

_DECAY = 0.9  # of the rate from each layer to the one below
_NEW = 5  # times the rate for what was not trained before
_WARM_UP = 200  # steps
_REPORTED = 100  # steps
_CHECKED = 3  # times


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
        rate: float = 2e-4,
        tokens: int = 48_000,
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
