"""Sub-commands of a package of scripts: ``python -m scripts.bench speed`` runs its module speed."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass

_OF_THE_TESTS = ("aiohttp", "hypothesis")


@dataclass(frozen=True, slots=True)
class Command:
    """What a sub-command does in a few words, and the packages without which it cannot start."""

    summary: str
    packages: tuple[str, ...] = ()


def run(package: str, commands: Mapping[str, Command]) -> int:
    """Runs the command that the command line names; returns the exit status.

    A command is the function ``main`` of the module of its name, with "_" for "-".
    """
    program = f"python -m {package}"
    name, *rest = sys.argv[1:] or [""]
    if name not in commands:
        is_help = name in ("-h", "--help")
        print(_usage(program, commands), file=sys.stdout if is_help else sys.stderr)
        return 0 if is_help else 2
    need(f"{program} {name}", commands[name].packages)
    sys.argv = [f"{program} {name}", *rest]
    module = importlib.import_module(f"{package}.{name.replace('-', '_')}")
    return int(module.main() or 0)


def need(program: str, packages: tuple[str, ...]) -> None:
    """Ends the program with status 1 and a sentence where a package is not installed."""
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    if not missing:
        return
    setup = "scripts/setup test" if set(missing) & set(_OF_THE_TESTS) else "scripts/setup"
    if "PIL" in missing:
        setup = ".venv/bin/pip install pillow"
    sys.exit(
        f"{program} needs packages that are not installed ({', '.join(missing)}): run {setup}, "
        f"then .venv/bin/{program}."
    )


def _usage(program: str, commands: Mapping[str, Command]) -> str:
    width = max(map(len, commands))
    lines = [f"  {name:{width}}  {command.summary}" for name, command in commands.items()]
    return "\n".join([f"usage: {program} COMMAND [-h] ...", "", "commands:", *lines])
