"""Word documents (.docx) → drafts of articles, by mammoth."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers.expat import ExpatError

import mammoth

from retrieval.sources.drafts import Draft
from retrieval.sources.files.formats import Parts
from retrieval.sources.files.html_fragments import fragment_lines
from retrieval.sources.files.parts import NoArticleError, document_parts
from retrieval.sources.files.plain_text import draft_of_lines

_MAX_TEXT_BYTES = 20_000_000  # which become some 1 GB of objects
_XML_ENDINGS = (".xml", ".rels")
_STYLES = "p[style-name='Title'] => h1:fresh"
_TITLE_OPENING, _TITLE_CLOSING = "<h1>", "</h1>"
_FOOTNOTE_LINKS = re.compile(
    r'<sup><a href="#[^"]*" id="[^"]*">\[\d+\]</a></sup>|<a href="#[^"]*-ref-\d+">↑</a>'
)
_DAMAGED = "is not a whole Word document: open it in a word processor and save it again."
_TOO_LARGE = "holds more than 20 MB of text: split it into its articles."
# mammoth documents no errors: those of the archive, of XML and of missing parts are raised as is.
_LIBRARY_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, ExpatError, KeyError, ValueError, AttributeError,
    OSError, IndexError, NotImplementedError, RuntimeError, TypeError,
)  # fmt: skip


def parts(path: Path, name: str) -> Parts:
    """Yield the article of a Word document."""
    return document_parts(read_word, path, name)


def read_word(data: bytes) -> Draft:
    """Read a draft: the title is the paragraph of style Title, or the first first-level heading.

    Tracked insertions count, deletions and comments do not. The document's own properties name who
    made the file and when, not who wrote the article, and are not used.

    Raises NoArticleError.
    """
    page = _html(data)
    before, opening, rest = page.partition(_TITLE_OPENING)
    title, closing, after = rest.partition(_TITLE_CLOSING)
    named = " ".join(fragment_lines(title)) if opening and closing else ""
    lines = fragment_lines(before + after if named else page)
    if named:
        return Draft(tuple(lines), named, is_pasted=True)
    return draft_of_lines(lines)


def _html(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts = [info for info in archive.infolist() if info.filename.endswith(_XML_ENDINGS)]
            if sum(info.file_size for info in texts) > _MAX_TEXT_BYTES:
                raise NoArticleError(_TOO_LARGE)
        without_pictures = mammoth.images.img_element(lambda image: {})
        found = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=without_pictures
        )
    except _LIBRARY_ERRORS as error:
        raise NoArticleError(_DAMAGED) from error
    return _FOOTNOTE_LINKS.sub("", found.value)
