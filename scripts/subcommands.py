"""Sub-commands of script packages: ``python -m scripts.bench speed`` runs the module speed."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass

_TEST_PACKAGES = ("aiohttp", "hypothesis")


@dataclass(frozen=True, slots=True)
class Command:
    """The summary of a sub-command, and the packages that it requires."""

    summary: str
    packages: tuple[str, ...] = ()


def run(package: str, commands: Mapping[str, Command]) -> int:
    """Run the command given on the command line; returns the exit status.

    A command is the function ``main`` in the module of that name, with "_" instead of "-".
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
    """Exit with status 1 and a message if a package is not installed."""
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    if not missing:
        return
    setup = "scripts/setup test" if set(missing) & set(_TEST_PACKAGES) else "scripts/setup"
    sys.exit(
        f"{program} needs packages that are not installed ({', '.join(missing)}): run {setup}, "
        f"then .venv/bin/{program}."
    )


def _usage(program: str, commands: Mapping[str, Command]) -> str:
    width = max(map(len, commands))
    lines = [f"  {name:{width}}  {command.summary}" for name, command in commands.items()]
    return "\n".join([f"usage: {program} COMMAND [-h] ...", "", "commands:", *lines])
