"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_MODULES = [
    ".".join(path.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__")
    for folder in ("retrieval", "bot", "scripts", "tests")
    for path in sorted((_ROOT / folder).rglob("*.py"))
    if "    >>> " in path.read_text(encoding="utf-8") and path != Path(__file__)
]


@pytest.mark.parametrize("name", _MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))

    assert found.attempted > 0
    assert not found.failed
