"""Checksums of rows stay what they were: archives of before hold them."""

from __future__ import annotations

import pytest

from retrieval.store.checksums import checksum_of


@pytest.mark.parametrize(
    ("values", "checksum"),
    [
        (("a", 1, None, 2.5, b"x", True), "56c1fc25b1f83d29"),
        ((-(2**63), 0, 2**63 - 1), "fb8fb5a1fdd97b7e"),
        ((True,), "0a60ba8ab7b8d3e9"),
        ((1,), "f1897cbc8a848f8a"),
    ],
)
def test_a_checksum_is_what_it_was(values: tuple[object, ...], checksum: str) -> None:
    assert checksum_of(*values).hex() == checksum
