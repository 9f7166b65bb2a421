"""The set-up scripts: what they lock, that they do nothing twice and how they fail."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
SHELL_SCRIPTS = [
    ROOT / ".ci" / "run",
    *(SCRIPTS / name for name in ("ask", "cluster-test", "lock", "setup", "test")),
]
LOCKS = [
    "requirements.lock",
    "requirements-test.lock",
    "requirements-cluster.lock",
    "requirements-milvus.lock",
    "requirements-ray.lock",
    "torch.lock",
]
COPIED = [".ci/run", "scripts/ask", "scripts/cluster-test", "scripts/setup"]

# A stand-in for Python: it makes a `.venv` that holds itself and writes down each call of it.
FAKE_PYTHON = """#!/bin/sh
case "$*" in
-IS*sys.version\\)*) echo "3.11.0 (fake)"; exit ;;
-IS*platform.machine*) echo "cpython 3.11 linux x86_64"; exit ;;
--version) echo "Python 3.11.0"; exit ;;
-c*purelib*) mkdir -p "$(dirname "$0")/../packages" && echo "$(dirname "$0")/../packages"; exit ;;
-c*|-IS*) exit ;;
esac
echo "$*" >>"$FAKE_CALLS"
case "$*" in
*"$FAKE_FAILS"*) echo "$FAKE_ERROR"; exit 1 ;;
"-m pip index"*) echo "Available versions: $FAKE_VERSIONS" ;;
"-m venv"*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
esac
"""


class FakeMachine:
    """A copy of the project's set-up in a folder of its own, and a Python that installs nothing."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "the project, ü"
        self.calls_file = folder / "calls"
        self.commands = folder / "bin"
        self.commands.mkdir(parents=True)
        self.root.mkdir()
        for name in ["pyproject.toml", *LOCKS, *COPIED]:
            (self.root / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        self.environment = {
            "PATH": f"{self.commands}:/usr/bin:/bin",
            "FAKE_CALLS": str(self.calls_file),
            "FAKE_FAILS": "nothing fails",
            "FAKE_ERROR": "pip broke",
            "FAKE_VERSIONS": "2.13.0+cpu, 2.13.0",
        }
        write_program(self.commands / "python3.11", FAKE_PYTHON)
        write_program(self.commands / "uname", "#!/bin/sh\necho Linux\n")

    def setup(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        self.calls_file.write_text("")
        return run(self.root / "scripts" / "setup", *arguments, env=self.environment | environment)

    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    return FakeMachine(tmp_path)


def run(
    program: Path, *arguments: str, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(program), *arguments], env=env, cwd=cwd, capture_output=True, text=True, timeout=60
    )


def write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


# The scripts as files ---------------------------------------------------------------------------


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda path: path.name)
def test_a_shell_script_parses_is_executable_and_stops_at_errors(script: Path) -> None:
    parsed = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True)

    assert parsed.stderr == ""
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")


# The locks --------------------------------------------------------------------------------------


