"""``doctor``: shows problems, and how to fix them."""

from __future__ import annotations

import os
import sys

from retrieval.cli.call import DONE, FAILED, Call, Command, print_line
from retrieval.cli.output.reports import findings_page
from retrieval.cli.output.terminal import Screen
from retrieval.health import settings_findings
from retrieval.settings import SETTINGS_FILE


def run(call: Call) -> int:
    """Shows problems of the archive and the settings file, and how to fix them."""
    with call.archive() as archive:
        findings = [*settings_findings(os.environ.get(SETTINGS_FILE)), *archive.doctor()]
    if not findings:
        print_line(f"Nothing is wrong with the archive in {archive.name}.")
        return DONE
    screen = Screen(sys.stdout)
    screen.show(findings_page(findings, screen.layout))
    return FAILED


COMMAND = Command("doctor", run)
