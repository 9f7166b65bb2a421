"""What appeals are made of, as patterns over lower-case sentences with quotations blanked out."""

from __future__ import annotations

import re

from retrieval.text.languages.boilerplate import any_phrase

_AMOUNT = r"\d[\d.,]*"
_MONEY = rf"(?:[$£€₴₽] ?{_AMOUNT}|(?<![\d.,]){_AMOUNT}+ ?(?:[$£€₴₽]|{any_phrase('currencies')}))"

ITSELF = re.compile(any_phrase("on_itself"))
"""A publisher on itself: its journalism, its owners, its readers."""

GIVING = re.compile(any_phrase("giving").replace("{money}", _MONEY))
"""Giving to the publisher, asked for or thanked for."""

SPOKEN = re.compile(rf"\b{any_phrase('speaks')}\b")
"""The reader spoken to, or the speaker's own first person."""

ASIDE = re.compile(rf"^\W*{any_phrase('thanks')}\b(?=.{{0,60}}$)|{any_phrase('asides')}")
"""What only leads up to an appeal, or thanks for it."""

REPORTED = re.compile(rf"\b{any_phrase('reported_outside_appeals')}\b")
"""Speech of others, which no appeal holds."""
