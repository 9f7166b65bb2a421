"""Disables telemetry of the libraries."""

from __future__ import annotations

import os

_OPT_OUTS = {
    "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime
    "HF_HUB_DISABLE_TELEMETRY": "1",  # Hugging Face hub
    "RAY_USAGE_STATS_ENABLED": "0",
}


def disable_telemetry() -> None:
    """Opt out for this process and its child processes; to be called before libraries are imported.

    Overrides variables of the user: no data may leave the machine.
    """
    os.environ.update(_OPT_OUTS)
