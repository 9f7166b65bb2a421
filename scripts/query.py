#!/usr/bin/env python3
"""``article-bot ask`` under another name: ``scripts/query.py "QUESTION" [-k N] [--json]``."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def main() -> NoReturn:
    """Run ``article-bot ask`` with these arguments, and end with its exit status."""
    if not has_packages():
        sys.exit(run_in_venv())
    sys.path.insert(0, str(ROOT))
    from retrieval.cli import program

    sys.argv = ["article-bot", "ask", *sys.argv[1:]]
    program()


def has_packages() -> bool:
    """Whether this Python holds what the way of a question needs."""
    needed = ("numpy", "faiss", "onnxruntime", "tokenizers", "Stemmer", "rich")
    return sys.version_info >= (3, 11) and all(map(importlib.util.find_spec, needed))


def run_in_venv() -> int:
    """Start again with the Python of ``.venv``; returns only where that cannot help."""
    python = VENV / "bin" / "python"
    if python.exists() and Path(sys.prefix) != VENV:
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    print("The packages are not installed: run scripts/ask first.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
