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
from pathlib import Path

from retrieval.models.answer_reader import TOKENIZER
from scripts.train.packed_examples import load

WEIGHTS = Path(__file__).resolve().parents[2] / "retrieval" / "models" / "reader_weights"


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
    parser.add_argument("--rate", type=float, default=2e-4, help="of the highest layer")
    parser.add_argument("--mean-with", type=Path, metavar="FOLDER", help="another reader's files")
    parser.add_argument("--tokens", type=int, default=48_000, help="of a batch, with the padding")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", type=Path, default=WEIGHTS, metavar="FOLDER")
    arguments = parser.parse_args()
    import torch  # takes seconds

    from scripts.train.reader_model import initial_model, read_reader, write_reader
    from scripts.train.reader_training import Training, take_mean

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
