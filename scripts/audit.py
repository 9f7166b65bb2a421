"""Checks all locked packages for known vulnerabilities by pip-audit.

    scripts/audit.py

Exits with status 0 if there are none, 1 if there are, and 2 if not all packages could be checked.
Needs pip-audit (``pip install pip-audit``) and the network.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock", "torch.lock")
_TIMEOUT_S = 600
_SHOWN = 3


def main() -> int:
    """Check each lock file; returns the worst exit status."""
    argparse.ArgumentParser(
        description="Checks all locked packages for known vulnerabilities."
    ).parse_args()
    return max(audit(ROOT / name) for name in LOCKS)


def audit(lock: Path) -> int:
    """Check one lock file and print the result; returns the exit status."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    command += ["--disable-pip", "--no-deps", "--requirement", str(lock)]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return _incomplete(lock, "the service did not answer in time")
    return judge(lock, ran.returncode, ran.stdout, ran.stderr)


def judge(lock: Path, status: int, out: str, err: str) -> int:
    """Print the output of pip-audit as sentences; returns the exit status."""
    try:
        packages = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = err.strip().splitlines()[-1] if err.strip() else f"pip-audit ended with {status}"
        return _incomplete(lock, last)
    skipped = [item["name"] for item in packages if "skip_reason" in item]
    found = [(item, vuln) for item in packages for vuln in item.get("vulns", [])]
    for item, vuln in found:
        fixes = ", ".join(vuln.get("fix_versions", [])) or "no version yet"
        print(f"{lock.name}: {item['name']} {item['version']}: {vuln['id']}, fixed in {fixes}")
    print(f"{lock.name}: {len(packages)} packages, {len(found)} known vulnerabilities")
    if skipped:
        some = ", ".join(skipped[:_SHOWN])
        return _incomplete(lock, f"it skipped {len(skipped)} packages, such as {some}")
    return int(bool(found))


def _incomplete(lock: Path, why: str) -> int:
    print(f"{lock.name}: not all packages were checked: {why}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
