"""What the archive and its models are made of: nothing that can run code, nothing for others."""

from __future__ import annotations

import pickletools
from pathlib import Path

from retrieval.archive import Archive
from retrieval.factory import open_archive
from retrieval.settings import Settings
from tests.support.tiny_models import ExportedModel
from tests.support.toys import HARBOUR


def is_pickle(content: bytes) -> bool:
    try:
        return sum(1 for _ in pickletools.genops(content)) > 2
    except ValueError:
        return False


def test_no_file_of_an_archive_is_a_pickle_or_open_to_others(
    tmp_path: Path, own_cache: Path, exported_tiny_model: ExportedModel
) -> None:
    exported_tiny_model.cached_in(own_cache)
    embedder = str(exported_tiny_model.folder)
    settings = Settings(archive=str(tmp_path / "archive"), embedder=embedder)
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
