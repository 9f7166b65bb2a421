"""Small PDF files, written by hand: lines of text at given places, pictures, properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEFT, TOP, BODY = 60, 760, 10
PAGE_WIDTH, PAGE_HEIGHT = 595, 842


@dataclass(frozen=True)
class Placed:
    """A line of text: the place of its first letter, in points, and the size of its letters."""

    text: str
    left: float = LEFT
    bottom: float = TOP
    size: float = BODY
    font: str = "F1"


def column(
    lines: Sequence[str], *, left: float = LEFT, top: float = TOP, leading: float = 12
) -> list[Placed]:
    """Lines below each other; an empty one leaves half a line free."""
    placed, bottom = [], top
    for line in lines:
        if line:
            placed.append(Placed(line, left, bottom))
        bottom -= leading if line else leading / 2
    return placed


def pdf(
    *pages: Sequence[Placed], fields: Mapping[str, str] | None = None, picture: bool = False
) -> bytes:
    """A PDF of these pages, with Helvetica as F1 and Helvetica-Bold as F2."""
    numbers = [5 + 2 * index for index in range(len(pages))]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    info = "".join(f"/{name} ({_escaped(value)})" for name, value in (fields or {}).items())
    image = b"q 200 0 0 200 60 500 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        b" /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold"
        b" /Encoding /WinAnsiEncoding >> >>",
        f"<< {info} >>".encode("cp1252"),
    ]
    for number, page in zip(numbers, pages, strict=True):
        content = b"".join(map(_shown, page)) + (image if picture else b"")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
            f" /Resources << /Font 3 0 R >> /Contents {number + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _shown(line: Placed) -> bytes:
    text = _escaped(line.text).encode("cp1252")
    place = f"BT /{line.font} {line.size} Tf {line.left} {line.bottom} Td (".encode()
    return place + text + b") Tj ET\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    content, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(content))
    )
