"""``python -m scripts.train COMMAND``."""

import sys

from scripts.subcommands import Command, run

_RUNTIME = ("numpy", "faiss", "onnxruntime")

COMMANDS = {
    "found-passages": Command("asks the invented news desks", _RUNTIME),
    "reader-examples": Command("draws examples to train the answer reader on", _RUNTIME),
    "reader": Command("trains the answer reader", (*_RUNTIME, "torch", "transformers")),
    "ranking": Command("fits the weights of the reranker", _RUNTIME),
    "highlight": Command("fits the weights of the highlight", _RUNTIME),
    "confidence": Command("fits the confidence model", _RUNTIME),
    "follow-ups": Command("fits which words of earlier questions a follow-up means", _RUNTIME),
    "languages": Command("fits the weights for languages that no model reads", _RUNTIME),
    "pasting": Command(
        "fits what chooses the lines of a pasted page", ("numpy", "torch", "trafilatura")
    ),
    "page-lines": Command(
        "fits which lines of a page are of its article", ("numpy", "trafilatura")
    ),
    "publishers": Command("fits what chooses the publisher of a page", ("numpy", "trafilatura")),
    "reading": Command(
        "fits what chooses the title and the authors of a page", ("numpy", "trafilatura")
    ),
    "multilingual": Command("fits the confidence model of the multilingual setting", _RUNTIME),
}

if __name__ == "__main__":
    sys.exit(run("scripts.train", COMMANDS))
