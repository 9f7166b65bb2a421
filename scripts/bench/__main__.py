"""``python -m scripts.bench COMMAND``."""

import sys

from scripts.subcommands import Command, run

_RUNTIME = ("numpy", "faiss", "onnxruntime", "sentence_transformers")

COMMANDS = {
    "quality": Command("retrieval quality, against vectors, BM25 and rank fusion", _RUNTIME),
    "languages": Command("questions in several languages, by any models, against BM25", _RUNTIME),
    "reading": Command("extraction from saved web pages, against trafilatura", ("trafilatura",)),
    "copied-pages": Command("reading of saved web pages pasted as text", ("trafilatura",)),
    "speed": Command("speed of questions and ingest, against a naive script", _RUNTIME),
    "one-archive": Command("one archive, called by speed", _RUNTIME),
    "scale": Command(
        "embedded indexes against Milvus, run in .cache/cluster", (*_RUNTIME, "pytest")
    ),
    "bot": Command("many concurrent users of the bot", ("telegram", "aiohttp")),
    "seed-article": Command("questions about one real article among a thousand", _RUNTIME),
    "rephrased": Command("questions with slips and polite framing, against plain ones", _RUNTIME),
    "follow-ups": Command("follow-up questions, against asking them alone and joined", _RUNTIME),
    "alerts": Command("many alerts judged on new articles, and which matches are lost", _RUNTIME),
    "stories": Command("copies of articles found, against plain MinHash", ("numpy",)),
    "answer-picture": Command("draws docs/answer.svg", (*_RUNTIME, "rich")),
}

if __name__ == "__main__":
    sys.exit(run("scripts.bench", COMMANDS))
