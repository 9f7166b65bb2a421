"""``python -m scripts.train COMMAND``."""

import sys

from scripts.subcommands import Command, run

_RUNTIME = ("numpy", "faiss", "onnxruntime")

COMMANDS = {
    "reader": Command("trains the model that reads passages for answers", (*_RUNTIME, "torch")),
    "ranking": Command("fits the weights of the ranking", _RUNTIME),
    "highlight": Command("fits the weights of the sentence that is marked", _RUNTIME),
    "confidence": Command("fits the confidence", _RUNTIME),
}

if __name__ == "__main__":
    sys.exit(run("scripts.train", COMMANDS))