def requirements(lock: str) -> list[str]:
    """The lock's requirements, each with its hashes, in one line each."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pinned_names(lock: str) -> set[str]:
    return {requirement.split(" --hash")[0].strip() for requirement in requirements(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_to_a_version_and_has_a_hash(lock: str) -> None:
    shape = re.compile(r"[a-z0-9-]+==[\w.+]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")

    assert [line for line in requirements(lock) if not shape.fullmatch(line)] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_no_lock_holds_torch_cuda_or_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert re.findall(r"(?m)^(?:torch=|nvidia|triton|cuda).*|https?://.*", text) == []


def test_the_test_lock_holds_the_runtime_lock_whole() -> None:
    assert pinned_names("requirements.lock") < pinned_names("requirements-test.lock")


# setup ------------------------------------------------------------------------------------------


def test_a_first_setup_installs_torch_the_lock_and_the_project_in_this_order(
    machine: FakeMachine,
) -> None:
    done = machine.setup()

    installs = [call for call in machine.calls() if call.startswith("-m pip install")]
    assert (done.returncode, done.stdout) == (0, "")
    assert [call.split()[-1] for call in installs] == ["torch.lock", "requirements.lock", "."]
    assert all("--no-deps" in call for call in installs)


def test_a_second_setup_calls_neither_pip_nor_venv(machine: FakeMachine) -> None:
    machine.setup()

    again = machine.setup()

    assert (again.returncode, again.stderr, machine.calls()) == (0, "", [])


def test_a_setup_for_tests_serves_the_program_as_well(machine: FakeMachine) -> None:
    machine.setup("test")

    machine.setup("runtime")

    assert machine.calls() == []


@pytest.mark.parametrize("changed", ["requirements.lock", "torch.lock", "pyproject.toml"])
def test_a_changed_lock_is_installed_in_the_environment_that_is_there(
    machine: FakeMachine, changed: str
) -> None:
    machine.setup()
    with (machine.root / changed).open("a") as file:
        file.write("# changed\n")

    machine.setup()

    assert any("requirements.lock" in call for call in machine.calls())
    assert not any("-m venv" in call for call in machine.calls())


def test_a_setup_that_failed_goes_on_where_it_stopped(machine: FakeMachine) -> None:
    failed = machine.setup(FAKE_FAILS="-r requirements.lock")

    resumed = machine.setup()

    assert failed.returncode == 1
    assert resumed.returncode == 0
    assert not any("-m venv" in call for call in machine.calls())


def test_a_failure_shows_the_end_of_the_log_and_one_sentence(machine: FakeMachine) -> None:
    failed = machine.setup(FAKE_FAILS="-r requirements.lock")

    *_, before, sentence = failed.stderr.splitlines()
    assert "pip broke" in failed.stderr
    assert before == ""
    assert sentence.startswith("Setting up failed at: installing")
    assert str(machine.root / ".venv" / "setup.log") in sentence


def test_a_moved_checkout_gets_a_new_environment(machine: FakeMachine) -> None:
    machine.setup()
    machine.root = machine.root.rename(machine.root.with_name("elsewhere"))

    machine.setup()

    assert machine.calls()[0].startswith("-m venv")


def test_an_environment_that_was_left_half_made_is_made_again(machine: FakeMachine) -> None:
    machine.setup(FAKE_FAILS="-m venv")
    (machine.root / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(machine.commands / "python3.11", machine.root / ".venv" / "bin" / "python")

    done = machine.setup()

    assert done.returncode == 0
    assert machine.calls()[0].startswith("-m venv")


def test_a_package_that_was_cut_off_half_way_is_forgotten(machine: FakeMachine) -> None:
    machine.setup(FAKE_FAILS="-r requirements.lock")
    packages = machine.root / ".venv" / "lib" / "python3.11" / "site-packages"
    for name, files in {"whole-1.dist-info": ["INSTALLER"], "half-1.dist-info": ["RECORD"]}.items():
        (packages / name).mkdir(parents=True)
        for file in files:
            (packages / name / file).touch()

    machine.setup()

    assert [path.name for path in packages.iterdir()] == ["whole-1.dist-info"]


def test_a_build_with_cuda_is_never_taken_unasked(machine: FakeMachine) -> None:
    refused = machine.setup(FAKE_VERSIONS="2.14.0, 2.13.0")

    assert refused.returncode == 1
    assert "ARTICLE_BOT_ALLOW_CUDA=1" in refused.stderr.splitlines()[-1]
    assert not any("-m pip install" in call for call in machine.calls())


def test_a_build_with_cuda_is_taken_where_the_user_says_so(machine: FakeMachine) -> None:
    done = machine.setup(FAKE_VERSIONS="2.14.0, 2.13.0", ARTICLE_BOT_ALLOW_CUDA="1")

    assert done.returncode == 0
    assert "-m pip install --no-compile torch==2.13.0" in machine.calls()


def test_no_python_is_one_sentence_that_names_the_cure(machine: FakeMachine) -> None:
    for name in ("python3.11", "python3.12", "python3.13", "python3"):
        write_program(machine.commands / name, "#!/bin/sh\nexit 1\n")

    failed = machine.setup()

    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1].startswith("No Python 3.11 or newer was found")


# The tests beside PostgreSQL ---------------------------------------------------------------------

UNKNOWN = "ERROR: Could not find a version that satisfies the requirement a==1"
NO_VERSION = f"{UNKNOWN} (from versions: 2)"
OTHER_HASH = "WARNING: Retrying after ConnectionError\nERROR: PACKAGES DO NOT MATCH THE HASHES"
NO_ANSWER = [
    f"{UNKNOWN} (from versions: none)",
    f"WARNING: Retrying (Retry(total=0)) after NewConnectionError\n{NO_VERSION}",
    "ERROR: Could not install packages due to an OSError: Max retries exceeded",
]


@pytest.mark.parametrize(
    "lock", [f"requirements-{name}.lock" for name in ("cluster", "ray", "milvus")]
)
@pytest.mark.parametrize("error", [NO_VERSION, OTHER_HASH])
def test_a_lock_that_cannot_be_installed_fails_the_run(
    machine: FakeMachine, lock: str, error: str
) -> None:
    done = cluster_test(machine, FAKE_FAILS=f"-r {lock}", FAKE_ERROR=error)

    assert done.returncode == 1
    assert f"{lock} cannot be installed as it is: write it again by scripts/lock." in done.stderr


@pytest.mark.parametrize("error", NO_ANSWER)
def test_without_packages_the_tests_beside_postgresql_are_skipped(
    machine: FakeMachine, error: str
) -> None:
    done = run_all(machine, FAKE_FAILS="-r requirements-cluster.lock", FAKE_ERROR=error)

    assert done.returncode == 0
    assert done.stderr.splitlines()[-1].startswith("The tests beside PostgreSQL are skipped")


@pytest.mark.parametrize(
    "fails", ["nothing fails", "-r requirements-milvus.lock", "-r requirements-ray.lock"]
)
def test_the_tests_beside_postgresql_run_with_and_without_milvus_and_ray(
    machine: FakeMachine, fails: str
) -> None:
    done = cluster_test(machine, FAKE_FAILS=fails, FAKE_ERROR=NO_ANSWER[0])

    assert done.returncode == 0
    assert any("-m pytest" in call and "test_postgres.py" in call for call in machine.calls())


def test_the_run_installs_no_servers_that_its_tests_do_not_use(machine: FakeMachine) -> None:
    assert run_all(machine).returncode == 0

    calls = machine.calls()
    assert any("-m pytest" in call and "test_postgres.py" in call for call in calls)
    assert not any("requirements-milvus.lock" in call for call in calls)


def test_a_failing_test_beside_postgresql_fails_the_run(machine: FakeMachine) -> None:
    assert run_all(machine, FAKE_FAILS="-m pytest").returncode == 1


def cluster_test(machine: FakeMachine, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs all tests beside PostgreSQL and Milvus."""
    program = machine.root / "scripts" / "cluster-test"
    return run(program, env=machine.environment | environment)


