"""The packages that a script needs, told in a sentence where they are not installed."""

from __future__ import annotations

import importlib.util
import sys

_TESTS = ("aiohttp", "hypothesis")


def need(*packages: str) -> None:
    """Ends the program with status 1 where one of ``packages`` is not installed."""
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    if not missing:
        return
    setup = "scripts/setup test" if set(missing) & set(_TESTS) else "scripts/setup"
    if "PIL" in missing:
        setup = ".venv/bin/pip install pillow"
    sys.exit(
        f"{sys.argv[0]} needs packages that are not installed ({', '.join(missing)}): run {setup}, "
        f"then .venv/bin/python {sys.argv[0]}."
    )
