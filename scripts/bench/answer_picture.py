"""Draws docs/answer.svg: the terminal output for one question."""

from __future__ import annotations

import argparse
import io
import os
import re
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from retrieval import Answer, Settings, open_archive
from retrieval.cli.output.terminal import Layout, answer_page

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "What did Putin tell the Ukrainian military to do?"
WIDTH = 84  # columns
_THEME = TerminalTheme(
    (250, 250, 248),
    (28, 32, 36),
    [(28, 32, 36), (170, 40, 40), (40, 120, 60), (150, 110, 20), (30, 90, 170), (130, 60, 140),
     (30, 120, 130), (120, 120, 120)],
)  # fmt: skip


def main() -> int:
    """Ask the question and write the picture."""
    parser = argparse.ArgumentParser(description="Draws the terminal output for one question.")
    parser.add_argument("--archive", required=True, help="an archive of the articles in seeds/")
    parser.add_argument("--picture", type=Path, default=Path("docs/answer.svg"))
    options = parser.parse_args()
    with open_archive(Settings(archive=options.archive)) as archive:
        archive.ask(QUESTION)  # warm up
        answer = with_relative_path(archive.ask(QUESTION, k=1))
    page = answer_page(answer, Layout(width=WIDTH))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    console.print(Text("$ article-bot ask -k 1 \\", style="dim"))
    console.print(Text(f'    "{QUESTION}"', style="dim"))
    console.print()
    console.print(page, soft_wrap=True)
    svg = console.export_svg(title="article-bot", theme=_THEME, unique_id="answer")
    options.picture.write_text(_with_local_fonts(svg), encoding="utf-8")
    return 0


def with_relative_path(answer: Answer) -> Answer:
    """The answer with its article's file as named from the checkout, which is the same anywhere."""
    [result] = answer.results
    path = os.path.relpath(result.article.path or "", ROOT)
    article = replace(result.article, path=path)
    return replace(answer, results=(replace(result, article=article),))


def _with_local_fonts(svg: str) -> str:
    """Replace the web fonts used by rich with local ones."""
    svg = re.sub(r"\s*@font-face \{.*?\}|<!--.*?-->", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "DejaVu Sans Mono")