def run_all(machine: FakeMachine, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs .ci/run, where the other tests pass."""
    write_program(machine.root / "scripts" / "test", "#!/bin/sh\n")
    return run(machine.root / ".ci" / "run", env=machine.environment | environment)


# ask and query.py -------------------------------------------------------------------------------


def test_ask_without_a_question_shows_its_usage() -> None:
    asked = run(SCRIPTS / "ask")

    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.startswith("usage: scripts/ask ")


def test_ask_ingests_the_seeds_once_and_passes_the_question_on(machine: FakeMachine) -> None:
    link = prepare_ask(machine)

    asked = [run(link, "Who?", "-k", "1", env=machine.environment) for _ in range(2)]

    archive = machine.root / "archive"
    assert [one.stdout for one in asked] == [f"{archive}: ask Who? -k 1\n"] * 2
    assert machine.calls() == [f"ingest {machine.root / 'seeds'}"]


def test_ask_ingests_again_when_a_seed_has_changed(machine: FakeMachine) -> None:
    link = prepare_ask(machine)
    run(link, "Who?", env=machine.environment)

    (machine.root / "seeds" / "article.txt").write_text("A longer text.")
    run(link, "Who?", env=machine.environment)

    assert len(machine.calls()) == 2


def test_ask_leaves_an_archive_of_the_users_own_alone(machine: FakeMachine) -> None:
    link = prepare_ask(machine)

    asked = run(link, "Who?", env=machine.environment | {"ARTICLE_BOT_ARCHIVE": "mine"})

    assert asked.stdout == "mine: ask Who?\n"
    assert machine.calls() == []


def prepare_ask(machine: FakeMachine) -> Path:
    """A set-up machine whose article-bot says what it is asked; a link to its scripts/ask."""
    machine.setup()
    machine.calls_file.write_text("")
    (machine.root / "seeds").mkdir()
    (machine.root / "seeds" / "article.txt").write_text("A text.")
    write_program(
        machine.root / ".venv" / "bin" / "article-bot",
        '#!/bin/sh\n[ "$1" = ask ] && { echo "$ARTICLE_BOT_ARCHIVE: $*"; exit; }\n'
        'mkdir -p "$ARTICLE_BOT_ARCHIVE"; echo "$*" >>"$FAKE_CALLS"\n',
    )
    link = machine.commands / "ask"
    link.symlink_to(machine.root / "scripts" / "ask")
    return link


def test_query_without_the_packages_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    query = shutil.copy(SCRIPTS / "query.py", tmp_path / "scripts")

    asked = run(Path(sys.executable), "-IS", str(query), "Who?", env={})

    assert asked.returncode == 1
    assert asked.stderr == "The packages are not installed: run scripts/ask first.\n"


def test_query_goes_on_with_the_python_that_setup_made(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    query = shutil.copy(SCRIPTS / "query.py", tmp_path / "scripts")
    write_program(tmp_path / ".venv" / "bin" / "python", '#!/bin/sh\necho "$@"\n')

    asked = run(Path(sys.executable), "-IS", str(query), "Who?", env={})

    assert asked.stdout == f"{query} Who?\n"
