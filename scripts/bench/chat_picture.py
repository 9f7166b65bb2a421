"""Draws docs/chat.png: a conversation with the bot as a phone shows it.

    python -m scripts.bench chat-picture --archive DIR [--picture docs/chat.png]

The bot runs in a separate process with the archive and its model, against the tests' fake Bot
API. Needs Pillow and the DejaVu fonts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tests.telegram.tgstandin import Msg, StandIn, utf16

ROOT = Path(__file__).resolve().parents[2]

QUESTIONS = (
    "What did Putin tell the Ukrainian military to do?",
    "And what did China say?",
    "Who won the chess championship of 1972?",
)
WIDTH, SCALE = 400, 2  # in points, and pixels per point
BACKGROUND, OURS, THEIRS = "#dfe7ee", "#ffffff", "#e7fbd3"
INK, LINK, BAR = "#101418", "#1f6fc4", "#8fb7e3"
TEXT_SIZE, LINE, MARGIN, PADDING = 14, 20, 10, 11
FOLDED_LINES = 3


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a character."""

    bold: bool = False
    link: bool = False
    quote: str = ""  # "", "open" or "folded"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words with their styles."""

    words: tuple[tuple[str, Style], ...]
    quote: str


class Pen:
    """Measures and draws text."""

    def __init__(self) -> None:
        self._plain = ImageFont.truetype("DejaVuSans.ttf", TEXT_SIZE * SCALE)
        self._bold = ImageFont.truetype("DejaVuSans-Bold.ttf", TEXT_SIZE * SCALE)

    def width(self, text: str, style: Style) -> float:
        """The width of a text in points."""
        return float(self._font(style).getlength(text)) / SCALE

    def write(
        self, canvas: ImageDraw.ImageDraw, x: float, y: float, text: str, style: Style
    ) -> None:
        """Draw a text."""
        ink = LINK if style.link else INK
        canvas.text((x * SCALE, y * SCALE), text, fill=ink, font=self._font(style))

    def _font(self, style: Style) -> ImageFont.FreeTypeFont:
        return self._bold if style.bold else self._plain


