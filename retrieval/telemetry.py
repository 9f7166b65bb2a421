"""Keeps the libraries in use from telling their makers about it."""

from __future__ import annotations

import os

_OPT_OUTS = {
    "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime: files in ~/.cache/Microsoft, then its events host
    "HF_HUB_DISABLE_TELEMETRY": "1",  # the hub of models, which may be asked for one by name
}


def disable_telemetry() -> None:
    """Opts out for this process and those that it starts; to be called before any import of them.

    A variable that the user has set to the contrary is overruled: nothing may leave the machine.
    """
    os.environ.update(_OPT_OUTS)
