"""``python -m scripts.bench COMMAND``."""

import sys

from scripts.subcommands import Command, run

_RUNTIME = ("numpy", "faiss", "onnxruntime", "sentence_transformers")

COMMANDS = {
    "quality": Command("finding and refusing, against vectors, BM25 and rank fusion", _RUNTIME),
    "reading": Command("reading of saved web pages, against trafilatura", ("trafilatura",)),
    "speed": Command("questions and ingest, against a naive script, up to a million", _RUNTIME),
    "scaling": Command("one archive, for speed", _RUNTIME),
    "encoders": Command("ways to run the embedding model", _RUNTIME),
    "bot": Command("many people at once", ("telegram", "aiohttp")),
    "seed-article": Command("questions on one real article among a thousand", _RUNTIME),
    "answer-picture": Command("draws docs/answer.svg", (*_RUNTIME, "rich")),
    "chat-picture": Command("draws docs/chat.png", ("telegram", "aiohttp", "PIL")),
}

if __name__ == "__main__":
    sys.exit(run("scripts.bench", COMMANDS))
