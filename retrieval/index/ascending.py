"""Look-ups in ascending arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def holds(ascending: npt.NDArray[Any], values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of ``values`` are in ``ascending``; np.isin would sort all of it."""
    if not len(ascending):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.searchsorted(ascending, values)
    return np.asarray(ascending.take(places, mode="clip") == values)
