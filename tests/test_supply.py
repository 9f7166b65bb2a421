"""What the archive and its models are made of: nothing that can run code, nothing for others."""

from __future__ import annotations

import json
import pickletools
from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.factory import open_archive
from retrieval.settings import Settings
from scripts.audit import judge
from tests.tiny_models import tiny_model
from tests.toys import HARBOUR

LOCK = Path("some.lock")


def is_pickle(content: bytes) -> bool:
    try:
        return sum(1 for _ in pickletools.genops(content)) > 2
    except ValueError:
        return False


def test_no_file_of_an_archive_is_a_pickle_or_open_to_others(
    tmp_path: Path, own_cache: Path
) -> None:
    settings = Settings(archive=str(tmp_path / "archive"), embedder=str(tiny_model(tmp_path)))
    with open_archive(settings, create=True) as archive:
        archive.add(HARBOUR)
        archive.backup(tmp_path / "archive" / "news.backup")
        folders = [archive.folder, own_cache]
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        kinds = {path.suffix for path in files}
        assert {".sqlite", ".faiss", ".onnx", ".json", ".sha256", ".backup"} <= kinds
        assert [path.name for path in files if is_pickle(path.read_bytes())] == []
        modes = {path: path.stat().st_mode & 0o077 for path in [*folders, *files]}
        assert [path.name for path, mode in modes.items() if mode] == []


def test_an_archive_that_others_can_look_into_is_told(toy_archive: Archive) -> None:
    toy_archive.folder.chmod(0o755)
    [finding] = toy_archive.doctor()
    assert (finding.problem.startswith("Everyone"), finding.cure[:8]) == (True, "chmod o=")


def package(**values: object) -> dict[str, object]:
    return {"name": "lib", "version": "1.0", "vulns": [], **values}


@pytest.mark.parametrize(
    ("packages", "status", "told"),
    [
        ([package()], 0, "1 packages, 0 known vulnerabilities"),
        (
            [package(vulns=[{"id": "PYSEC-1", "fix_versions": ["1.1"]}])],
            1,
            "lib 1.0: PYSEC-1, fixed in 1.1",
        ),
        ([{"name": "lib", "skip_reason": "not found"}], 2, "skipped 1 packages"),
        (None, 2, "not all packages were checked: no route"),
    ],
)
def test_an_audit_says_what_it_learnt(
    capsys: pytest.CaptureFixture[str],
    packages: list[dict[str, object]] | None,
    status: int,
    told: str,
) -> None:
    out = json.dumps({"dependencies": packages}) if packages is not None else ""
    assert judge(LOCK, 1, out, "trace\nno route") == status
    assert told in capsys.readouterr().out
