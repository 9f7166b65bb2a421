"""Comparison of two embedding models on the user's labelled questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.evaluation.measures import Judgement

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean scores of two models on the same questions, and those where the new one is worse."""

    questions: int
    old: float
    new: float
    worse: tuple[str, ...]

    @property
    def is_worse(self) -> bool:
        """Whether the new model scores lower."""
        return self.new < self.old

    def __str__(self) -> str:
        worse = "; ".join(f"“{question}”" for question in self.worse[:_SHOWN])
        rest = len(self.worse) - _SHOWN
        suffix = f", worse at {worse}{f' and {rest} more' if rest > 0 else ''}" if worse else ""
        return f"{self.new:.3f} instead of {self.old:.3f} on {self.questions} questions{suffix}"


def score(judgement: Judgement) -> float:
    """The reciprocal rank of the first answering passage or article, 0 if there is none.

    For an unanswerable question 1 for a refusal, 0 for an answer.
    """
    if not judgement.labelled.is_answerable:
        return float(not judgement.answered)
    ranks = [rank for rank in (judgement.answer_rank, judgement.article_rank) if rank]
    return 1.0 / min(ranks) if ranks else 0.0


def compare_models(old: Sequence[Judgement], new: Sequence[Judgement]) -> Comparison:
    """Compares the judgements of two models on the same labelled questions, at least one."""
    pairs = [(score(before), score(after)) for before, after in zip(old, new, strict=True)]
    return Comparison(
        questions=len(pairs),
        old=sum(before for before, _ in pairs) / len(pairs),
        new=sum(after for _, after in pairs) / len(pairs),
        worse=tuple(
            judgement.labelled.question
            for judgement, (before, after) in zip(new, pairs, strict=True)
            if after < before
        ),
    )
