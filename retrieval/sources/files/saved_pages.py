"""Folders in which browsers keep what belongs to a saved page: pictures, scripts, frames."""

from __future__ import annotations

from collections.abc import Iterable

_PAGE_ENDINGS = (".html", ".htm", ".xhtml")
# What browsers put after the page's name, by the language that they speak.
_FOLDER_ENDINGS = """
_files .files -files _dateien -dateien _fichiers -fichiers _archivos _arquivos _ficheiros _file
_bestanden -bestanden _filer -filer _tiedostot _pliki _soubory _subory _súbory _fájlok _elemei
_dosyalar _datoteke _datoteki _fisiere _fișiere _fitxers _fitxategiak _failid _fails _bylos _файлы
_файли _файлове _fajlovi _αρχεία _ファイル _文件 _檔案 _파일
""".split()


def asset_folders(folders: Iterable[str], files: Iterable[str]) -> set[str]:
    """Return those of the folders that belong to a saved page among the files beside them.

    >>> asset_folders(["Rain_files", "Rain-Dateien", "notes_files"], ["Rain.html", "notes.txt"])
    {'Rain_files', 'Rain-Dateien'}
    """
    pages = {
        name[: -len(ending)].casefold()
        for name in files
        for ending in _PAGE_ENDINGS
        if name.casefold().endswith(ending)
    }
    return {name for name in folders if _page_of(name.casefold()) & pages}


def _page_of(folder: str) -> set[str]:
    """The pages to which a folder of that name may belong, without their endings."""
    return {folder.removesuffix(ending) for ending in _FOLDER_ENDINGS if folder.endswith(ending)}
