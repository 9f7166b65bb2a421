"""Asks an advisory service, by pip-audit, about every package that the locks name.

    scripts/audit.py

Ends with status 0 where nothing is known, 1 where something is, and 2 where the service could not
be asked about all of them. Needs pip-audit (``pip install pip-audit``) and the network.
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
    """Prints what is known about the packages of each lock."""
    argparse.ArgumentParser(
        description="Asks an advisory service about every package in the locks."
    ).parse_args()
    return max(audit(ROOT / name) for name in LOCKS)


def audit(lock: Path) -> int:
    """What is known about one lock: the exit status, after printing it."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    command += ["--disable-pip", "--no-deps", "--requirement", str(lock)]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return _not_learnt(lock, "the service did not answer in time")
    return judge(lock, ran.returncode, ran.stdout, ran.stderr)


def judge(lock: Path, status: int, out: str, err: str) -> int:
    """The exit status of what pip-audit printed, after telling it in words."""
    try:
        packages = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = err.strip().splitlines()[-1] if err.strip() else f"pip-audit ended with {status}"
        return _not_learnt(lock, last)
    skipped = [item["name"] for item in packages if "skip_reason" in item]
    found = [(item, vuln) for item in packages for vuln in item.get("vulns", [])]
    for item, vuln in found:
        fixes = ", ".join(vuln.get("fix_versions", [])) or "no version yet"
        print(f"{lock.name}: {item['name']} {item['version']}: {vuln['id']}, fixed in {fixes}")
    print(f"{lock.name}: {len(packages)} packages, {len(found)} known weaknesses")
    if skipped:
        some = ", ".join(skipped[:_SHOWN])
        return _not_learnt(lock, f"it told nothing of {len(skipped)} packages, such as {some}")
    return int(bool(found))


def _not_learnt(lock: Path, why: str) -> int:
    print(f"{lock.name}: not all was learnt, the advisory service could not be asked: {why}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
