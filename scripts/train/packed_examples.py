"""Training examples as tokens in one file, which other machines can train on without the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models.answer_reader import ReaderTokenizer
from scripts.train.reader_texts import Example

# Made of an example that is held out; in its ``set_name`` behind "/".
ANSWER_TAKEN_OUT, NEAR_MISS = "answer taken out", "near miss"


@dataclass(frozen=True, slots=True, eq=False)
class PackedExample:
    """An example as tokens.

    ``set_name`` tells what the figures count it for. ``question`` goes from the first token to the
    separator; each of the passages is without the separator after it, and its last ``body_lengths``
    tokens are those behind its heading. If ``is_answered``, the first passage answers: with tokens
    from ``begin`` to before ``end``, its ``answers``, which are the very words if ``is_exact``.
    """

    set_name: str
    question: NDArray[np.uint16]
    passages: tuple[NDArray[np.uint16], ...]
    body_lengths: tuple[int, ...]
    answers: tuple[tuple[int, int], ...]
    is_answered: bool
    is_exact: bool

    @property
    def length(self) -> int:
        """The tokens of the question with its longest passage, and the separator."""
        return len(self.question) + max(map(len, self.passages)) + 1


def pack(example: Example, set_name: str, tokenizer: ReaderTokenizer) -> PackedExample:
    """The example as tokens; it has at least one passage."""
    texts = [*filter(None, [example.right]), *example.wrong]
    inputs = tokenizer.encode(example.question, [(text.heading, text.body) for text in texts])
    asked = inputs[0].types.index(1)
    passages = tuple(np.array(one.ids[asked:-1], dtype=np.uint16) for one in inputs)
    answers = []
    if example.right is not None:
        first = len(passages[0]) - len(inputs[0].spans)
        for answer in example.answers:
            starts = [start for start, _ in inputs[0].spans]
            inside = [i for i, start in enumerate(starts) if answer.start <= start < answer.end]
            if inside:
                answers.append((first + inside[0], first + inside[-1] + 1))
    return PackedExample(
        set_name,
        np.array(inputs[0].ids[:asked], dtype=np.uint16),
        passages,
        tuple(len(one.spans) for one in inputs),
        tuple(answers),
        example.right is not None,
        example.is_exact,
    )


def save(examples: Sequence[PackedExample], file: Path) -> None:
    """Writes the examples to ``file``."""
    names = sorted({example.set_name for example in examples})
    passages = [passage for example in examples for passage in example.passages]
    bodies = [length for example in examples for length in example.body_lengths]
    np.savez_compressed(
        file,
        set_names=np.array(names),
        sets=np.array([names.index(example.set_name) for example in examples], dtype=np.uint8),
        question_lengths=_lengths([example.question for example in examples]),
        questions=np.concatenate([example.question for example in examples]),
        passage_counts=_lengths([example.passages for example in examples]),
        passage_lengths=_lengths(passages),
        passages=np.concatenate(passages),
        body_lengths=np.array(bodies, dtype=np.uint16),
        answer_counts=_lengths([example.answers for example in examples]),
        answers=np.array([place for example in examples for place in example.answers], np.uint16),
        is_answered=np.array([example.is_answered for example in examples]),
        is_exact=np.array([example.is_exact for example in examples]),
    )


def load(file: Path) -> list[PackedExample]:
    """The examples that :func:`save` wrote to ``file``."""
    with np.load(file, allow_pickle=False) as stored:
        arrays = dict(stored)
    passages = _split(arrays["passages"], arrays["passage_lengths"])
    columns = zip(
        arrays["sets"].tolist(),
        _split(arrays["questions"], arrays["question_lengths"]),
        _split(passages, arrays["passage_counts"]),
        _split(arrays["body_lengths"].tolist(), arrays["passage_counts"]),
        _split([*map(tuple, arrays["answers"].tolist())], arrays["answer_counts"]),
        arrays["is_answered"].tolist(),
        arrays["is_exact"].tolist(),
        strict=True,
    )
    names = arrays["set_names"].tolist()
    return [
        PackedExample(names[own], asked, tuple(read), tuple(bodies), tuple(answers), *flags)
        for own, asked, read, bodies, answers, *flags in columns
    ]


def _lengths(parts: Sequence[Any]) -> NDArray[np.uint16]:
    return np.array([len(part) for part in parts], dtype=np.uint16)


def _split(whole: Any, lengths: NDArray[np.uint16]) -> list[Any]:
    """``whole``, an array or a list, cut into parts of these lengths."""
    edges = [0, *np.cumsum(lengths, dtype=np.int64).tolist()]
    return [whole[first:last] for first, last in pairwise(edges)]
