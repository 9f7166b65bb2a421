"""Recognises folders that belong to files beside them: of saved pages and of exports."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from retrieval.sources.files.exports.omnivore import CONTENT_FOLDER, METADATA_NAME

_MAX_LOOKED_AT = 1000
_ASSET_ENDINGS = (".css", ".js", ".download", ".gif", ".png", ".jpg", ".jpeg", ".svg", ".webp")
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
# Added to the page's name by browsers in various languages.
_FOLDER_SUFFIXES = """
_files .files -files _dateien -dateien _fichiers -fichiers _archivos _arquivos _ficheiros _file
_bestanden -bestanden _filer -filer _tiedostot _pliki _soubory _subory _súbory _fájlok _elemei
_dosyalar _datoteke _datoteki _fisiere _fișiere _fitxers _fitxategiak _failid _fails _bylos _файлы
_файли _файлове _fajlovi _αρχεία _ファイル _文件 _檔案 _파일
""".split()


def asset_folders(folders: Iterable[str], files: Iterable[str]) -> set[str]:
    """Return the folders that belong to one of the saved pages among ``files``.

    >>> sorted(asset_folders(["Rain_files", "Rain-Dateien", "notes_files"], ["Rain.html"]))
    ['Rain-Dateien', 'Rain_files']
    """
    pages = {
        name[: -len(suffix)].casefold()
        for name in files
        for suffix in _PAGE_SUFFIXES
        if name.casefold().endswith(suffix)
    }
    return {name for name in folders if _page_of(name.casefold()) & pages}


def holds_assets(folder: Path) -> bool:
    """Return whether a folder is one of assets by its name and its files, whatever its page is."""
    if not any(folder.name.casefold().endswith(suffix) for suffix in _FOLDER_SUFFIXES):
        return False
    try:
        with os.scandir(folder) as entries:
            names = [entry.name.casefold() for entry in islice(entries, _MAX_LOOKED_AT)]
    except OSError:
        return False
    return any(name.endswith(_ASSET_ENDINGS) for name in names)


def export_folders(files: Iterable[str]) -> set[str]:
    """Return the folders whose files are read with an export of Omnivore among ``files``."""
    is_export = any(METADATA_NAME.fullmatch(name) for name in files)
    return {CONTENT_FOLDER, "highlights"} if is_export else set()


def _page_of(folder: str) -> set[str]:
    """Names, without suffix, of the pages to which a folder may belong."""
    return {folder.removesuffix(suffix) for suffix in _FOLDER_SUFFIXES if folder.endswith(suffix)}