def main() -> int:
    """Hold the conversation and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--picture", type=Path, default=ROOT / "docs" / "chat.png")
    options = parser.parse_args()
    messages = converse(options.archive.resolve())
    options.picture.parent.mkdir(exist_ok=True)
    draw(messages).save(options.picture, optimize=True)
    return 0


def converse(archive: Path) -> list[Msg]:
    """Ask QUESTIONS one after another; returns the messages in the chat."""
    with tempfile.TemporaryDirectory() as state, StandIn() as tg:
        environment = {
            "ARTICLE_BOT_ARCHIVE": str(archive),
            "ARTICLE_BOT_STATE": state,
            "PYTHONPATH": str(ROOT),
        }
        with tg.bot_process([sys.executable, "-m", "bot"], env=environment, ready_timeout=120):
            chat = tg.user("Olena").chat
            for question in QUESTIONS:
                chat.say(question)
                chat.settled(quiet=1.0, timeout=120)
            tg.assert_clean()
            return list(chat.messages.values())


def draw(messages: Sequence[Msg]) -> Image.Image:
    """Draw the conversation."""
    pen = Pen()
    image = Image.new("RGB", (WIDTH * SCALE, 3000 * SCALE), BACKGROUND)
    canvas = ImageDraw.Draw(image)
    y = float(MARGIN)
    for message in messages:
        y = draw_bubble(canvas, pen, message, y) + MARGIN
    return image.crop((0, 0, WIDTH * SCALE, int(y * SCALE))).quantize(64)


def draw_bubble(canvas: ImageDraw.ImageDraw, pen: Pen, message: Msg, top: float) -> float:
    """Draw a message and its buttons; returns its bottom edge."""
    most = WIDTH - 4 * MARGIN if message.by_bot else WIDTH * 0.75
    lines = list(wrapped(pen, message, most - 2 * PADDING))
    width = max(sum(pen.width(*word) for word in line.words) for line in lines)
    width = most if any(line.quote for line in lines) else min(most, width + 2 * PADDING + 2)
    left = MARGIN if message.by_bot else WIDTH - MARGIN - width
    bottom = top + len(lines) * LINE + 2 * PADDING - 4
    box(canvas, left, top, left + width, bottom, OURS if message.by_bot else THEIRS)
    y = top + PADDING - 2
    for line in lines:
        if line.quote:
            box(canvas, left + PADDING - 2, y - 1, left + PADDING + 1, y + LINE - 1, BAR, radius=0)
        x = left + PADDING + (8 if line.quote else 0)
        for text, style in line.words:
            pen.write(canvas, x, y, text, style)
            x += pen.width(text, style)
        y += LINE
    return draw_buttons(canvas, pen, message, left, left + width, bottom)


def draw_buttons(
    canvas: ImageDraw.ImageDraw, pen: Pen, message: Msg, left: float, right: float, top: float
) -> float:
    """Draw the buttons below a message; returns their bottom edge."""
    rows: list[list[dict[str, Any]]] = message.data.get("reply_markup", {}).get(
        "inline_keyboard", []
    )
    for row in rows:
        width = (right - left - 4 * (len(row) - 1)) / len(row)
        for column, button in enumerate(row):
            x = left + column * (width + 4)
            box(canvas, x, top + 4, x + width, top + 34, "#c3d2df")
            label = "".join(sign for sign in button["text"] if sign < "\uffff").strip()
            start = x + (width - pen.width(label, Style())) / 2
            pen.write(canvas, start, top + 10, label, Style())
        top += 34
    return top


def box(
    canvas: ImageDraw.ImageDraw,
    left: float,
    top: float,
    right: float,
    bottom: float,
    fill: str,
    *,
    radius: int = 9,
) -> None:
    """Draw a filled box with rounded corners."""
    corners = (left * SCALE, top * SCALE, right * SCALE, bottom * SCALE)
    canvas.rounded_rectangle(corners, radius=radius * SCALE, fill=fill)


def wrapped(pen: Pen, message: Msg, width: float) -> Iterator[Line]:
    """The lines of a message; only the first few of a folded quotation."""
    folded = 0
    for paragraph in paragraphs(message):
        quote = paragraph[0][1].quote
        for line in wrap(pen, paragraph, width - (8 if quote else 0)):
            folded = folded + 1 if quote == "folded" else 0
            if folded <= FOLDED_LINES:
                yield Line(tuple(line), quote)
            elif folded == FOLDED_LINES + 1:
                yield Line((("▾", Style(quote=quote)),), quote)


def wrap(
    pen: Pen, words: Sequence[tuple[str, Style]], width: float
) -> Iterator[list[tuple[str, Style]]]:
    """Wrap words, each of which may end in a space, into lines."""
    line: list[tuple[str, Style]] = []
    used = 0.0
    for text, style in words:
        own = pen.width(text.rstrip(), style)
        if line and used + own > width:
            yield line
            line, used = [], 0.0
        line.append((text, style))
        used += pen.width(text, style)
    yield line


def paragraphs(message: Msg) -> Iterator[list[tuple[str, Style]]]:
    """The paragraphs of a message as styled words."""
    styles = list(character_styles(message))
    words: list[tuple[str, Style]] = []
    word = ""
    for index, sign in enumerate(message.text):
        if sign == "\n":
            yield [*words, (word, styles[index])]
            words, word = [], ""
            continue
        word += sign
        is_last = index + 1 == len(message.text)
        if sign == " " or is_last or styles[index] != styles[index + 1]:
            words.append((word, styles[index]))
            word = ""
    yield words or [("", Style())]


def character_styles(message: Msg) -> Iterator[Style]:
    """The style of each character."""
    entities = message.entities
    at = 0
    for sign in message.text:
        kinds = {e["type"] for e in entities if e["offset"] <= at < e["offset"] + e["length"]}
        folded = "folded" if "expandable_blockquote" in kinds else ""
        yield Style(
            bold="bold" in kinds,
            link=bool(kinds & {"text_link", "url", "bot_command", "mention"}),
            quote=folded or ("open" if "blockquote" in kinds else ""),
        )
        at += utf16(sign)
