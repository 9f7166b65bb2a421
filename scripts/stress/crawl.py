"""Ingests a web site with copies, loops and failures, killed half-way, again, and after edits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scripts.stress.archive import open_stress_archive
from scripts.stress.crawled_site import CrawledSite, path_of, title_of
from scripts.stress.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = """
from retrieval import cli
from scripts.stress.archive import StressBackends
from tests.support.toys import open_toy_archive

def open_archive(settings, *, create=False):
    return open_toy_archive(settings, create=create, backends=StressBackends())

main = cli.main
cli.main = lambda argv=None: main(argv, open_archive=open_archive)
cli.program()
"""
_SETTINGS = {"ARTICLE_BOT_ALLOW_PRIVATE_ADDRESSES": "true", "ARTICLE_BOT_FETCH_DELAY_S": "0"}
_KILLED_AFTER = 0.5  # of the articles
_EDITED = (1, 12, 23)
_LIMIT_S = 900.0


def crawl(folder: Path, articles: int) -> Outcome:
    """Ingest a site of so many articles."""
    found, site = Outcome({}), CrawledSite(articles)
    with site:
        _kill_halfway(folder / "archive", site, found)
        report = _ingest(folder / "archive", site, found)
        found.counts = {
            "crawled articles": len(site.keys),
            "addresses without an article": len(report.get("failed", ())),
        }
        _check_whole(folder / "archive", site, "first run", found)
        _check_failures(report, site, found)
        site.bodies.clear()
        report = _ingest(folder / "archive", site, found)
        if sent := site.bodies:
            found.problems.append(f"second run: fetched {len(sent)} unchanged pages, as {sent[0]}")
        if report.get("added") or report.get("replaced"):
            found.problems.append(f"second run: {report['added']} added, {report['replaced']} new")
        for key in _EDITED:
            site.edit(key)
        _ingest(folder / "archive", site, found)
        _check_whole(folder / "archive", site, "after edits", found)
        strange = [path for path in site.bodies if not _is_edited(path)]
        if strange:
            found.problems.append(f"after edits: fetched {strange[0]}, which is unchanged")
    return found


def _kill_halfway(archive: Path, site: CrawledSite, found: Outcome) -> None:
    """Kill an ingest; what was stored until then must not be fetched again."""
    with _program(archive, site) as program:
        until = time.monotonic() + _LIMIT_S
        while len(site.bodies) < _KILLED_AFTER * len(site.keys) and time.monotonic() < until:
            time.sleep(0.02)
        program.kill()
    fetched = {urlsplit(path).path.removesuffix("/amp") for path in site.bodies}
    stored = Counter(_stored(archive))
    missing = len(fetched) - len(stored)
    if missing > 1:  # the last one may have been fetched and not stored
        found.problems.append(f"killed: {missing} of {len(fetched)} fetched articles are lost")
    if not 0 < len(stored) < len(site.keys):
        found.problems.append(f"killed: {len(stored)} articles stored, not half of them")
    site.bodies.clear()


def _ingest(archive: Path, site: CrawledSite, found: Outcome) -> dict[str, Any]:
    with _program(archive, site) as program:
        output, errors = program.communicate(timeout=_LIMIT_S)
    if "Traceback" in errors or not output:
        found.problems.append(f"the program failed: {errors.strip()[-300:]}")
        return {}
    report: dict[str, Any] = json.loads(output)
    return report


def _program(archive: Path, site: CrawledSite) -> subprocess.Popen[str]:
    words = ["ingest", *site.sources, "--json", "--archive", str(archive)]
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *words],
        cwd=ROOT,
        env={**os.environ, **_SETTINGS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _stored(archive: Path) -> dict[str, str]:
    """The texts of the stored articles by title; a title that comes twice has a mark."""
    texts: dict[str, str] = {}
    with open_stress_archive(archive) as opened:
        for listed in opened.articles():
            title = listed.title or ""
            texts[f"{title} (twice)" if title in texts else title] = opened.article(
                listed.doc_id
            ).text
    return texts


def _check_whole(archive: Path, site: CrawledSite, when: str, found: Outcome) -> None:
    """Every article must be stored once, as it is now."""
    expected = {title_of(key): site.text(key) for key in site.keys}
    stored = _stored(archive)
    for title in sorted(expected.keys() - stored.keys()):
        found.problems.append(f"{when}: lost: {title}")
    for title in sorted(stored.keys() - expected.keys()):
        found.problems.append(f"{when}: stored and no article: {title}")
    for title in sorted(expected.keys() & stored.keys()):
        if stored[title] != expected[title]:
            found.problems.append(f"{when}: other text: {title}")


def _check_failures(report: dict[str, Any], site: CrawledSite, found: Outcome) -> None:
    """Every address that holds no article must be told, and nothing else."""
    told = {urlsplit(failure["source"]).path for failure in report.get("failed", ())}
    for path in sorted(told ^ set(site.failing)):
        found.problems.append(f"{'not told' if path in site.failing else 'failed'}: {path}")


def _is_edited(path: str) -> bool:
    return any(path.startswith(path_of(key)) for key in _EDITED)
